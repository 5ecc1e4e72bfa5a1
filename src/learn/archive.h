#pragma once
// The state of a fitted model as named tensors and named values, in memory. flow/model_file.h gives it bytes.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace auspex::learn {

/// A dense tensor, row-major, of 32-bit floats.
struct Tensor {
  std::vector<uint64_t> shape;
  std::vector<float> values;  ///< as many as the product of `shape`
};

/// Named parts of one model. Readers throw Error(kUsage) that names what is missing or has another shape, so that a
/// damaged file is an error and never a crash.
class Archive {
 public:
  void Set(const std::string& name, Tensor tensor);
  void Set(const std::string& name, double value);
  void Set(const std::string& name, const std::string& value);
  void Set(const std::string& name, std::vector<uint64_t> values);

  const Tensor& GetTensor(const std::string& name) const;
  /// As GetTensor, but the shape must be `shape` and every value finite.
  const Tensor& GetTensor(const std::string& name, const std::vector<uint64_t>& shape) const;
  double GetNumber(const std::string& name) const;
  /// A whole number in [least, most].
  uint64_t GetCount(const std::string& name, uint64_t least, uint64_t most) const;
  const std::string& GetText(const std::string& name) const;
  const std::vector<uint64_t>& GetList(const std::string& name) const;

  std::map<std::string, Tensor> tensors;
  std::map<std::string, double> numbers;
  std::map<std::string, std::string> texts;
  std::map<std::string, std::vector<uint64_t>> lists;
};

}  // namespace auspex::learn

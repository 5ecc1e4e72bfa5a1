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

/// What every reader of an archive throws for what does not hold: Error(kUsage) with `what`, and to train again.
[[noreturn]] void RefuseArchive(const std::string& what);

/// Named parts of one model. Readers throw Error(kUsage) that names what is missing or has another shape, so that a
/// damaged file is an error and never a crash.
class Archive {
 public:
  void Set(const std::string& name, Tensor tensor);
  void Set(const std::string& name, double value);
  void Set(const std::string& name, const std::string& value);
  void Set(const std::string& name, std::vector<uint64_t> values);
  void Set(const std::string& name, std::vector<double> values);
  void Set(const std::string& name, std::vector<std::string> values);

  const Tensor& GetTensor(const std::string& name) const;
  /// As GetTensor, but the shape must be `shape` and every value finite.
  const Tensor& GetTensor(const std::string& name, const std::vector<uint64_t>& shape) const;
  double GetNumber(const std::string& name) const;
  /// A whole number in [least, most].
  uint64_t GetCount(const std::string& name, uint64_t least, uint64_t most) const;
  const std::string& GetText(const std::string& name) const;
  const std::vector<uint64_t>& GetList(const std::string& name) const;
  /// Every value must be finite.
  const std::vector<double>& GetDoubles(const std::string& name) const;
  const std::vector<std::string>& GetTexts(const std::string& name) const;

  /// Puts everything of `part` in, each name after "prefix."; Part gives it back (empty if there is nothing of that prefix).
  void Nest(const std::string& prefix, Archive part);
  Archive Part(const std::string& prefix) const;

  std::map<std::string, Tensor> tensors;
  std::map<std::string, double> numbers;
  std::map<std::string, std::string> texts;
  std::map<std::string, std::vector<uint64_t>> lists;
  std::map<std::string, std::vector<double>> doubles;             ///< where 32 bits are not enough
  std::map<std::string, std::vector<std::string>> text_lists;
};

}  // namespace auspex::learn

#include "learn/archive.h"

#include <cmath>
#include <utility>

#include "base/error.h"

namespace auspex::learn {
namespace {

template <class Map>
const typename Map::mapped_type& Find(const Map& map, const std::string& name, const char* kind) {
  const auto found = map.find(name);
  if (found == map.end()) RefuseArchive(std::string("the model lacks the ") + kind + " '" + name + "'");
  return found->second;
}

std::string ShapeText(const std::vector<uint64_t>& shape) {
  std::string text = "[";
  for (size_t i = 0; i < shape.size(); ++i) text += (i ? " × " : "") + std::to_string(shape[i]);
  return text + "]";
}

/// Whether the product of `shape` is `count`, without overflow.
bool Holds(const std::vector<uint64_t>& shape, uint64_t count) {
  uint64_t product = 1;
  for (uint64_t side : shape)
    if (__builtin_mul_overflow(product, side, &product)) return false;
  return product == count;
}

}  // namespace

void RefuseArchive(const std::string& what) {
  throw Error(Fault::kUsage, what, "model archive", "The model is damaged or was written by another version; train it again.");
}

void Archive::Set(const std::string& name, Tensor tensor) { tensors[name] = std::move(tensor); }
void Archive::Set(const std::string& name, double value) { numbers[name] = value; }
void Archive::Set(const std::string& name, const std::string& value) { texts[name] = value; }
void Archive::Set(const std::string& name, std::vector<uint64_t> values) { lists[name] = std::move(values); }
void Archive::Set(const std::string& name, std::vector<double> values) { doubles[name] = std::move(values); }
void Archive::Set(const std::string& name, std::vector<std::string> values) { text_lists[name] = std::move(values); }

const Tensor& Archive::GetTensor(const std::string& name) const {
  const Tensor& tensor = Find(tensors, name, "tensor");
  if (!Holds(tensor.shape, tensor.values.size()))
    RefuseArchive("the tensor '" + name + "' of shape " + ShapeText(tensor.shape) + " holds " +
            std::to_string(tensor.values.size()) + " values");
  return tensor;
}

const Tensor& Archive::GetTensor(const std::string& name, const std::vector<uint64_t>& shape) const {
  const Tensor& tensor = GetTensor(name);
  if (tensor.shape != shape)
    RefuseArchive("the tensor '" + name + "' has the shape " + ShapeText(tensor.shape) + " instead of " + ShapeText(shape));
  for (float value : tensor.values)
    if (!std::isfinite(value)) RefuseArchive("the tensor '" + name + "' holds a value that is not finite");
  return tensor;
}

double Archive::GetNumber(const std::string& name) const {
  const double value = Find(numbers, name, "number");
  if (!std::isfinite(value)) RefuseArchive("the number '" + name + "' is not finite");
  return value;
}

uint64_t Archive::GetCount(const std::string& name, uint64_t least, uint64_t most) const {
  const double value = GetNumber(name);
  constexpr double kExact = 9007199254740992.0;  // 2^53: whole numbers up to here are exact
  const bool whole = value >= 0 && value <= kExact && std::floor(value) == value;
  if (!whole || static_cast<uint64_t>(value) < least || static_cast<uint64_t>(value) > most)
    RefuseArchive("the number '" + name + "' is " + std::to_string(value) + ", not a whole number from " +
            std::to_string(least) + " to " + std::to_string(most));
  return static_cast<uint64_t>(value);
}

const std::string& Archive::GetText(const std::string& name) const { return Find(texts, name, "text"); }

const std::vector<uint64_t>& Archive::GetList(const std::string& name) const { return Find(lists, name, "list"); }

const std::vector<double>& Archive::GetDoubles(const std::string& name) const {
  const std::vector<double>& values = Find(doubles, name, "list of numbers");
  for (double value : values)
    if (!std::isfinite(value)) RefuseArchive("the list '" + name + "' holds a value that is not finite");
  return values;
}

const std::vector<std::string>& Archive::GetTexts(const std::string& name) const { return Find(text_lists, name, "list of texts"); }

void Archive::Nest(const std::string& prefix, Archive part) {
  const auto move = [&](auto& from, auto& to) {
    for (auto& [name, value] : from) to[prefix + "." + name] = std::move(value);
  };
  move(part.tensors, tensors);
  move(part.numbers, numbers);
  move(part.texts, texts);
  move(part.lists, lists);
  move(part.doubles, doubles);
  move(part.text_lists, text_lists);
}

Archive Archive::Part(const std::string& prefix) const {
  Archive part;
  const std::string begin = prefix + ".";
  const auto copy = [&](const auto& from, auto& to) {
    for (auto at = from.lower_bound(begin); at != from.end() && at->first.starts_with(begin); ++at) to[at->first.substr(begin.size())] = at->second;
  };
  copy(tensors, part.tensors);
  copy(numbers, part.numbers);
  copy(texts, part.texts);
  copy(lists, part.lists);
  copy(doubles, part.doubles);
  copy(text_lists, part.text_lists);
  return part;
}

}  // namespace auspex::learn

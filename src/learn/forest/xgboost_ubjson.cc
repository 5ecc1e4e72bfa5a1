#include "learn/forest/xgboost_ubjson.h"

#include <bit>
#include <cstdint>
#include <map>
#include <utility>

namespace auspex::learn {
namespace {

constexpr int kDeepest = 64;

/// Texts are passed over, but for keys: trees are lists of numbers.
struct Value {
  std::map<std::string, Value> members;
  std::vector<Value> items;
  std::vector<double> numbers;  ///< of a list of numbers
};

class Reader {
 public:
  Reader(std::string_view bytes, const std::string& where) : bytes_(bytes), where_(where) {}

  Value Read() { return ReadValue(Marker(), 0); }

 private:
  [[noreturn]] void CutOff() const { XgboostTrees::Fail("it is no UBJSON, or cut off", where_); }

  std::string_view Take(uint64_t count) {
    if (count > bytes_.size()) CutOff();
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
  }
  char Marker() { return Take(1)[0]; }
  bool Skip(char marker) {
    if (bytes_.empty() || bytes_[0] != marker) return false;
    bytes_.remove_prefix(1);
    return true;
  }

  /// Big-endian.
  uint64_t Bits(size_t size) {
    uint64_t bits = 0;
    for (const char c : Take(size)) bits = bits << 8 | static_cast<unsigned char>(c);
    return bits;
  }
  double Number(char type) {
    switch (type) {
      case 'T': return 1;
      case 'F': case 'Z': return 0;
      case 'i': return static_cast<int8_t>(Bits(1));
      case 'U': return static_cast<double>(Bits(1));
      case 'I': return static_cast<int16_t>(Bits(2));
      case 'l': return static_cast<int32_t>(Bits(4));
      case 'L': return static_cast<double>(static_cast<int64_t>(Bits(8)));
      case 'd': return static_cast<double>(std::bit_cast<float>(static_cast<uint32_t>(Bits(4))));
      case 'D': return std::bit_cast<double>(Bits(8));
      default: CutOff();
    }
  }
  uint64_t Length() {
    const double length = Number(Marker());
    if (!(length >= 0 && length <= static_cast<double>(bytes_.size()))) CutOff();  // every element takes a byte at least
    return static_cast<uint64_t>(length);
  }

  Value ReadValue(char type, int depth) {
    if (depth > kDeepest) CutOff();
    if (type == '{') return ReadObject(depth);
    if (type == '[') return ReadList(depth);
    if (type == 'S') {
      Take(Length());
    } else {
      Number(type);
    }
    return {};
  }

  Value ReadObject(int depth) {
    Value object;
    while (!Skip('}')) {
      std::string key(Take(Length()));
      object.members[std::move(key)] = ReadValue(Marker(), depth + 1);
    }
    return object;
  }

  Value ReadList(int depth) {
    Value list;
    const char type = Skip('$') ? Marker() : '\0';
    if (Skip('#')) {
      const uint64_t count = Length();
      for (uint64_t i = 0; i < count; ++i) ReadItem(type ? type : Marker(), list, depth);
    } else {
      while (!Skip(']')) ReadItem(Marker(), list, depth);
    }
    return list;
  }
  void ReadItem(char type, Value& list, int depth) {
    if (type == '{' || type == '[' || type == 'S') {
      list.items.push_back(ReadValue(type, depth + 1));
    } else {
      list.numbers.push_back(Number(type));
    }
  }

  std::string_view bytes_;
  const std::string& where_;
};

const Value& Member(const Value& object, const char* name, const std::string& where) {
  const auto found = object.members.find(name);
  if (found == object.members.end()) XgboostTrees::Fail("\"" + std::string(name) + "\" is missing", where);
  return found->second;
}

}  // namespace

std::vector<XgboostTree> ReadXgboostUbjson(std::string_view bytes, const std::string& where) {
  const Value root = Reader(bytes, where).Read();
  const Value* model = &root;
  for (const char* name : {"learner", "gradient_booster", "model", "trees"}) model = &Member(*model, name, where);
  std::vector<XgboostTree> trees;
  for (const Value& value : model->items) {
    const auto list = [&](const char* name) { return Member(value, name, where).numbers; };
    trees.push_back({.left_children = list("left_children"),
                     .right_children = list("right_children"),
                     .split_indices = list("split_indices"),
                     .split_conditions = list("split_conditions"),
                     .default_left = list("default_left"),
                     .sum_hessian = list("sum_hessian"),
                     .categories_nodes = list("categories_nodes"),
                     .categories_segments = list("categories_segments"),
                     .categories_sizes = list("categories_sizes"),
                     .categories = list("categories")});
  }
  return trees;
}

}  // namespace auspex::learn

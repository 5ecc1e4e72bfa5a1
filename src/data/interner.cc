#include "data/interner.h"

#include <algorithm>
#include <cstring>
#include <functional>

#include "base/random.h"

namespace auspex::data {
namespace {

constexpr size_t kBlock = size_t{1} << 20;

uint64_t Hash(std::string_view text) { return std::hash<std::string_view>{}(text); }

}  // namespace

size_t Interner::Probe(std::string_view text, uint64_t hash) const {
  const size_t mask = slots_.size() - 1;
  const auto tag = static_cast<uint32_t>(hash >> 32);
  size_t at = hash & mask;
  while (slots_[at].number != kNone && (slots_[at].hash != tag || names_[slots_[at].number] != text)) at = (at + 1) & mask;
  return at;
}

uint32_t Interner::Intern(std::string_view text) {
  if (names_.size() * 2 >= slots_.size()) Grow();
  const uint64_t hash = Hash(text);
  Slot& slot = slots_[Probe(text, hash)];
  if (slot.number == kNone) {
    slot = {static_cast<uint32_t>(hash >> 32), static_cast<uint32_t>(names_.size())};
    names_.push_back(Keep(text));
  }
  return slot.number;
}

uint32_t Interner::Find(std::string_view text) const {
  return slots_.empty() ? kNone : slots_[Probe(text, Hash(text))].number;
}

void Interner::Grow() {
  slots_.assign(std::max<size_t>(64, slots_.size() * 2), Slot{});
  const size_t mask = slots_.size() - 1;
  for (uint32_t number = 0; number < names_.size(); ++number) {
    const uint64_t hash = Hash(names_[number]);
    size_t at = hash & mask;
    while (slots_[at].number != kNone) at = (at + 1) & mask;
    slots_[at] = {static_cast<uint32_t>(hash >> 32), number};
  }
}

std::string_view Interner::Keep(std::string_view text) {
  if (blocks_.empty() || used_ + text.size() > capacity_) {
    capacity_ = std::max(kBlock, text.size());
    blocks_.push_back(std::make_unique<char[]>(capacity_));
    used_ = 0;
  }
  char* at = blocks_.back().get() + used_;
  if (!text.empty()) std::memcpy(at, text.data(), text.size());
  used_ += text.size();
  return {at, text.size()};
}

}  // namespace auspex::data

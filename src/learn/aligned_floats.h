#pragma once
// A block of floats that begins on a cache line, as the vector kernels like it.
#include <cstddef>
#include <memory>
#include <new>
#include <span>

namespace auspex::learn {

class AlignedFloats {
 public:
  AlignedFloats() = default;
  explicit AlignedFloats(size_t size) { Grow(size); }

  /// Makes room for `size` floats. What was in it is lost if it has to grow; it never shrinks.
  void Grow(size_t size) {
    if (size <= size_) return;
    values_.reset(static_cast<float*>(::operator new[](size * sizeof(float), kAlignment)));
    size_ = size;
  }

  float* data() { return values_.get(); }
  const float* data() const { return values_.get(); }
  size_t size() const { return size_; }
  std::span<float> first(size_t count) { return {values_.get(), count}; }
  std::span<const float> first(size_t count) const { return {values_.get(), count}; }
  float& operator[](size_t i) { return values_[i]; }
  float operator[](size_t i) const { return values_[i]; }

 private:
  static constexpr std::align_val_t kAlignment{64};
  struct Free {
    void operator()(float* values) const { ::operator delete[](values, kAlignment); }
  };
  std::unique_ptr<float[], Free> values_;
  size_t size_ = 0;
};

}  // namespace auspex::learn

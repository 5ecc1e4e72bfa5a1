#include "learn/step_input.h"

#include <algorithm>
#include <string>

#include "base/error.h"

namespace auspex::learn {
namespace {

[[noreturn]] void OutOfRange(size_t step, size_t value, size_t classes) {
  throw Error(Fault::kInternal, "step " + std::to_string(step) + " has the class " + std::to_string(value) + " of " +
                                    std::to_string(classes));
}

}  // namespace

void StepInput::Gather(const StepTable& steps, std::span<const Window> windows, const Shard& shard, float* x) const {
  const size_t width = shape_.InputWidth(), fields = shape_.category_sizes.size();
  const float* values = parameters_.values().data();
  std::fill_n(x, shard.steps * shard.rows * width, 0.0f);
  for (size_t r = 0; r < shard.windows.size(); ++r) {
    const Window& window = windows[shard.windows[r]];
    for (size_t i = 0; i < window.length; ++i) {
      const size_t step = window.begin + i;
      float* out = x + (i * shard.rows + r) * width;
      const auto embed = [&](size_t offset, size_t columns, size_t index, size_t classes) {
        if (index >= classes) OutOfRange(step, index, classes);
        out = std::copy_n(values + offset + index * columns, columns, out);
      };
      embed(parameters_.symbols(), shape_.symbol_embedding, steps.symbols[step], shape_.num_symbols);
      for (size_t f = 0; f < fields; ++f)
        embed(parameters_.category(f), shape_.CategoryWidth(f), steps.categories[f][step], shape_.category_sizes[f]);
      for (const auto& feature : steps.numbers) *out++ = feature[step];
      out[0] = i == 0 ? 0.0f : steps.gaps[step];
      out[1] = i == 0 ? 1.0f : 0.0f;
    }
  }
}

void StepInput::Scatter(const StepTable& steps, std::span<const Window> windows, const Shard& shard, const float* dx,
                        float* gradient) const {
  const size_t width = shape_.InputWidth(), fields = shape_.category_sizes.size();
  for (size_t r = 0; r < shard.windows.size(); ++r) {
    const Window& window = windows[shard.windows[r]];
    for (size_t i = 0; i < window.length; ++i) {
      const size_t step = window.begin + i;
      const float* in = dx + (i * shard.rows + r) * width;
      const auto add = [&](size_t offset, size_t columns, size_t index) {
        float* sum = gradient + offset + index * columns;
        for (size_t k = 0; k < columns; ++k) sum[k] += *in++;
      };
      add(parameters_.symbols(), shape_.symbol_embedding, steps.symbols[step]);
      for (size_t f = 0; f < fields; ++f)
        add(parameters_.category(f), shape_.CategoryWidth(f), steps.categories[f][step]);
    }
  }
}

}  // namespace auspex::learn

#include "learn/lstm_parameters.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/random.h"
#include "learn/archive.h"

namespace auspex::learn {
namespace {

constexpr uint64_t kMaxWidth = 1 << 16;

void FillUniform(std::span<float> values, double limit, Random& random) {
  for (float& v : values) v = static_cast<float>(random.Uniform(-limit, limit));
}

/// Orthonormal rows of a random [n][n] matrix by Gram and Schmidt, written to rows of `stride` floats.
void FillOrthogonal(float* out, size_t n, size_t stride, Random& random) {
  std::vector<double> rows(n * n);
  for (size_t i = 0; i < n; ++i) {
    double* row = &rows[i * n];
    double norm = 0;
    for (size_t k = 0; k < n; ++k) row[k] = random.Normal();
    for (size_t j = 0; j < i; ++j) {
      double dot = 0;
      for (size_t k = 0; k < n; ++k) dot += row[k] * rows[j * n + k];
      for (size_t k = 0; k < n; ++k) row[k] -= dot * rows[j * n + k];
    }
    for (size_t k = 0; k < n; ++k) norm += row[k] * row[k];
    norm = std::max(std::sqrt(norm), 1e-12);
    for (size_t k = 0; k < n; ++k) out[i * stride + k] = static_cast<float>(row[k] /= norm);
  }
}

}  // namespace

LstmShape LstmShape::Of(const StepTable& steps, const LstmOptions& options) {
  LstmShape shape;
  shape.num_symbols = steps.num_symbols;
  shape.num_numbers = steps.numbers.size();
  shape.num_conversions = steps.conversions.size();
  shape.category_sizes.assign(steps.category_sizes.begin(), steps.category_sizes.end());
  shape.symbol_embedding = options.symbol_embedding;
  shape.category_embedding = options.category_embedding;
  shape.hidden = options.hidden;
  shape.layers = options.layers;
  return shape;
}

size_t LstmShape::CategoryWidth(size_t field) const { return std::min(category_embedding, category_sizes[field]); }

size_t LstmShape::InputWidth() const {
  size_t width = symbol_embedding + num_numbers + 2;
  for (size_t field = 0; field < category_sizes.size(); ++field) width += CategoryWidth(field);
  return width;
}

void LstmShape::Check(const StepTable& steps) const {
  const bool same = steps.num_symbols == num_symbols && steps.numbers.size() == num_numbers &&
                    (steps.conversions.empty() || steps.conversions.size() == num_conversions) &&  // no labels: to foretell
                    std::equal(category_sizes.begin(), category_sizes.end(), steps.category_sizes.begin(),
                               steps.category_sizes.end());
  if (!same)
    throw Error(Fault::kUsage,
                "the steps have other symbols, categories, numbers or conversions than the model learned", "lstm",
                "train the model again on the present settings");
}

void LstmShape::Save(Archive& archive) const {
  archive.Set("shape.symbols", static_cast<double>(num_symbols));
  archive.Set("shape.numbers", static_cast<double>(num_numbers));
  archive.Set("shape.conversions", static_cast<double>(num_conversions));
  archive.Set("shape.categories", std::vector<uint64_t>(category_sizes.begin(), category_sizes.end()));
  archive.Set("shape.symbol_embedding", static_cast<double>(symbol_embedding));
  archive.Set("shape.category_embedding", static_cast<double>(category_embedding));
  archive.Set("shape.hidden", static_cast<double>(hidden));
  archive.Set("shape.layers", static_cast<double>(layers));
}

LstmShape LstmShape::Load(const Archive& archive) {
  LstmShape shape;
  shape.num_symbols = archive.GetCount("shape.symbols", 1, kMaxWidth);
  shape.num_numbers = archive.GetCount("shape.numbers", 0, kMaxWidth);
  shape.num_conversions = archive.GetCount("shape.conversions", 0, kMaxWidth);
  for (const uint64_t size : archive.GetList("shape.categories")) {
    if (size < 1 || size > kMaxWidth)
      throw Error(Fault::kUsage, "a category field of the model has " + std::to_string(size) + " classes",
                  "model archive", "The model is damaged; train it again.");
    shape.category_sizes.push_back(size);
  }
  shape.symbol_embedding = archive.GetCount("shape.symbol_embedding", 1, 4096);
  shape.category_embedding = archive.GetCount("shape.category_embedding", 1, 4096);
  shape.hidden = archive.GetCount("shape.hidden", 1, 4096);
  shape.layers = archive.GetCount("shape.layers", 1, 16);
  return shape;
}

LstmParameters::LstmParameters(const LstmShape& shape) : shape_(shape) {
  Add("symbol_embedding", {shape.num_symbols, shape.symbol_embedding}, true);
  for (size_t f = 0; f < shape.category_sizes.size(); ++f)
    Add("category_embedding." + std::to_string(f), {shape.category_sizes[f], shape.CategoryWidth(f)}, true);
  for (size_t l = 0; l < shape.layers; ++l) {
    const std::string name = "lstm." + std::to_string(l);
    const size_t width = l == 0 ? shape.InputWidth() : shape.hidden;
    const size_t input = Add(name + ".input", {width, 4, shape.hidden}, true);
    const size_t recurrent = Add(name + ".recurrent", {shape.hidden, 4, shape.hidden}, true);
    layers_.push_back({input, recurrent, Add(name + ".bias", {4, shape.hidden}, false)});
  }
  head_weights_ = Add("heads.weights", {shape.hidden, shape.Outputs()}, true);
  head_bias_ = Add("heads.bias", {shape.Outputs()}, false);
  values_.Grow(size_);
  std::fill(values().begin(), values().end(), 0.0f);
}

size_t LstmParameters::Add(std::string name, std::vector<uint64_t> shape, bool decays) {
  size_t count = 1;
  for (const uint64_t side : shape) count *= side;
  parts_.push_back({std::move(name), std::move(shape), size_, count, decays});
  size_ += (count + 15) / 16 * 16;  // each part begins on a cache line
  return parts_.back().offset;
}

void LstmParameters::Initialise(uint64_t seed) {
  Random random(seed, 1);
  const size_t hidden = shape_.hidden;
  for (const Part& part : parts_) {
    const std::span<float> values(values_.data() + part.offset, part.size);
    if (part.name.find("embedding") != std::string::npos) {
      for (float& v : values) v = static_cast<float>(0.3 * random.Normal());
    } else if (part.name.ends_with(".recurrent")) {
      for (size_t gate = 0; gate < 4; ++gate) FillOrthogonal(&values[gate * hidden], hidden, 4 * hidden, random);
    } else if (part.shape.size() > 1 && part.decays) {
      const auto fan = static_cast<double>(part.shape.front() + part.shape.back());
      FillUniform(values, std::sqrt(6 / fan), random);
    }
  }
  for (const Layer& layer : layers_) std::fill_n(values_.data() + layer.bias + hidden, hidden, 1.0f);
}

std::vector<bool> LstmParameters::Decays() const {
  std::vector<bool> decays(size_);
  for (const Part& part : parts_)
    if (part.decays) std::fill_n(decays.begin() + static_cast<ptrdiff_t>(part.offset), part.size, true);
  return decays;
}

void LstmParameters::Save(Archive& archive, const std::string& prefix) const {
  for (const Part& part : parts_) {
    const float* first = values_.data() + part.offset;
    archive.Set(prefix + part.name, Tensor{part.shape, {first, first + part.size}});
  }
}

void LstmParameters::Load(const Archive& archive, const std::string& prefix) {
  for (const Part& part : parts_) {
    const Tensor& tensor = archive.GetTensor(prefix + part.name, part.shape);
    std::copy(tensor.values.begin(), tensor.values.end(), values_.data() + part.offset);
  }
}

}  // namespace auspex::learn

#include "data/matrix.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/error.h"
#include "base/format.h"
#include "base/progress.h"
#include "base/threads.h"
#include "data/interner.h"

namespace auspex::data {
namespace {

struct Source {
  std::string name;
  bool text = false;
};

[[noreturn]] void RefuseType(const std::string& column, const std::string& type, const std::string& name) {
  const bool date = type == "DATE" || type == "TIMESTAMP";
  throw Error(Fault::kUsage, "the column `" + column + "` is " + (date ? "a " + type : "neither number nor text") + ", which no model learns from",
              name, "Write what it means as a number, such as days until the cutoff.");
}

/// The columns of a query, the id's first.
std::vector<Source> SourcesOf(store::Connection& connection, const std::string& sql, const std::string& name) {
  const store::Result shape = connection.Query("SELECT * FROM (" + sql + ") LIMIT 0");
  std::vector<Source> sources;
  for (size_t c = 0; c < shape.columns(); ++c) {
    const std::string type = shape.Type(c);
    if (c > 0 && (type == "DATE" || type == "TIMESTAMP" || type == "OTHER")) RefuseType(shape.Name(c), type, name);
    sources.push_back({shape.Name(c), type == "VARCHAR" || type == "ENUM"});
  }
  if (sources.size() < 2) throw Error(Fault::kUsage, "there is no feature", name, "Select the customer and at least one feature.");
  return sources;
}

std::string TypedSql(const std::string& sql, const std::vector<Source>& sources) {
  std::string select;
  for (size_t c = 0; c < sources.size(); ++c) {
    const std::string column = store::QuoteName(sources[c].name);
    select += (c == 0 ? "SELECT CAST(" : ", CAST(") + column + (c == 0 || sources[c].text ? " AS VARCHAR) AS " : " AS DOUBLE) AS ") + column;
  }
  return select + " FROM (" + sql + ")";
}

/// Columns that grow chunk by chunk.
class Collector {
 public:
  Collector(std::vector<Source> sources, const MatrixOptions& options) : sources_(std::move(sources)), options_(options) {
    const size_t features = sources_.size() - 1;
    matrix_.table.columns.resize(features);
    texts_.resize(features);
    places_.resize(features);
    if (options_.schema != nullptr) Align();
    else std::iota(places_.begin(), places_.end(), size_t{1});
  }

  size_t rows() const { return matrix_.ids.size(); }

  void Add(const store::Chunk& chunk) {
    kept_.clear();
    for (size_t r = 0; r < chunk.rows(); ++r) {
      if (!chunk.Valid(0, r)) throw Error(Fault::kUsage, "a row has no customer", options_.name, "Leave rows without one out.");
      if (options_.keep && !options_.keep(chunk.Text(0, r))) continue;
      kept_.push_back(static_cast<uint32_t>(r));
      matrix_.ids.emplace_back(chunk.Text(0, r));
    }
    for (size_t f = 0; f < places_.size(); ++f) AddColumn(chunk, f);
  }

  /// What was collected; begins anew.
  Matrix Take() {
    Matrix out = std::move(matrix_);
    matrix_ = {};
    matrix_.table.columns.resize(places_.size());
    out.table.rows = out.ids.size();
    if (options_.schema != nullptr) out.table.schema = *options_.schema;
    else NameCategories(out.table);
    for (const auto& info : out.table.schema) out.kinds.push_back(info.is_category() ? FeatureKind::kCategory : FeatureKind::kNumber);
    return out;
  }

 private:
  void Align() {
    for (size_t f = 0; f < options_.schema->size(); ++f) {
      const learn::FeatureInfo& info = (*options_.schema)[f];
      const auto at = std::ranges::find(sources_.begin() + 1, sources_.end(), info.name, &Source::name);
      if (at == sources_.end() || (info.is_category() && !at->text)) {  // texts that were all missing were learnt as numbers
        throw Error(Fault::kUsage,
                    "the model was fitted on " + std::string(info.is_category() ? "texts" : "numbers") + " in the column `" + info.name +
                        "`, which is " + (at == sources_.end() ? "missing" : "of another kind"),
                    options_.name, "Train again: auspex -w DIR train");
      }
      places_[f] = static_cast<size_t>(at - sources_.begin());
      for (const auto& category : info.categories) texts_[f].Intern(category);
    }
    places_.resize(options_.schema->size());
    matrix_.table.columns.resize(places_.size());
  }

  void AddColumn(const store::Chunk& chunk, size_t f) {
    std::vector<float>& values = matrix_.table.columns[f];
    const size_t place = places_[f];
    if (sources_[place].text) {
      for (const uint32_t r : kept_) values.push_back(chunk.Valid(place, r) ? CodeOf(f, chunk.Text(place, r)) : learn::kMissing);
      return;
    }
    const auto numbers = chunk.Numbers<double>(place);
    for (const uint32_t r : kept_) {
      const float value = chunk.Valid(place, r) ? static_cast<float>(numbers[r]) : learn::kMissing;
      if (chunk.Valid(place, r) && !std::isfinite(value)) NotFinite(f, std::string(chunk.Text(0, r)));
      values.push_back(value);
    }
  }

  float CodeOf(size_t f, std::string_view text) {
    if (options_.schema == nullptr) return static_cast<float>(texts_[f].Intern(text));
    const uint32_t code = texts_[f].Find(text);
    return code == Interner::kNone ? learn::kMissing : static_cast<float>(code);
  }

  [[noreturn]] void NotFinite(size_t f, const std::string& id) const {
    throw Error(Fault::kData, "the feature `" + sources_[places_[f]].name + "` of customer " + Excerpt(id) + " is no finite number", options_.name,
                "Divide by nullif(x, 0), and take logarithms of positive numbers only.");
  }

  /// Codes in the order of the texts, not of first sight.
  void NameCategories(learn::FeatureTable& table) {
    for (size_t f = 0; f < places_.size(); ++f) {
      learn::FeatureInfo& info = table.schema.emplace_back();
      info.name = sources_[places_[f]].name;
      const Interner& texts = texts_[f];
      std::vector<uint32_t> order(texts.size());
      std::iota(order.begin(), order.end(), 0u);
      std::ranges::sort(order, {}, [&](uint32_t code) { return texts.Name(code); });
      std::vector<float> rank(order.size());
      for (size_t i = 0; i < order.size(); ++i) {
        rank[order[i]] = static_cast<float>(i);
        info.categories.emplace_back(texts.Name(order[i]));
      }
      if (rank.empty()) continue;
      for (float& value : table.columns[f]) value = std::isnan(value) ? value : rank[static_cast<size_t>(value)];
    }
  }

  std::vector<Source> sources_;
  MatrixOptions options_;
  std::vector<size_t> places_;   // [features], of the query's columns
  std::vector<Interner> texts_;  // [features]
  std::vector<uint32_t> kept_;
  Matrix matrix_;
};

/// Rows in the order of their ids; each id once.
void SortRows(Matrix& matrix, const std::string& name) {
  std::vector<uint32_t> order(matrix.ids.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return matrix.ids[a] < matrix.ids[b]; });
  for (size_t i = 1; i < order.size(); ++i) {
    if (matrix.ids[order[i]] != matrix.ids[order[i - 1]]) continue;
    throw Error(Fault::kUsage, "the customer " + Excerpt(matrix.ids[order[i]]) + " has more than one row", name,
                "Give one row a customer: GROUP BY the customer.");
  }
  ParallelFor(matrix.table.columns.size(), 1, [&](size_t f, size_t) {
    std::vector<float>& column = matrix.table.columns[f];
    std::vector<float> sorted(column.size());
    for (size_t i = 0; i < order.size(); ++i) sorted[i] = column[order[i]];
    column = std::move(sorted);
  });
  std::vector<std::string> ids;
  ids.reserve(order.size());
  for (const uint32_t at : order) ids.push_back(std::move(matrix.ids[at]));
  matrix.ids = std::move(ids);
}

}  // namespace

Matrix ReadMatrix(store::Connection& connection, const std::string& sql, const MatrixOptions& options, Progress& progress) {
  auto sources = SourcesOf(connection, sql, options.name);
  const std::string typed = TypedSql(sql, sources);
  Collector collector(std::move(sources), options);
  progress.Begin("reading " + options.name, "rows", 0);
  store::Result result = connection.Stream(typed);
  store::Chunk chunk;
  while (result.Next(chunk)) {
    collector.Add(chunk);
    progress.Update(collector.rows());
  }
  progress.End();
  Matrix matrix = collector.Take();
  SortRows(matrix, options.name);
  return matrix;
}

struct MatrixStream::State {
  State(store::Connection& connection, const std::string& sql, MatrixOptions given, std::vector<Source> sources)
      : options(std::move(given)), result(connection.Stream(TypedSql(sql, sources))), collector(std::move(sources), options) {}

  MatrixOptions options;
  store::Result result;
  store::Chunk chunk;
  Collector collector;
  bool ended = false;  // a stream must not be asked again
};

MatrixStream::MatrixStream(store::Connection& connection, const std::string& sql, MatrixOptions options) {
  auto sources = SourcesOf(connection, sql, options.name);
  state_ = std::make_unique<State>(connection, sql, std::move(options), std::move(sources));
}

MatrixStream::~MatrixStream() = default;

bool MatrixStream::Next(size_t rows, Matrix& block) {
  while (!state_->ended && state_->collector.rows() < rows) {
    if (state_->result.Next(state_->chunk)) state_->collector.Add(state_->chunk);
    else state_->ended = true;
  }
  if (state_->collector.rows() == 0) return false;
  block = state_->collector.Take();
  return true;
}

}  // namespace auspex::data

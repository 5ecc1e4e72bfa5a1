#include "data/feature_stream.h"

#include <algorithm>

#include "base/error.h"
#include "base/format.h"
#include "base/threads.h"
#include "data/header.h"
#include "data/rejects.h"
#include "text/utf8.h"

namespace auspex::data {
namespace {

pack::Table ColumnsOf(const FeatureStreamOptions& options) {
  pack::Table known;
  const auto add = [&](const std::string& name) {
    pack::Column column;
    column.name = name;
    known.columns.push_back(column);
  };
  for (const auto& feature : options.schema) add(feature.name);
  if (!options.id.empty() && known.Find(options.id) == nullptr) add(options.id);
  return known;
}

[[noreturn]] void Lacks(const std::string& file, const std::string& column, const std::vector<std::string>& names, const std::string& advice) {
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ", ") + Excerpt(name, 60);
  throw Error(Fault::kUsage, "the table has no column '" + column + "'; it has " + Excerpt(list, 600), file + ":1", advice);
}

}  // namespace

FeatureStream::FeatureStream(const std::filesystem::path& path, FeatureStreamOptions options)
    : file_(path.string()), options_(std::move(options)), missing_(options_.missing), cells_(path, ColumnsOf(options_), options_.delimiter) {
  const pack::Table known = ColumnsOf(options_);
  const HeaderMap map = FindColumns(cells_.names(), known, {}, file_);
  for (size_t f = 0; f < options_.schema.size(); ++f) {
    if (map.sources[f] == HeaderMap::kAbsent) {
      Lacks(file_, options_.schema[f].name, cells_.names(), "The model was fitted on it: bring the columns that it was fitted on.");
    }
  }
  places_.assign(map.sources.begin(), map.sources.begin() + static_cast<ptrdiff_t>(options_.schema.size()));
  if (options_.id.empty()) return;
  id_ = map.sources[known.Find(options_.id) - known.columns.data()];
  if (id_ == HeaderMap::kAbsent) Lacks(file_, options_.id, cells_.names(), "Name the column with the rows' ids: --id COLUMN.");
}

bool FeatureStream::Next(learn::FeatureTable& table, std::vector<std::string>& ids) {
  if (!cells_.Next(block_)) return false;
  const size_t features = options_.schema.size();
  if (columns_.empty()) {
    for (size_t f = 0; f < features; ++f) columns_.emplace_back(options_.schema[f], options_.kinds[f]);
  }
  table = {.rows = block_.rows, .schema = options_.schema, .columns = std::vector<std::vector<float>>(features)};
  ParallelFor(features, 1, [&](size_t f, size_t) {
    FeatureColumn& column = columns_[f];
    column.values().clear();
    column.values().reserve(block_.rows);
    for (size_t r = 0; r < block_.rows; ++r) column.Add(block_.at(r, places_[f]), block_.lines[r], file_, missing_);
    table.columns[f] = std::move(column.values());
  });
  for (size_t f = 0; f < features; ++f) {
    if (columns_[f].unknown() > 0) unknown_[options_.schema[f].name] = columns_[f].unknown();
  }
  ids.clear();
  for (size_t r = 0; id_ != HeaderMap::kAbsent && r < block_.rows; ++r) ids.push_back(text::PrintableUtf8(block_.at(r, id_), kMaxExcerpt));
  return true;
}

}  // namespace auspex::data

#pragma once
// A query's rows as a matrix: its first column names the row, the others are features. Chunks are read as columns; nothing passes through text.
// Texts become categories in the order of their bytes, BOOLEAN 0 and 1, NULL missing.
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/feature_column.h"
#include "learn/table/feature_table.h"
#include "store/database.h"

namespace auspex {
class Progress;
}

namespace auspex::data {

struct Matrix {
  learn::FeatureTable table;
  std::vector<std::string> ids;    ///< [rows]
  std::vector<FeatureKind> kinds;  ///< [features]
};

struct MatrixOptions {
  std::string name = "features";  ///< of what is read, for errors
  /// Whether a row is kept; empty: all.
  std::function<bool(std::string_view id)> keep = {};
  /// Of a model: columns are aligned to it, and a category that it does not know is missing. nullptr: learnt from the rows.
  const learn::Schema* schema = nullptr;
};

/// All rows, in the order of their ids: the same matrix whatever order the database gives them in. Throws Error(kUsage) for dates and other types that
/// no model learns from, a row without an id and an id twice, Error(kData) for a number that is not finite.
Matrix ReadMatrix(store::Connection& connection, const std::string& sql, const MatrixOptions& options, Progress& progress);

/// The same block by block, in the order of the query; nothing but a block is kept. Needs `schema`.
class MatrixStream {
 public:
  MatrixStream(store::Connection& connection, const std::string& sql, MatrixOptions options);
  ~MatrixStream();
  /// The next rows, at least `rows` unless they end; false at the end.
  bool Next(size_t rows, Matrix& block);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace auspex::data

#include "base/progress.h"
#include "store/duckdb_state.h"

namespace auspex::store {
namespace {

const char* TypeName(duckdb_type type) {
  switch (type) {
    case DUCKDB_TYPE_BOOLEAN: return "BOOLEAN";
    case DUCKDB_TYPE_TINYINT: return "TINYINT";
    case DUCKDB_TYPE_SMALLINT: return "SMALLINT";
    case DUCKDB_TYPE_INTEGER: return "INTEGER";
    case DUCKDB_TYPE_BIGINT: return "BIGINT";
    case DUCKDB_TYPE_UTINYINT: return "UTINYINT";
    case DUCKDB_TYPE_USMALLINT: return "USMALLINT";
    case DUCKDB_TYPE_UINTEGER: return "UINTEGER";
    case DUCKDB_TYPE_UBIGINT: return "UBIGINT";
    case DUCKDB_TYPE_HUGEINT: return "HUGEINT";
    case DUCKDB_TYPE_FLOAT: return "FLOAT";
    case DUCKDB_TYPE_DOUBLE: return "DOUBLE";
    case DUCKDB_TYPE_DECIMAL: return "DECIMAL";
    case DUCKDB_TYPE_TIMESTAMP: return "TIMESTAMP";
    case DUCKDB_TYPE_DATE: return "DATE";
    case DUCKDB_TYPE_VARCHAR: return "VARCHAR";
    case DUCKDB_TYPE_ENUM: return "ENUM";
    default: return "OTHER";
  }
}

}  // namespace

struct Chunk::State {
  duckdb_data_chunk chunk = nullptr;
  std::vector<duckdb_vector> vectors;
  std::vector<void*> data;
  std::vector<uint64_t*> validity;
  size_t rows = 0;

  ~State() { Reset(nullptr); }
  void Reset(duckdb_data_chunk next) {
    if (chunk != nullptr) duckdb_destroy_data_chunk(&chunk);
    chunk = next;
    vectors.clear(), data.clear(), validity.clear();
    rows = 0;
    if (chunk == nullptr) return;
    rows = duckdb_data_chunk_get_size(chunk);
    const idx_t columns = duckdb_data_chunk_get_column_count(chunk);
    for (idx_t c = 0; c < columns; ++c) {
      vectors.push_back(duckdb_data_chunk_get_vector(chunk, c));
      data.push_back(duckdb_vector_get_data(vectors.back()));
      validity.push_back(duckdb_vector_get_validity(vectors.back()));
    }
  }
};

Chunk::Chunk() : state_(std::make_unique<State>()) {}
Chunk::~Chunk() = default;
Chunk::Chunk(Chunk&&) noexcept = default;
Chunk& Chunk::operator=(Chunk&&) noexcept = default;
size_t Chunk::rows() const { return state_->rows; }

bool Chunk::Valid(size_t column, size_t row) const {
  const uint64_t* mask = state_->validity[column];
  return mask == nullptr || ((mask[row / 64] >> (row % 64)) & 1) != 0;
}

const void* Chunk::Data(size_t column, size_t) const { return state_->data[column]; }

std::string_view Chunk::Text(size_t column, size_t row) const {
  if (!Valid(column, row)) return {};
  auto* text = static_cast<duckdb_string_t*>(state_->data[column]) + row;
  return {duckdb_string_t_data(text), duckdb_string_t_length(*text)};
}

Result::Result(std::unique_ptr<State> state) : state_(std::move(state)) {}
Result::~Result() = default;
Result::Result(Result&&) noexcept = default;
Result& Result::operator=(Result&&) noexcept = default;
size_t Result::columns() const { return duckdb_column_count(&state_->result); }
std::string Result::Name(size_t column) const { return duckdb_column_name(&state_->result, column); }
std::string Result::Type(size_t column) const { return TypeName(duckdb_column_type(&state_->result, column)); }

size_t Result::EnumSize(size_t column) const {
  duckdb_logical_type type = duckdb_column_logical_type(&state_->result, column);
  const size_t size = duckdb_get_type_id(type) == DUCKDB_TYPE_ENUM ? duckdb_enum_dictionary_size(type) : 0;
  duckdb_destroy_logical_type(&type);
  return size;
}

std::vector<std::string> Result::EnumValues(size_t column) const {
  std::vector<std::string> values(EnumSize(column));
  duckdb_logical_type type = duckdb_column_logical_type(&state_->result, column);
  for (size_t i = 0; i < values.size(); ++i) {
    char* value = duckdb_enum_dictionary_value(type, i);
    values[i] = value;
    duckdb_free(value);
  }
  duckdb_destroy_logical_type(&type);
  return values;
}

bool Result::Next(Chunk& chunk) {
  Progress::ThrowIfCancelled();
  chunk.state_->Reset(duckdb_fetch_chunk(state_->result));
  if (chunk.state_->chunk != nullptr && chunk.rows() > 0) return true;
  const char* message = duckdb_result_error(&state_->result);
  if (message != nullptr && *message != 0) throw Failure(message, {});
  return false;
}

uint64_t Result::Changed() { return duckdb_rows_changed(&state_->result); }

std::vector<std::vector<std::optional<std::string>>> Result::Rows() {
  std::vector<std::vector<std::optional<std::string>>> rows;
  Chunk chunk;
  while (Next(chunk)) {
    for (size_t r = 0; r < chunk.rows(); ++r) {
      auto& row = rows.emplace_back(columns());
      for (size_t c = 0; c < columns(); ++c) {
        if (!chunk.Valid(c, r)) continue;
        const duckdb_type type = duckdb_column_type(&state_->result, c);
        switch (type) {
          case DUCKDB_TYPE_VARCHAR: row[c] = std::string(chunk.Text(c, r)); break;
          case DUCKDB_TYPE_BOOLEAN: row[c] = chunk.Numbers<bool>(c)[r] ? "true" : "false"; break;
          case DUCKDB_TYPE_TINYINT: row[c] = std::to_string(chunk.Numbers<int8_t>(c)[r]); break;
          case DUCKDB_TYPE_SMALLINT: row[c] = std::to_string(chunk.Numbers<int16_t>(c)[r]); break;
          case DUCKDB_TYPE_INTEGER: row[c] = std::to_string(chunk.Numbers<int32_t>(c)[r]); break;
          case DUCKDB_TYPE_UTINYINT: row[c] = std::to_string(chunk.Numbers<uint8_t>(c)[r]); break;
          case DUCKDB_TYPE_USMALLINT: row[c] = std::to_string(chunk.Numbers<uint16_t>(c)[r]); break;
          case DUCKDB_TYPE_UINTEGER: row[c] = std::to_string(chunk.Numbers<uint32_t>(c)[r]); break;
          case DUCKDB_TYPE_BIGINT:
          case DUCKDB_TYPE_TIMESTAMP: row[c] = std::to_string(chunk.Numbers<int64_t>(c)[r]); break;
          case DUCKDB_TYPE_UBIGINT: row[c] = std::to_string(chunk.Numbers<uint64_t>(c)[r]); break;
          case DUCKDB_TYPE_FLOAT: row[c] = std::to_string(chunk.Numbers<float>(c)[r]); break;
          case DUCKDB_TYPE_DOUBLE: row[c] = std::to_string(chunk.Numbers<double>(c)[r]); break;
          default: throw Error(Fault::kInternal, "column " + Name(c) + " has a type that is not read as text; cast it to VARCHAR");
        }
      }
    }
  }
  return rows;
}

}  // namespace auspex::store

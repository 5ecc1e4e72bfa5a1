#include <cstring>

#include "store/duckdb_state.h"

namespace auspex::store {

struct Appender::State {
  duckdb_appender appender = nullptr;
  duckdb_data_chunk chunk = nullptr;
  std::vector<duckdb_vector> vectors;
  std::vector<void*> data;
  std::vector<uint64_t*> validity;
  std::string table;

  void Look() {
    for (idx_t c = 0; c < vectors.size(); ++c) {
      vectors[c] = duckdb_data_chunk_get_vector(chunk, c);
      data[c] = duckdb_vector_get_data(vectors[c]);
      validity[c] = duckdb_vector_get_validity(vectors[c]);
    }
  }
  ~State() {
    if (chunk != nullptr) duckdb_destroy_data_chunk(&chunk);
    if (appender != nullptr) duckdb_appender_destroy(&appender);
  }
};

Appender::Appender(Connection& connection, const std::string& table, const std::string& schema) : state_(std::make_unique<State>()) {
  state_->table = table;
  if (duckdb_appender_create(connection.state_->connection, schema.c_str(), table.c_str(), &state_->appender) == DuckDBError) {
    throw Failure(duckdb_appender_error(state_->appender), table);
  }
  std::vector<duckdb_logical_type> types;
  const idx_t columns = duckdb_appender_column_count(state_->appender);
  for (idx_t c = 0; c < columns; ++c) types.push_back(duckdb_appender_column_type(state_->appender, c));
  state_->chunk = duckdb_create_data_chunk(types.data(), columns);
  for (auto& type : types) duckdb_destroy_logical_type(&type);
  state_->vectors.resize(columns), state_->data.resize(columns), state_->validity.resize(columns);
  state_->Look();
}

Appender::~Appender() = default;
void* Appender::Data(size_t column, size_t) { return state_->data[column]; }

void Appender::SetText(size_t column, size_t row, std::string_view text) {
  duckdb_vector_assign_string_element_len(state_->vectors[column], row, text.data(), text.size());
}

void Appender::SetTextInPlace(size_t column, size_t row, std::string_view text) {
  auto& value = static_cast<duckdb_string_t*>(state_->data[column])[row].value;
  value.pointer.length = static_cast<uint32_t>(text.size());
  if (text.size() <= sizeof value.inlined.inlined) {
    std::memset(value.inlined.inlined, 0, sizeof value.inlined.inlined);
    if (!text.empty()) std::memcpy(value.inlined.inlined, text.data(), text.size());
  } else {
    std::memcpy(value.pointer.prefix, text.data(), sizeof value.pointer.prefix);
    value.pointer.ptr = const_cast<char*>(text.data());
  }
}

void Appender::SetNull(size_t column, size_t row) {
  if (state_->validity[column] == nullptr) {
    duckdb_vector_ensure_validity_writable(state_->vectors[column]);
    state_->validity[column] = duckdb_vector_get_validity(state_->vectors[column]);
  }
  duckdb_validity_set_row_invalid(state_->validity[column], row);
}

uint64_t Appender::SetList(size_t column, size_t row, uint64_t length) {
  const duckdb_vector list = state_->vectors[column];
  const uint64_t begin = duckdb_list_vector_get_size(list);
  duckdb_list_vector_reserve(list, begin + length);
  duckdb_list_vector_set_size(list, begin + length);
  static_cast<duckdb_list_entry*>(state_->data[column])[row] = {begin, length};
  return begin;
}

void* Appender::ListData(size_t column) { return duckdb_vector_get_data(duckdb_list_vector_get_child(state_->vectors[column])); }

void Appender::SetListText(size_t column, uint64_t element, std::string_view text) {
  duckdb_vector_assign_string_element_len(duckdb_list_vector_get_child(state_->vectors[column]), element, text.data(), text.size());
}

void Appender::SetListNull(size_t column, uint64_t element) {
  const duckdb_vector child = duckdb_list_vector_get_child(state_->vectors[column]);
  duckdb_vector_ensure_validity_writable(child);
  duckdb_validity_set_row_invalid(duckdb_vector_get_validity(child), element);
}

void Appender::Flush(size_t rows) {
  duckdb_data_chunk_set_size(state_->chunk, rows);
  if (duckdb_append_data_chunk(state_->appender, state_->chunk) == DuckDBError) {
    throw Failure(duckdb_appender_error(state_->appender), state_->table);
  }
  duckdb_data_chunk_reset(state_->chunk);
  state_->Look();
}

void Appender::Close() {
  if (duckdb_appender_close(state_->appender) == DuckDBError) throw Failure(duckdb_appender_error(state_->appender), state_->table);
}

}  // namespace auspex::store

#include "store/duckdb_state.h"

namespace auspex::store {

Error Failure(const char* message, const std::string& where) {
  std::string text = message == nullptr ? "the database failed" : message;
  if (text.find("INTERRUPT") != std::string::npos) return Error(Fault::kCancelled, "stopped as you asked; nothing was changed");
  const bool full = text.find("No space left") != std::string::npos || text.find("File too large") != std::string::npos ||
                    text.find("Could not write") != std::string::npos;
  if (full) {
    return Error(Fault::kInternal, "the disk is full: " + text, where, "Free some space and run the command again; nothing was changed.");
  }
  if (text.rfind("Out of Memory", 0) == 0) {
    return Error(Fault::kInternal, text, where, "Close other programs, or free disk space for what does not fit in memory.");
  }
  return Error(Fault::kInternal, text, where);
}

struct Database::State {
  duckdb_database database = nullptr;
  std::string name;
  ~State() { duckdb_close(&database); }
};

Database::Database(const DatabaseOptions& options) : state_(std::make_unique<State>()) {
  duckdb_config config = nullptr;
  duckdb_create_config(&config);
  const auto set = [&](const char* key, const std::string& value) {
    if (!value.empty()) duckdb_set_config(config, key, value.c_str());
  };
  if (options.threads > 0) set("threads", std::to_string(options.threads));
  set("max_memory", options.memory_limit);
  set("temp_directory", options.spill.string());
  set("autoinstall_known_extensions", "false");
  set("autoload_known_extensions", "false");
  state_->name = options.file.empty() ? "memory" : options.file.string();
  char* message = nullptr;
  const auto status = duckdb_open_ext(options.file.empty() ? nullptr : options.file.c_str(), &state_->database, config, &message);
  duckdb_destroy_config(&config);
  if (status == DuckDBError) {
    const std::string text = message == nullptr ? "" : message;
    duckdb_free(message);
    if (text.find("lock") != std::string::npos) {
      throw Error(Fault::kUsage, "the database is in use by another process", state_->name, "Wait until it has ended, or end it.");
    }
    throw Error(Fault::kInternal, "the database cannot be opened: " + text, state_->name);
  }
}

Database::~Database() = default;
Database::Database(Database&&) noexcept = default;

Connection Database::Connect() {
  auto state = std::make_unique<Connection::State>();
  state->name = state_->name;
  state->database = state_->database;
  return Connection(std::move(state)).Another();
}

std::string QuoteName(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string QuoteText(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return out + '\'';
}

}  // namespace auspex::store

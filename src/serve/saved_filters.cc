#include "serve/saved_filters.h"

#include <algorithm>
#include <mutex>

#include "base/format.h"
#include "serve/problem.h"

namespace auspex::serve {
namespace {

/// Two writers at once would be a conflict to the database.
std::mutex& Writing() {
  static std::mutex mutex;
  return mutex;
}

void CreateTable(store::Connection& connection) {
  connection.Run("CREATE TABLE IF NOT EXISTS saved_filters(account VARCHAR, name VARCHAR, filter VARCHAR, sort VARCHAR)");
}

uint64_t Delete(store::Connection& connection, const std::string& account, const std::string& name) {
  return connection.Query("DELETE FROM saved_filters WHERE account = ? AND name = ?", {account, name}).Changed();
}

void CheckName(const std::string& name) {
  const bool control = std::ranges::any_of(name, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
  if (!name.empty() && name.size() <= kLongestFilterName && !control) return;
  throw BadRequest("this is no name for a filter", "name", "Use 1 to " + std::to_string(kLongestFilterName) + " bytes without control characters.");
}

}  // namespace

std::vector<SavedFilter> SavedFiltersOf(store::Connection& connection, const std::string& account) {
  {
    const std::lock_guard lock(Writing());
    CreateTable(connection);
  }
  std::vector<SavedFilter> filters;
  for (const auto& row : connection.Query("SELECT name, filter, sort FROM saved_filters WHERE account = ? ORDER BY name", {account}).Rows()) {
    filters.push_back({row[0].value_or(""), row[1].value_or(""), row[2].value_or("")});
  }
  return filters;
}

void SaveFilter(store::Connection& connection, const std::string& account, const SavedFilter& filter) {
  CheckName(filter.name);
  const std::lock_guard lock(Writing());
  CreateTable(connection);
  store::Transaction transaction(connection);
  Delete(connection, account, filter.name);
  if (connection.Integer("SELECT count(*) FROM saved_filters WHERE account = ?", {account}) >= static_cast<int64_t>(kMostSavedFilters)) {
    throw BadRequest("there are " + std::to_string(kMostSavedFilters) + " saved filters already", "name", "Delete one that is not needed.");
  }
  connection.Query("INSERT INTO saved_filters VALUES (?, ?, ?, ?)", {account, filter.name, filter.filter, filter.sort});
  transaction.Commit();
}

void DeleteSavedFilter(store::Connection& connection, const std::string& account, const std::string& name) {
  const std::lock_guard lock(Writing());
  CreateTable(connection);
  if (Delete(connection, account, name) == 0) throw NotFound("there is no such filter", Excerpt(name));
}

}  // namespace auspex::serve

#pragma once
// Filters that people keep under a name: table `saved_filters` of the workspace, each account its own.
#include <string>
#include <vector>

#include "store/database.h"

namespace auspex::serve {

struct SavedFilter {
  std::string name, filter, sort;  ///< the filter as JSON that ParseFilter has read
};
constexpr size_t kMostSavedFilters = 200, kLongestFilterName = 100;

/// By name.
std::vector<SavedFilter> SavedFiltersOf(store::Connection& connection, const std::string& account);
/// Keeps a filter, in the place of one of the same name. Throws HttpError 400 for a name that is empty, too long or has control
/// characters, and for more than kMostSavedFilters.
void SaveFilter(store::Connection& connection, const std::string& account, const SavedFilter& filter);
/// Throws NotFound.
void DeleteSavedFilter(store::Connection& connection, const std::string& account, const std::string& name);

}  // namespace auspex::serve

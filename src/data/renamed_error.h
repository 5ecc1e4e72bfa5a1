#pragma once
// Errors about a file that its user knows by another name than the server does.
#include <filesystem>
#include <string>

#include "base/error.h"

namespace auspex::data {

/// `error` with `name` wherever it says `path`.
Error Renamed(const Error& error, const std::filesystem::path& path, const std::string& name);

}  // namespace auspex::data

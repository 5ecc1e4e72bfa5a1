#pragma once
// A folder's fingerprint: 64-bit FNV-1a (Fowler, Noll & Vo) over the relative names and contents of its files in order of
// name, as 16 hexadecimal digits. Files and folders whose name begins with a dot do not count.
#include <filesystem>
#include <string>

namespace auspex::pack {

std::string Fingerprint(const std::filesystem::path& folder);

}  // namespace auspex::pack

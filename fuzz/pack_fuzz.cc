// Any bytes as each file in turn of an otherwise good pack: it is read, or refused with an Error, and nothing else.
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/error.h"
#include "pack/pack.h"

namespace {

namespace fs = std::filesystem;

constexpr const char* kFiles[] = {"pack.toml", "strategies.toml", "actions.csv", "wording/en.toml", "result.sql"};

/// A copy of the insurance pack that goes with the process.
class PackCopy {
 public:
  PackCopy() : folder_(fs::temp_directory_path() / ("auspex-pack-fuzz-" + std::to_string(getpid()))) {
    fs::remove_all(folder_);
    fs::copy(fs::path(AUSPEX_SOURCE_DIR) / "packs" / "insurance", folder_, fs::copy_options::recursive);
  }
  ~PackCopy() { fs::remove_all(folder_); }
  const fs::path& folder() const { return folder_; }

 private:
  fs::path folder_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const PackCopy copy;
  for (const char* name : kFiles) {
    const fs::path file = copy.folder() / name;
    std::ofstream(file, std::ios::binary).write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    try {
      auspex::pack::ReadPack(copy.folder());
    } catch (const auspex::Error& error) {
      if (error.fault() != auspex::Fault::kUsage) std::abort();
    }
    fs::copy_file(fs::path(AUSPEX_SOURCE_DIR) / "packs" / "insurance" / name, file, fs::copy_options::overwrite_existing);
  }
  return 0;
}

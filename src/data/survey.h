#pragma once
// The quick first pass over a file: what identifies it, and which encoding it is in.
#include <cstdint>
#include <filesystem>
#include <string>

#include "base/progress.h"
#include "text/encoding.h"

namespace auspex::data {

struct Survey {
  std::string fingerprint;  ///< of the unpacked content: the same for x.csv and x.csv.gz
  uint64_t bytes = 0;       ///< of the unpacked content
  text::Detected encoding;
};

/// Reads the whole file once. The fingerprint is BLAKE2b with 128 bits over the BLAKE2b digests of its blocks of 4 MiB
/// and its length. Adds the bytes read to `done` and reports them.
Survey SurveyFile(const std::filesystem::path& path, Progress& progress, uint64_t& done);

/// What the file's first 4 MiB say of its encoding. The whole file may say otherwise only if these have no more than ASCII, or little.
text::Detected EncodingOfBeginning(const std::filesystem::path& path);

}  // namespace auspex::data

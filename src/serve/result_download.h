#pragma once
// A result's filtered rows as a file. CSV is read while it is sent. The other formats are made in the workspace's spill folder and
// deleted before their first byte is sent: the open file lives until the answer is sent or the client is gone, whatever happens to
// the server.
#include "serve/http.h"
#include "serve/result_answers.h"

namespace auspex::serve {

/// The answer of GET /results/{run}/file?format=csv|xlsx|parquet&filter=&sort=.
Response Download(const ResultQuestion& question, const std::filesystem::path& spill);

}  // namespace auspex::serve

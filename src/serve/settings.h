#pragma once
// Settings of the server: settings.toml of the workspace, then the command line.
//
//   [serve]
//   host = "127.0.0.1"           port = 8080
//   certificate = "cert.pem"     key = "key.pem"      # TLS; relative to the workspace
//   upload_limit = "20 GB"       chunk = "16 MiB"     # of one file; of one request
//   threads = 2500                                    # requests answered at once
//   sign_in_attempts = 5         sign_in_minutes = 1  # wrong passwords of an account or address before it waits
//   public_metrics = false                            # /metrics without signing in from other machines as well
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace auspex::serve {

struct Settings {
  std::string host = "127.0.0.1";
  int port = 8080;
  std::filesystem::path certificate, key;
  uint64_t upload_bytes = 20'000'000'000;
  uint64_t chunk_bytes = 16 << 20;
  size_t threads = 2500;
  int sign_in_attempts = 5;
  int sign_in_minutes = 1;
  bool public_metrics = false;
};

/// What the command line says; it wins over the file.
struct ServeOverrides {
  std::string host;
  std::optional<int> port;
  std::filesystem::path certificate, key;
  std::string upload_limit;
};

/// Reads `folder`/settings.toml if it is there. Throws Error(kUsage) with file and line for keys and values that do not hold.
Settings ReadSettings(const std::filesystem::path& folder, const ServeOverrides& overrides);

/// "20 GB", "16 MiB", "5000". Nothing if it is none or does not fit.
std::optional<uint64_t> ParseBytes(std::string_view text);

}  // namespace auspex::serve

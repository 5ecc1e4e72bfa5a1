#include "serve/settings.h"

#include <charconv>
#include <cmath>

#include "base/error.h"
#include "pack/toml_reader.h"

namespace auspex::serve {
namespace {

constexpr const char* kBytesAdvice = "Write a size such as \"20 GB\" or \"500 MB\".";

struct Unit {
  std::string_view name;
  double bytes;
};
constexpr Unit kUnits[] = {{"", 1},        {"B", 1},          {"kB", 1e3},           {"KB", 1e3},           {"MB", 1e6},
                           {"GB", 1e9},    {"TB", 1e12},      {"KiB", 1024},         {"MiB", 1048576.0},    {"GiB", 1073741824.0},
                           {"TiB", 1099511627776.0}};

uint64_t ReadBytes(const pack::TomlTable& table, const std::string& key, uint64_t otherwise, uint64_t least, uint64_t most) {
  if (!table.Has(key)) return otherwise;
  const auto bytes = ParseBytes(table.Text(key));
  if (!bytes || *bytes < least || *bytes > most) {
    pack::Refuse("`" + key + "` is no size that can be used: " + table.Text(key), table.Where(key), kBytesAdvice);
  }
  return *bytes;
}

void ReadServe(const pack::TomlTable& table, const std::filesystem::path& folder, Settings& settings) {
  settings.host = table.Text("host", settings.host);
  settings.port = static_cast<int>(table.Integer("port", settings.port, 0, 65535));
  if (table.Has("certificate")) settings.certificate = folder / table.Text("certificate");
  if (table.Has("key")) settings.key = folder / table.Text("key");
  settings.upload_bytes = ReadBytes(table, "upload_limit", settings.upload_bytes, 1, 1'000'000'000'000'000);
  settings.chunk_bytes = ReadBytes(table, "chunk", settings.chunk_bytes, 64 << 10, 1 << 30);
  settings.threads = static_cast<size_t>(table.Integer("threads", static_cast<int64_t>(settings.threads), 8, 20000));
  settings.sign_in_attempts = static_cast<int>(table.Integer("sign_in_attempts", settings.sign_in_attempts, 1, 1000));
  settings.sign_in_minutes = static_cast<int>(table.Integer("sign_in_minutes", settings.sign_in_minutes, 1, 1440));
  settings.public_metrics = table.Flag("public_metrics", settings.public_metrics);
  table.RefuseUnknown();
}

void Override(const ServeOverrides& overrides, Settings& settings) {
  if (!overrides.host.empty()) settings.host = overrides.host;
  if (overrides.port) settings.port = *overrides.port;
  if (!overrides.certificate.empty()) settings.certificate = overrides.certificate;
  if (!overrides.key.empty()) settings.key = overrides.key;
  if (overrides.upload_limit.empty()) return;
  const auto bytes = ParseBytes(overrides.upload_limit);
  if (!bytes || *bytes == 0) throw Error(Fault::kUsage, "this is no size: " + overrides.upload_limit, "--upload-limit", kBytesAdvice);
  settings.upload_bytes = *bytes;
}

}  // namespace

std::optional<uint64_t> ParseBytes(std::string_view text) {
  double number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (code != std::errc() || !(number >= 0)) return {};
  std::string_view unit = text.substr(static_cast<size_t>(end - text.data()));
  while (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
  for (const auto& [name, bytes] : kUnits) {
    if (unit == name && number * bytes < 1e18) return static_cast<uint64_t>(std::llround(number * bytes));
  }
  return {};
}

Settings ReadSettings(const std::filesystem::path& folder, const ServeOverrides& overrides) {
  Settings settings;
  const auto file = folder / "settings.toml";
  std::error_code code;
  if (std::filesystem::exists(file, code)) {
    const pack::TomlNode root = pack::ReadToml(file);
    const pack::TomlTable table(root, file);
    if (table.Has("serve")) ReadServe(table.Table("serve"), folder, settings);
    table.RefuseUnknown();
  }
  Override(overrides, settings);
  if (settings.certificate.empty() != settings.key.empty()) {
    throw Error(Fault::kUsage, "TLS needs a certificate and its key; one of them is missing", "serve", "Give both --certificate and --key.");
  }
  return settings;
}

}  // namespace auspex::serve

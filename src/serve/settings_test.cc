#include "serve/settings.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "base/error.h"
#include "serve/metrics.h"

namespace auspex::serve {
namespace {

namespace fs = std::filesystem;

struct SettingsTest : testing::Test {
  const fs::path folder = fs::temp_directory_path() / ("auspex-settings-" + std::to_string(getpid()));
  SettingsTest() { fs::create_directories(folder); }
  ~SettingsTest() override { fs::remove_all(folder); }

  Settings Read(const std::string& text, const ServeOverrides& overrides = {}) {
    std::ofstream(folder / "settings.toml") << text;
    return ReadSettings(folder, overrides);
  }
  std::string Fault(const std::string& text, const ServeOverrides& overrides = {}) {
    try {
      Read(text, overrides);
      return "nothing was thrown";
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), auspex::Fault::kUsage);
      return fs::path(error.where()).filename().string() + ": " + error.message() + " " + error.advice();
    }
  }
};

TEST_F(SettingsTest, HaveDefaultsWithoutAFile) {
  const Settings settings = ReadSettings(folder, {});
  EXPECT_EQ(settings.host, "127.0.0.1");
  EXPECT_EQ(settings.port, 8080);
  EXPECT_EQ(settings.upload_bytes, 20'000'000'000u);
  EXPECT_EQ(settings.chunk_bytes, 16u << 20);
}

TEST_F(SettingsTest, ComeFromTheFileAndThenFromTheCommandLine) {
  const std::string text = "[serve]\nhost = \"0.0.0.0\"\nport = 9\ncertificate = \"c.pem\"\nkey = \"/k.pem\"\nupload_limit = \"1.5 GiB\"\nthreads = 16\n";
  const Settings settings = Read(text);
  EXPECT_EQ(settings.host, "0.0.0.0");
  EXPECT_EQ(settings.port, 9);
  EXPECT_EQ(settings.certificate, folder / "c.pem");
  EXPECT_EQ(settings.key, "/k.pem");
  EXPECT_EQ(settings.upload_bytes, 1610612736u);
  EXPECT_EQ(settings.threads, 16u);
  const Settings overridden = Read(text, {.host = "::1", .port = 0, .certificate = {}, .key = {}, .upload_limit = "5 MB"});
  EXPECT_EQ(overridden.host, "::1");
  EXPECT_EQ(overridden.port, 0);
  EXPECT_EQ(overridden.upload_bytes, 5'000'000u);
}

TEST_F(SettingsTest, NameWhatDoesNotHold) {
  EXPECT_EQ(Fault("[serve]\n\nprot = 1\n"), "settings.toml:3: unknown key `prot` in [serve] did you mean `port`?");
  EXPECT_EQ(Fault("[server]\n"), "settings.toml:1: unknown key `server` did you mean `serve`?");
  EXPECT_EQ(Fault("[serve]\nport = 70000\n"), "settings.toml:2: `port` is 70000 it has to lie in 0..65535");
  EXPECT_EQ(Fault("[serve]\nupload_limit = \"much\"\n"), "settings.toml:2: `upload_limit` is no size that can be used: much Write a size such as \"20 GB\" or \"500 MB\".");
  EXPECT_EQ(Fault("[serve]\nkey = \"k\"\n"), "serve: TLS needs a certificate and its key; one of them is missing Give both --certificate and --key.");
  EXPECT_EQ(Fault("", {.host = {}, .port = {}, .certificate = {}, .key = {}, .upload_limit = "-1"}),
      "--upload-limit: this is no size: -1 Write a size such as \"20 GB\" or \"500 MB\".");
}

TEST(ParseBytes, ReadsSizesAndRefusesOthers) {
  EXPECT_EQ(ParseBytes("5000"), 5000u);
  EXPECT_EQ(ParseBytes("20 GB"), 20'000'000'000u);
  EXPECT_EQ(ParseBytes("0.5kB"), 500u);
  for (const char* text : {"", "GB", "1 XB", "-1", "1e30", "nan", "inf", "99999999999 TB", "1 GB x"}) EXPECT_FALSE(ParseBytes(text)) << text;
}

TEST(Metrics, CountByRouteMethodAndStatus) {
  Metrics metrics;
  metrics.Count("GET", "/a/{id}", 200, 0.003);
  metrics.Count("GET", "/a/{id}", 200, 0.3);
  metrics.Count("GET", "/a/{id}", 404, 0.003);
  metrics.Watch("auspex_sessions", "People signed in", [] { return 3.0; });
  const std::string text = metrics.Text();
  for (const char* line : {"auspex_requests_total{method=\"GET\",route=\"/a/{id}\",status=\"200\"} 2",
      "auspex_requests_total{method=\"GET\",route=\"/a/{id}\",status=\"404\"} 1",
                           "auspex_request_seconds_bucket{route=\"/a/{id}\",le=\"0.005\"} 2",
                               "auspex_request_seconds_count{route=\"/a/{id}\"} 3", "auspex_sessions 3",
                           "process_start_time_seconds "}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << " in\n" << text;
  }
}

}  // namespace
}  // namespace auspex::serve

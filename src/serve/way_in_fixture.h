#pragma once
// A workspace with the parts that let people and files in, and calls of their routes' handlers. For tests only.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "data/ingest_fixture.h"
#include "serve/accounts.h"
#include "serve/api.h"
#include "serve/audit_log.h"
#include "serve/problem.h"
#include "serve/sessions.h"
#include "serve/uploads.h"

namespace auspex::serve {

class WayInTest : public testing::Test {
 protected:
  static constexpr uint64_t kMostBytes = 3'000'000;

  WayInTest() {
    folder_ = std::filesystem::temp_directory_path() / ("auspex_serve_" + std::to_string(::getpid()) + "_" +
              testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "pack");
    store::Workspace::Create(folder_ / "ws", folder_ / "pack", "small");
    Start();
  }
  ~WayInTest() override {
    Stop();
    std::filesystem::remove_all(folder_);
  }

  void Start() {
    workspace_.emplace(folder_ / "ws");
    const Clock clock = [this] { return now_; };
    accounts_.emplace(*workspace_, ThrottleOptions{.clock = clock});
    sessions_.emplace(*workspace_, *accounts_, SessionOptions{.secure = secure_, .clock = clock});
    audit_.emplace(*workspace_, clock);
    uploads_.emplace(*workspace_, kMostBytes);
  }
  void Stop() { uploads_.reset(), audit_.reset(), sessions_.reset(), accounts_.reset(), workspace_.reset(); }
  void Restart() { Stop(), Start(); }

  /// Calls the handler of a route.
  Response Call(std::span<const Route> routes, std::string_view method, std::string_view pattern, Request& request, const Caller& caller = {}) {
    // These routes do not touch the rest of a context.
    alignas(64) static char untouched[64];
    Context context{*workspace_, pack_, reinterpret_cast<const Settings&>(untouched), *accounts_, *sessions_, *audit_, *uploads_,
                    reinterpret_cast<JobQueue&>(untouched), reinterpret_cast<AnswerCache&>(untouched), reinterpret_cast<Metrics&>(untouched)};
    for (const Route& route : routes) {
      if (method == route.method && "/api/v1" + std::string(pattern) == route.pattern) return route.handler(context, caller, request);
    }
    throw std::runtime_error("no such route: " + std::string(pattern));
  }

  /// "status code where: what" of the error that `act` throws.
  template <class Act>
  std::string Thrown(Act act) {
    try {
      act();
    } catch (const HttpError& error) {
      headers_ = error.headers();
      return std::to_string(error.status()) + " " + error.code() + " " + error.where() + ": " + error.message();
    } catch (const Error& error) {
      return "fault " + std::to_string(static_cast<int>(error.fault())) + " " + error.where() + ": " + error.message();
    }
    return "nothing thrown";
  }

  std::vector<std::string> Rows(const std::string& sql) {
    std::vector<std::string> rows;
    store::Connection connection = workspace_->Connect();
    for (const auto& row : connection.Query(sql).Rows()) {
      std::string& out = rows.emplace_back();
      for (size_t i = 0; i < row.size(); ++i) out += (i == 0 ? "" : "|") + row[i].value_or("-");
    }
    return rows;
  }

  std::filesystem::path folder_;
  pack::Pack pack_ = data::SmallPack();
  Micros now_ = 1'700'000'000 * kSecond;  // 2023-11-14T22:13:20Z
  bool secure_ = false;
  std::optional<store::Workspace> workspace_;
  std::optional<Accounts> accounts_;
  std::optional<Sessions> sessions_;
  std::optional<AuditLog> audit_;
  std::optional<Uploads> uploads_;
  std::vector<std::pair<std::string, std::string>> headers_;  // of the last HttpError
};

inline std::string HeaderOf(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace auspex::serve

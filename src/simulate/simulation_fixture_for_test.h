#pragma once
// A folder of a test's own for simulated files, and their bytes. For tests only.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "simulate/table_simulation.h"

namespace auspex::simulate {

class TablesTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() / (std::string("auspex_") + info->test_suite_name() + "_" + info->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    options_.out = folder_ / "out";
    options_.customers = 10;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path Script(const std::string& text) {
    std::ofstream(folder_ / "simulate.sql", std::ios::binary) << text;
    return folder_ / "simulate.sql";
  }
  std::string Bytes(const std::string& name) const {
    std::ifstream in(options_.out / name, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  }

  std::filesystem::path folder_;
  TableSimulationOptions options_;
  Progress quiet_;
};

}  // namespace auspex::simulate

#include "learn/table/lightgbm_library.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace auspex::learn {
namespace {

TEST(LightgbmLibrary, SaysWhereItLookedAndWhatToDoWhenThereIsNone) {
  const std::vector<std::string> nowhere{"/nowhere/lib_lightgbm.so"};
  const LightgbmSearch search = FindLightgbm(nowhere);
  EXPECT_EQ(search.library.path, "");
  EXPECT_EQ(search.why,
            "LightGBM's lib_lightgbm.so was not found; tools/setup.sh fetches it, or set AUSPEX_LIGHTGBM to its path. Tried:\n"
            "  /nowhere/lib_lightgbm.so: /nowhere/lib_lightgbm.so: cannot open shared object file: No such file or directory");
}

TEST(LightgbmLibrary, ALibraryOfOtherFunctionsIsNotTaken) {
  const std::vector<std::string> other{"libm.so.6"};
  EXPECT_TRUE(FindLightgbm(other).why.ends_with("libm.so.6: it is no LightGBM of 3.2 or later"));
}

TEST(LightgbmLibrary, TheOneThatTheUserNamesIsTheOnlyCandidate) {
  const char* const before = std::getenv("AUSPEX_LIGHTGBM");
  const std::string kept = before ? before : "";
  setenv("AUSPEX_LIGHTGBM", "/my/lib_lightgbm.so", 1);
  EXPECT_EQ(LightgbmCandidates(), std::vector<std::string>{"/my/lib_lightgbm.so"});
  unsetenv("AUSPEX_LIGHTGBM");
  const std::vector<std::string> usual = LightgbmCandidates();
  EXPECT_EQ(usual.size(), 3u);
  EXPECT_EQ(usual.back(), "lib_lightgbm.so");
  if (before) setenv("AUSPEX_LIGHTGBM", kept.c_str(), 1);
}

TEST(LightgbmLibrary, TheFirstThatOpensIsTaken) {
  if (!Lightgbm().why.empty()) GTEST_SKIP() << Lightgbm().why;
  const std::vector<std::string> candidates{"/nowhere/lib_lightgbm.so", Lightgbm().library.path};
  const LightgbmSearch search = FindLightgbm(candidates);
  EXPECT_EQ(search.library.path, Lightgbm().library.path);
  EXPECT_EQ(search.why, "");
}

}  // namespace
}  // namespace auspex::learn

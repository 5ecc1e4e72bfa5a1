#include "learn/archive.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "base/error.h"

namespace auspex::learn {
namespace {

std::string MessageOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kUsage);
    EXPECT_FALSE(error.advice().empty());
    return error.message();
  }
  return "nothing was thrown";
}

TEST(Archive, GivesBackWhatWasSet) {
  Archive archive;
  archive.Set("w", Tensor{{2, 3}, {1, 2, 3, 4, 5, 6}});
  archive.Set("n", 0.1);
  archive.Set("count", 7.0);
  archive.Set("name", "lstm");
  archive.Set("list", std::vector<uint64_t>{1, ~uint64_t{0}});
  EXPECT_EQ(archive.GetTensor("w", {2, 3}).values[5], 6);
  EXPECT_EQ(archive.GetNumber("n"), 0.1);
  EXPECT_EQ(archive.GetCount("count", 7, 7), 7u);
  EXPECT_EQ(archive.GetText("name"), "lstm");
  EXPECT_EQ(archive.GetList("list")[1], ~uint64_t{0});
}

TEST(Archive, NestsPartsUnderAName) {
  Archive part, whole;
  part.Set("n", 0.5);
  part.Set("values", std::vector<double>{1e300, 2});
  part.Set("names", std::vector<std::string>{"a", "b"});
  whole.Nest("step", part);
  whole.Set("stepping", 3.0);
  EXPECT_EQ(whole.GetNumber("step.n"), 0.5);
  const Archive back = whole.Part("step");
  EXPECT_EQ(back.GetDoubles("values"), (std::vector<double>{1e300, 2}));
  EXPECT_EQ(back.GetTexts("names"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(back.numbers.size(), 1u);
  EXPECT_TRUE(whole.Part("none").numbers.empty());
}

TEST(Archive, NamesWhatIsMissing) {
  const Archive archive;
  EXPECT_EQ(MessageOf([&] { archive.GetTensor("w"); }), "the model lacks the tensor 'w'");
  EXPECT_EQ(MessageOf([&] { archive.GetNumber("n"); }), "the model lacks the number 'n'");
  EXPECT_EQ(MessageOf([&] { archive.GetText("t"); }), "the model lacks the text 't'");
  EXPECT_EQ(MessageOf([&] { archive.GetList("l"); }), "the model lacks the list 'l'");
}

TEST(Archive, RefusesTensorsThatDoNotFit) {
  Archive archive;
  archive.Set("short", Tensor{{2, 3}, {1, 2}});
  archive.Set("huge", Tensor{{uint64_t{1} << 40, uint64_t{1} << 40}, {}});
  archive.Set("nan", Tensor{{1}, {std::numeric_limits<float>::quiet_NaN()}});
  archive.Set("good", Tensor{{2}, {1, 2}});
  EXPECT_EQ(MessageOf([&] { archive.GetTensor("short"); }), "the tensor 'short' of shape [2 × 3] holds 2 values");
  EXPECT_NE(MessageOf([&] { archive.GetTensor("huge"); }).find("holds 0 values"), std::string::npos);
  EXPECT_EQ(MessageOf([&] { archive.GetTensor("nan", {1}); }), "the tensor 'nan' holds a value that is not finite");
  EXPECT_EQ(MessageOf([&] { archive.GetTensor("good", {2, 1}); }),
            "the tensor 'good' has the shape [2] instead of [2 × 1]");
}

TEST(Archive, RefusesCountsThatAreNotWholeOrOutOfRange) {
  Archive archive;
  for (double bad : {-1.0, 2.5, 11.0, 1e300, std::nan("")}) {
    archive.Set("n", bad);
    EXPECT_NE(MessageOf([&] { archive.GetCount("n", 0, 10); }).find("the number 'n' is"), std::string::npos) << bad;
  }
}

}  // namespace
}  // namespace auspex::learn

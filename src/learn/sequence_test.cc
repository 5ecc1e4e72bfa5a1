#include "learn/sequence.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "learn/archive.h"
#include "learn/sequence_options.h"

namespace auspex::learn {
namespace {

TEST(SequenceModels, AreMadeByName) {
  const std::vector<std::string> expected = {"lstm", "backoff", "markov1", "popularity"};
  EXPECT_EQ(SequenceModelNames(), expected);
  for (const std::string& name : SequenceModelNames()) EXPECT_EQ(MakeSequenceModel(name, {})->Name(), name);
}

TEST(SequenceModels, AnUnknownNameIsToldWithTheKnownOnes) {
  try {
    MakeSequenceModel("oracle", {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "there is no sequence model 'oracle'");
    EXPECT_EQ(error.advice(), "Choose one of lstm, backoff, markov1, popularity.");
  }
}

TEST(SequenceModels, AnEmptyArchiveIsAnError) {
  for (const std::string& name : SequenceModelNames()) EXPECT_THROW(LoadSequenceModel(name, Archive()), Error) << name;
}

TEST(SequenceModels, PredictionsAreCountedFromTheFirstLabelledStep) {
  const std::vector<Window> windows = {{0, 5, 0}, {5, 5, 4}, {10, 1, 0}};
  EXPECT_EQ(CountPredictions(windows), 7u);
}

}  // namespace
}  // namespace auspex::learn

// Every pack of the tree that has a simulator: its data hold, and its process leaves something to foretell.
#include <gtest/gtest.h>

#include <algorithm>

#include "pack/pack.h"
#include "pack/simulation.h"
#include "simulate/assess.h"

namespace auspex::simulate {
namespace {

std::vector<pack::Pack> PacksWithSimulator() {
  std::vector<pack::Pack> packs;
  for (const auto& entry : std::filesystem::directory_iterator(AUSPEX_SOURCE_DIR "/packs")) {
    if (std::filesystem::exists(entry.path() / "simulate.toml")) packs.push_back(pack::ReadPack(entry.path()));
  }
  return packs;
}

TruthOptions OptionsOf(const pack::Pack& pack) {
  TruthOptions options{.steps = pack.journey.steps, .targets = {}, .horizon_seconds = pack.horizon_days * 86400};
  for (const auto& conversion : pack.conversions) {
    const auto& vocabulary = pack.journey.vocabulary;
    const auto found = std::find_if(vocabulary.begin(), vocabulary.end(),
                                    [&](const pack::Symbol& symbol) { return symbol.name == conversion.symbol; });
    options.targets.push_back(static_cast<size_t>(found - vocabulary.begin()));
  }
  return options;
}

TEST(Packs, SimulatorsMakeJourneysThatCanBeForetoldInPart) {
  for (const auto& pack : PacksWithSimulator()) {
    SCOPED_TRACE(pack.name);
    const Process process(pack::ReadSimulation(pack));
    const Assessment result = Assess(process, OptionsOf(pack), 20'000, 7);
    EXPECT_GT(result.best.top1, 0.4);
    EXPECT_LT(result.best.top1, 0.65);
    EXPECT_LT(result.best.log_loss, result.best_by_symbols.log_loss - 0.02) << "the marks tell something";
    EXPECT_LT(result.best_by_symbols.log_loss, result.markov.log_loss - 0.1) << "a long memory tells something";
    for (const auto& conversion : result.conversions) {
      EXPECT_GT(conversion.customers, 0.01);
      EXPECT_LT(conversion.customers, 0.06);
      EXPECT_GT(conversion.auc, 0.8);
      EXPECT_NEAR(conversion.foretold, conversion.events, 0.2 * conversion.events);
    }
  }
}

}  // namespace
}  // namespace auspex::simulate

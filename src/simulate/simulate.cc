#include "simulate/simulate.h"

#include <algorithm>
#include <optional>
#include <system_error>

#include "base/error.h"
#include "base/output_file.h"
#include "base/random.h"
#include "base/threads.h"
#include "simulate/journey_draw.h"
#include "simulate/process.h"
#include "simulate/truth.h"
#include "simulate/write.h"

namespace auspex::simulate {
namespace {

// A block's events are sorted by time before they are written; a wave of blocks is in memory at once.
constexpr uint64_t kBlockCustomers = 4096;
constexpr uint64_t kWaveBlocks = 16;
constexpr uint64_t kBlockStream = 1ull << 63;  // random streams of blocks, beside those of customers

size_t SymbolIndex(const pack::Pack& pack, const pack::Conversion& conversion) {
  const auto& vocabulary = pack.journey.vocabulary;
  const auto found = std::find_if(vocabulary.begin(), vocabulary.end(),
                                  [&](const pack::Symbol& symbol) { return symbol.name == conversion.symbol; });
  if (found == vocabulary.end()) {
    throw Error(Fault::kUsage, "conversion '" + conversion.name + "' names a symbol outside the vocabulary",
                pack.folder.string());
  }
  return static_cast<size_t>(found - vocabulary.begin());
}

std::vector<size_t> Targets(const pack::Pack& pack) {
  std::vector<size_t> targets;
  for (const auto& conversion : pack.conversions) targets.push_back(SymbolIndex(pack, conversion));
  return targets;
}

/// What one block of customers comes to.
struct Block {
  std::string events, truth;
  SimulateSummary summary;
};

struct Row {
  Event event;
  uint32_t customer = 0;  ///< within the block
};

class Simulation {
 public:
  Simulation(const pack::Pack& pack, const SimulateOptions& options)
      : options_(options),
        targets_(Targets(pack)),
        process_(pack::ReadSimulation(pack)),
        draw_(process_),
        rows_(pack, process_.data()) {
    if (!options.truth) return;
    truth_.emplace(process_, TruthOptions{.steps = pack.journey.steps, .targets = targets_,
                                          .horizon_seconds = pack.horizon_days * 86400});
  }

  const EventRows& rows() const { return rows_; }

  Block MakeBlock(uint64_t number) const {
    Block block;
    block.summary.conversions.resize(targets_.size());
    std::vector<std::string> names;
    std::vector<Row> rows;
    std::vector<Event> events;
    const uint64_t begin = number * kBlockCustomers, end = std::min(options_.customers, begin + kBlockCustomers);
    for (uint64_t customer = begin; customer < end; ++customer) {
      DrawCustomer(customer, events);
      names.push_back(CustomerName(options_.seed, customer));
      for (const Event& event : events) rows.push_back({event, static_cast<uint32_t>(customer - begin)});
      Count(events, block.summary);
      AppendCustomerTruth(names.back(), events, block.truth);
    }
    WriteRows(number, names, rows, block);
    return block;
  }

 private:
  void DrawCustomer(uint64_t customer, std::vector<Event>& events) const {
    Random random(options_.seed, customer);
    const int64_t start = options_.start / kSecond;
    draw_.Draw(random, draw_.DrawStart(random, start, options_.days), start + int64_t{86400} * options_.days, events);
  }

  void Count(std::span<const Event> events, SimulateSummary& summary) const {
    ++summary.customers;
    summary.events += events.size();
    summary.sessions += events.back().session + 1u;
    for (size_t c = 0; c < targets_.size(); ++c) {
      const bool any = std::any_of(events.begin(), events.end(), [&](const Event& e) { return e.symbol == targets_[c]; });
      summary.conversions[c].second += any ? 1 : 0;
    }
  }

  void AppendCustomerTruth(const std::string& name, std::span<const Event> events, std::string& out) const {
    if (!truth_) return;
    Foretold foretold;
    truth_->Foretell(truth_->Window(events), foretold);
    AppendTruth(name, foretold, out);
  }

  /// Rows by time; then, in any order, those that are late and those that repeat another.
  void WriteRows(uint64_t number, const std::vector<std::string>& names, std::vector<Row>& rows, Block& block) const {
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.event.time < b.event.time; });
    Random random(options_.seed, kBlockStream + number);
    std::vector<const Row*> later;
    for (const Row& row : rows) {
      const bool late = options_.late > 0 && random.Bernoulli(options_.late);
      if (late) later.push_back(&row);
      if (options_.duplicates > 0 && random.Bernoulli(options_.duplicates)) later.push_back(&row);
      if (!late) rows_.Append(names[row.customer], row.event, block.events);
      block.summary.rows += late ? 0 : 1;
    }
    random.Shuffle(std::span(later));
    for (const Row* row : later) rows_.Append(names[row->customer], row->event, block.events);
    block.summary.rows += later.size();
  }

  const SimulateOptions& options_;
  std::vector<size_t> targets_;
  Process process_;
  JourneyDraw draw_;
  EventRows rows_;
  std::optional<Truth> truth_;
};

void CheckOptions(const SimulateOptions& options) {
  const auto refuse = [](const std::string& what) { throw Error(Fault::kUsage, what, "simulate"); };
  if (options.customers == 0) refuse("the number of customers is 0");
  if (options.days == 0 || options.days > 3660) refuse("the period must last 1 to 3660 days");
  if (!(options.late >= 0 && options.late <= 1)) refuse("the share of late rows is not within 0 to 1");
  if (!(options.duplicates >= 0 && options.duplicates <= 1)) refuse("the share of repeated rows is not within 0 to 1");
  if (options.out.empty()) refuse("no folder was given for the files");
}

void MakeFolder(const std::filesystem::path& folder) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (!std::filesystem::is_directory(folder)) {
    throw Error(Fault::kUsage, "the folder cannot be made", folder.string(), "Choose a folder that you may write to.");
  }
}

void Add(const SimulateSummary& part, SimulateSummary& sum) {
  sum.customers += part.customers;
  sum.events += part.events;
  sum.rows += part.rows;
  sum.sessions += part.sessions;
  for (size_t c = 0; c < sum.conversions.size(); ++c) sum.conversions[c].second += part.conversions[c].second;
}

}  // namespace

SimulateSummary Simulate(const pack::Pack& pack, const SimulateOptions& options, Progress& progress) {
  CheckOptions(options);
  const Simulation simulation(pack, options);
  SimulateSummary summary;
  for (const auto& conversion : pack.conversions) summary.conversions.emplace_back(conversion.name, 0);
  MakeFolder(options.out);
  OutputFile events(options.out / "events.csv");
  std::optional<OutputFile> truth;
  if (options.truth) truth.emplace(options.out / "truth.csv");
  events.Write(simulation.rows().Header());
  if (truth) truth->Write(TruthHeader(pack));

  progress.Begin("simulate", "customers", options.customers);
  const uint64_t num_blocks = (options.customers + kBlockCustomers - 1) / kBlockCustomers;
  for (uint64_t begin = 0; begin < num_blocks; begin += kWaveBlocks) {
    std::vector<Block> wave(std::min(kWaveBlocks, num_blocks - begin));
    ParallelFor(wave.size(), 1, [&](size_t b, size_t) { wave[b] = simulation.MakeBlock(begin + b); });
    for (const Block& block : wave) {
      events.Write(block.events);
      if (truth) truth->Write(block.truth);
      Add(block.summary, summary);
    }
    progress.Update(summary.customers);
  }
  events.Commit();
  if (truth) truth->Commit();
  progress.End();
  return summary;
}

}  // namespace auspex::simulate

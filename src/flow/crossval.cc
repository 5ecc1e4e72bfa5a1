#include "flow/crossval.h"

#include <algorithm>
#include <chrono>
#include <map>

#include "base/error.h"
#include "base/progress.h"
#include "base/random.h"
#include "data/ingest.h"
#include "data/step_encoder.h"
#include "learn/ranking_metrics.h"
#include "learn/window_rows.h"

namespace auspex::flow {
namespace {

/// Loads the log into a database in memory, with the fold as one more column.
void Load(store::Connection& connection, pack::Pack& pack, const CrossvalOptions& options, Progress& progress) {
  if (pack.Events().Find(options.fold_column) == nullptr) {
    pack::Column column;
    column.name = options.fold_column;
    column.required = true;
    pack.Events().columns.push_back(column);
  }
  pack.Events().drop_duplicates = false;  // two equal rows of a case are two steps
  data::CreateTables(connection, pack);
  const std::vector<std::filesystem::path> files{options.input};
  const auto summary = data::Ingest(connection, pack, files, {}, progress);
  if (summary.rejected > 0) {
    throw Error(Fault::kData, std::to_string(summary.rejected) + " rows cannot be read, and a case without them would be another case",
                options.input.string(), data::Describe(summary, pack));
  }
}

/// The fold of each customer (case) of the journeys.
std::vector<std::string> FoldsOf(store::Connection& connection, const pack::Pack& pack, const std::string& column, const data::Journeys& journeys) {
  std::vector<std::string> folds(journeys.size());
  store::Result result = connection.Stream("SELECT " + store::QuoteName(pack.Events().customer) + ", min(" + store::QuoteName(column) +
                                           "), count(DISTINCT " + store::QuoteName(column) + ") FROM main." +
                                           store::QuoteName(pack.Events().name) + " GROUP BY 1");
  store::Chunk chunk;
  while (result.Next(chunk)) {
    for (size_t r = 0; r < chunk.rows(); ++r) {
      if (chunk.Numbers<int64_t>(2)[r] != 1) {
        throw Error(Fault::kData, "case " + std::string(chunk.Text(0, r)) + " is in more than one fold", column, "Give each case one fold.");
      }
      folds[journeys.customers.Find(chunk.Text(0, r))] = std::string(chunk.Text(1, r));
    }
  }
  return folds;
}

/// Cases of one fold's run by their part.
struct Parts {
  std::vector<size_t> train, validate, test;
};

Parts Split(const std::vector<std::string>& folds, const std::string& fold, uint64_t seed) {
  Parts parts;
  std::vector<size_t> others;
  for (size_t c = 0; c < folds.size(); ++c) (folds[c] == fold ? parts.test : others).push_back(c);
  Random(seed, 80).Shuffle(std::span(others));
  const size_t train = others.size() * 8 / 10;
  parts.train.assign(others.begin(), others.begin() + static_cast<ptrdiff_t>(train));
  parts.validate.assign(others.begin() + static_cast<ptrdiff_t>(train), others.end());
  std::sort(parts.train.begin(), parts.train.end());
  std::sort(parts.validate.begin(), parts.validate.end());
  return parts;
}

std::vector<learn::Window> WindowsOf(const data::Journeys& journeys, const std::vector<size_t>& cases, size_t last) {
  std::vector<learn::Window> windows;
  for (const size_t c : cases) data::AddWindows(journeys, c, last, [](size_t) { return true; }, windows);
  return windows;
}

data::StepEncoder FitEncoder(const data::Journeys& journeys, const pack::Pack& pack, const std::vector<size_t>& cases) {
  std::vector<bool> used(journeys.steps());
  for (const size_t c : cases) {
    for (uint64_t i = journeys.begin[c]; i < journeys.begin[c + 1]; ++i) used[i] = true;
  }
  return data::StepEncoder::Fit(journeys, pack, [&](size_t step) { return used[step]; });
}

void RunFold(const data::Journeys& journeys, const pack::Pack& pack, const Parts& parts, const std::string& fold,
             const CrossvalOptions& options, CrossvalSummary& summary, Progress& progress) {
  const data::StepEncoder encoder = FitEncoder(journeys, pack, parts.train);
  learn::StepTable steps = encoder.Encode(journeys);
  data::LabelClosed(journeys, encoder, steps);
  const size_t last = pack.journey.steps;
  const learn::TrainingSet set{&steps, WindowsOf(journeys, parts.train, last), WindowsOf(journeys, parts.validate, last), {}};
  const auto test = WindowsOf(journeys, parts.test, last);
  const auto labels = learn::NextLabels(steps, test);
  for (auto& model : summary.models) {
    const auto start = std::chrono::steady_clock::now();
    const auto fitted = learn::MakeSequenceModel(model.name, options.settings);
    fitted->Fit(set, options.seed, progress);
    learn::Predictions predictions;
    fitted->Predict(steps, test, predictions);
    const auto metrics = learn::MeasureRanking(predictions.symbols, labels);
    model.folds.push_back({fold, metrics.top[0], metrics.log_loss, labels.size()});
    model.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
}

}  // namespace

CrossvalSummary Crossval(pack::Pack pack, const CrossvalOptions& options, Progress& progress) {
  store::Database database({});
  store::Connection connection = database.Connect();
  Load(connection, pack, options, progress);
  const data::Journeys journeys = data::ReadJourneys(connection, pack, "main." + store::QuoteName(pack.Events().name), {}, progress);
  const auto folds = FoldsOf(connection, pack, options.fold_column, journeys);
  std::map<std::string, size_t> sizes;
  for (const auto& fold : folds) ++sizes[fold];
  if (sizes.size() < 2) {
    throw Error(Fault::kData, "column " + options.fold_column + " names fewer than two folds", options.input.string(), "Give each case one of at least two folds.");
  }
  CrossvalSummary summary{journeys.size(), journeys.steps(), journeys.symbol_names.size(), {}};
  for (const auto& name : options.models.empty() ? learn::SequenceModelNames() : options.models) summary.models.push_back({name, 0, 0, 0, {}});
  for (const auto& [fold, size] : sizes) RunFold(journeys, pack, Split(folds, fold, options.seed), fold, options, summary, progress);
  for (auto& model : summary.models) {
    for (const auto& fold : model.folds) {
      model.accuracy += fold.accuracy / static_cast<double>(model.folds.size());
      model.log_loss += fold.log_loss / static_cast<double>(model.folds.size());
    }
  }
  return summary;
}

}  // namespace auspex::flow

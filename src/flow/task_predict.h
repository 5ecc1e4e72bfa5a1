#pragma once
// Prediction run of a task over tables: every customer of the population as of the newest month, with a calibrated probability, a rank and reasons in
// words; who is new on the list since the run before, and who left it and why.
//
// Of run N: run_N_score (customer, cutoff, probability, rank, listed, entered, margin, reason_1, share_1, …), run_N_change (customer, change,
// rank_before, rank), run_N_feature (the features; kept of the newest run only); the view main.scores shows the newest run's scores.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "data/past_future.h"
#include "pack/pack.h"
#include "store/workspace.h"

namespace auspex {
class Progress;
}

namespace auspex::flow {

constexpr size_t kTaskReasons = 5;

struct TaskPredictOptions {
  std::filesystem::path out;  ///< a file (.csv, .parquet, .xlsx), or a folder for predicted_TASK_customers.csv and list_changes.csv; empty: none
  std::string model;          ///< empty: the chosen one of the newest training run
};

/// How the list changed since the run before.
struct ListChanges {
  int64_t before = 0;  ///< the run
  data::Month cutoff_before = 0;
  uint64_t entered = 0, reached = 0, fell = 0, gone = 0;
};

struct TopCustomer {
  std::string customer;
  double probability = 0;
  std::vector<std::string> reasons;
};

struct TaskPredictSummary {
  int64_t run = 0;
  std::string task, model;
  data::Month cutoff = 0;
  uint64_t customers = 0, listed = 0;
  double expected = 0, expected_listed = 0;  ///< sums of probabilities
  std::optional<ListChanges> changes;        ///< nothing before the second run
  std::vector<TopCustomer> top;              ///< the first few
  std::vector<std::filesystem::path> files;
  std::vector<std::pair<std::string, double>> stages;
};

TaskPredictSummary PredictTask(store::Workspace& workspace, const pack::Pack& pack, const TaskPredictOptions& options, Progress& progress);

}  // namespace auspex::flow

// The words of the command line; the only file that includes CLI11.
#include <CLI/CLI.hpp>
#include <functional>

#include "base/error.h"
#include "base/threads.h"
#include "cli/arguments.h"
#include "flow/version.h"

namespace auspex::cli {
namespace {

/// One command with its options; `run` is set when it was chosen.
class Commands {
 public:
  Commands(CLI::App& app, Common& common) : app_(app), common_(common) {}

  /// Adds a command whose options `declare` binds to the arguments; `example` ends its help.
  template <class Arguments>
  void Add(const std::string& name, const std::string& what, const std::string& example, int (*run)(const Common&, const Arguments&),
           const std::function<void(CLI::App&, Arguments&)>& declare) {
    CLI::App* command = app_.add_subcommand(name, what);
    command->footer("Example:\n  " + example);
    command->fallthrough();
    auto arguments = std::make_shared<Arguments>();
    declare(*command, *arguments);
    command->callback([this, arguments, run] { chosen_ = [this, arguments, run] { return run(common_, *arguments); }; });
  }

  int RunChosen() const { return chosen_(); }

 private:
  CLI::App& app_;
  Common& common_;
  std::function<int()> chosen_;
};

void AddDataCommands(Commands& commands) {
  commands.Add<InitArguments>("init", "Make a new workspace", "auspex init shop --pack insurance", RunInit, [](CLI::App& c, InitArguments& a) {
    c.add_option("dir", a.folder, "The new folder")->required();
    c.add_option("--pack", a.pack, "A pack's name, or its folder")->required();
  });
  commands.Add<SimulateArguments>(
      "simulate", "Make a pack's files as real customers would, and truth.csv with the exact probabilities",
      "auspex simulate --pack insurance --customers 50000 --seed 7 --out simulated", RunSimulate, [](CLI::App& c, SimulateArguments& a) {
        c.add_option("--pack", a.pack, "A pack's name, or its folder")->required();
        c.add_option("--customers", a.customers, "How many customers")->capture_default_str()->check(CLI::Range(uint64_t{1}, uint64_t{100000000}));
        c.add_option("--out", a.out, "Folder for the files")->required();
        c.add_option("--late", a.late, "Share of events that come late, 0 to 1")->check(CLI::Range(0.0, 1.0));
        c.add_option("--duplicates", a.duplicates, "Share of events that come twice, 0 to 1")->check(CLI::Range(0.0, 1.0));
        c.add_option("--months", a.months, "How many months, of packs with a simulate.sql; default: 12")->check(CLI::Range(1, 120));
        c.add_option("--faults", a.faults, "Share of values to spoil, 0 to 1, of packs with a simulate.sql; default: 0")->check(CLI::Range(0.0, 1.0));
        c.add_option("--plan", a.plan, "A plan of contacts, the .csv of `act --out`: what comes of it is made as well, of packs with a simulate.sql");
      });
  commands.Add<IngestArguments>("ingest", "Load files; says what was kept, what was rejected and why",
                                "auspex -w shop ingest events.csv more.csv.gz", RunIngest, [](CLI::App& c, IngestArguments& a) {
                                  c.add_option("files", a.files, "CSV (also .gz, any common encoding) or Parquet files")->required();
                                  c.add_flag("--pseudonymise", a.pseudonymise, "Replace customer ids by keyed pseudonyms");
                                  c.add_option("--table", a.table, "The pack's table that the files are of; default: their headers say which");
                                });
  commands.Add<QualityArguments>("quality", "Say how sound the loaded tables are, by the pack's rules", "auspex -w shop quality --json", RunQuality,
                                 [](CLI::App&, QualityArguments&) {});
}

/// Options of training and judging on a table.
template <class Arguments>
void AddTableOptions(CLI::App& c, Arguments& a) {
  c.add_option("--tune", a.tune_seconds, "Of a table: look for better settings, so many seconds for each model")->check(CLI::PositiveNumber);
  c.add_option("--trials", a.tune_trials, "Of a table: try exactly so many settings in each fit, the same on any machine")->check(CLI::Range(1, 100000));
  c.add_flag("--calibrate", a.calibrate, "Of a table: calibrate the probabilities, inside the rows that are learnt from");
}

void AddModelCommands(Commands& commands) {
  commands.Add<FeaturesArguments>("features", "Show what a task over tables learns from: meaning, unit and source of each feature; and write the matrix",
                                  "auspex -w bank features --month 2025-12 --out features.parquet", RunFeatures, [](CLI::App& c, FeaturesArguments& a) {
                                    c.add_option("--month", a.month, "As of the end of this month; default: the newest");
                                    c.add_option("--out", a.out, "The matrix: .csv, .parquet or .xlsx");
                                  });
  commands.Add<TrainArguments>("train", "Train the models of a workspace and pick one; or one of a table, into a file",
                               "auspex -w shop train\n  auspex train --pack my-table --input table.csv --out churn.auspex", RunTrain,
                               [](CLI::App& c, TrainArguments& a) {
                                 c.add_option("--task", a.task, "The pack's task");
                                 c.add_option("--model", a.models, "Only these models; of journeys: lstm, backoff, markov1, popularity");
                                 c.add_option("--max-events", a.max_events, "Train on a sample of customers with about so many events");
                                 c.add_option("--max-rows", a.max_rows, "Of a task over tables: train on a sample of about so many rows; default: 400000");
                                 c.add_option("--epochs", a.epochs, "Most epochs of the LSTM")->check(CLI::Range(1, 1000));
                                 CLI::Option* pack = c.add_option("--pack", a.pack, "Of a table: its pack, by name or folder");
                                 CLI::Option* input = c.add_option("--input", a.input, "Of a table: the file, CSV or Parquet")->needs(pack);
                                 pack->needs(input)->needs(c.add_option("--out", a.out, "Of a table: the model file to write")->needs(pack));
                                 AddTableOptions(c, a);
                               });
  commands.Add<EvaluateArguments>("evaluate", "Measure the models on the test slice, or against a simulator's truth",
                                  "auspex -w shop evaluate --truth simulated/truth.csv --json", RunEvaluate, [](CLI::App& c, EvaluateArguments& a) {
                                    c.add_option("--truth", a.truth, "truth.csv of the simulator");
                                    c.add_option("--model", a.model, "Another model than the chosen one");
                                  });
  commands.Add<PredictArguments>("predict", "Foretell and advise for every customer, and write the result file",
                                 "auspex -w shop predict --from 2025-03-01 --to 2025-04-01 --out result.csv", RunPredict,
                                 [](CLI::App& c, PredictArguments& a) {
                                   c.add_option("--task", a.task, "The pack's task");
                                   c.add_option("--model", a.model, "Another model than the chosen one");
                                   c.add_option("--from", a.from, "Only events from this time on");
                                   c.add_option("--to", a.to, "Only events before this time (a date alone: up to its end)");
                                   c.add_option("--now", a.now, "The time of prediction; default: --to, or the newest event");
                                   c.add_option("--out", a.out, "Result file: .csv, .parquet or .xlsx; of a task over tables also a folder")->required();
                                 });
  commands.Add<ExplainArguments>(
      "explain", "Show the receipt of the newest decision about a customer; or score a table and say why",
      "auspex -w shop explain --customer U000017\n  auspex explain --model churn.auspex --input table.csv --out scores.csv", RunExplain,
      [](CLI::App& c, ExplainArguments& a) {
        CLI::Option* customer = c.add_option("--customer", a.customer, "The customer's id");
        CLI::Option* model = c.add_option("--model", a.model, "Of a table: its model file, also LightGBM's text and XGBoost's JSON")->excludes(customer);
        model->needs(c.add_option("--input", a.input, "Of a table: the file, CSV or Parquet")->needs(model));
        c.add_option("--out", a.out, "Each row's score and reasons: .csv, .parquet, .xlsx or .json")->needs(model);
        c.add_option("--top", a.top, "Reasons a row")->capture_default_str()->check(CLI::Range(1, 1000));
        c.add_option("--id", a.id, "Column that names a row")->needs(model);
        c.add_option("--group", a.groups, "Columns that are one reason, NAME=COLUMN,COLUMN; may be repeated")->needs(model);
      });
  commands.Add<ReportArguments>("report", "Write what a task over tables found: one HTML file with every picture", "auspex -w bank report --out report --pdf", RunReport,
                                [](CLI::App& c, ReportArguments& a) {
                                  c.add_option("--out", a.out, "The folder")->required();
                                  c.add_option("--truth", a.truth, "truth.csv of the simulator");
                                  c.add_flag("--pdf", a.pdf, "Print it as well, by an installed Chromium");
                                });
  commands.Add<CrossvalArguments>("crossval", "Cross-validate the models on a table, or on a log with a column of folds",
                                  "auspex crossval --pack my-table --input table.csv\n  auspex crossval --pack eventlog --input log.csv.gz --fold-column cv_fold --json",
                                  RunCrossval, [](CLI::App& c, CrossvalArguments& a) {
                                    c.add_option("--pack", a.pack, "A pack's name, or its folder")->required();
                                    c.add_option("--input", a.input, "The table or the log, a CSV file (a table may be Parquet)")->required();
                                    c.add_option("--fold-column", a.fold_column, "Of a log: the column with each case's fold");
                                    c.add_option("--model", a.models, "Only these models");
                                    AddTableOptions(c, a);
                                  });
  commands.Add<DoctorArguments>("doctor", "Say which engines are there and where from, what the machine can, and which packs are found", "auspex doctor",
                                RunDoctor, [](CLI::App&, DoctorArguments&) {});
}

void AddAdviceCommands(Commands& commands) {
  commands.Add<SegmentArguments>("segment", "Find what kinds of customers there are, name them, and say who moved", "auspex -w bank segment --out results", RunSegment,
                                 [](CLI::App& c, SegmentArguments& a) {
                                   c.add_option("--month", a.month, "As known at the end of this month, such as 2025-03; default: the newest");
                                   c.add_option("--segments", a.segments, "How many; default: chosen by the evidence")->check(CLI::Range(2, 50));
                                   c.add_option("--out", a.out, "Folder for customer_clusters.csv");
                                 });
  commands.Add<LayersArguments>("layers", "Show how customers are distributed over age, city, …, and what goes with their assets", "auspex -w bank layers", RunLayers,
                                [](CLI::App& c, LayersArguments& a) {
                                  c.add_option("--month", a.month, "As known at the end of this month, such as 2025-03; default: the newest");
                                  c.add_option("--segment", a.segment, "Only the customers of this segment, by its id");
                                  c.add_flag("--all", a.all, "Show every value, not only the first twelve of a layer");
                                });
  commands.Add<ActArguments>("act", "Plan whom to approach by which channel on which day, within the channels' capacities", "auspex -w bank act --out actions.csv", RunAct,
                             [](CLI::App& c, ActArguments& a) {
                               c.add_option("--start", a.start, "First day of the plan, such as 2025-04-01; default: the day after the month of the scores");
                               c.add_option("--out", a.out, "File for the plan: .csv, .parquet or .xlsx");
                               c.add_option("--customer", a.customer, "Plan nothing, but show why this customer is approached so, or is not");
                             });
  commands.Add<WatchArguments>("watch", "Watch what comes of the contacts, and warn when it falls", "auspex -w bank watch", RunWatch, [](CLI::App& c, WatchArguments& a) {
    c.add_flag("--all", a.all, "Show every period, not only the last twelve");
  });
}

void AddServeCommand(Commands& commands) {
  const auto declare = [](CLI::App& c, ServeArguments& a) {
    c.add_option("--host", a.host, "Address to listen on; default: 127.0.0.1, which only this machine reaches");
    c.add_option("--port", a.port, "Port; 0: any free one; default: 8080")->check(CLI::Range(0, 65535));
    c.add_option("--certificate", a.certificate, "Certificate chain for TLS, a PEM file");
    c.add_option("--key", a.key, "The certificate's key, a PEM file");
    c.add_option("--upload-limit", a.upload_limit, "Largest file that can be uploaded, such as \"20 GB\"");
  };
  commands.Add<ServeArguments>("serve", "Open the workspace in the browser", "auspex -w shop serve --port 8080", RunServe, declare);
}

void AddCommon(CLI::App& app, Common& common) {
  app.add_option("-w,--workspace", common.workspace, "The workspace's folder");
  app.add_flag("--json", common.json, "Print JSON for machines");
  app.add_option("--threads", common.threads, "Threads; 0: as many as the machine has")->check(CLI::Range(0, 1024));
  app.add_option("--seed", common.seed, "Seed of everything random")->capture_default_str();
}

}  // namespace

int RunCommandLine(int count, char** words) {
  CLI::App app("Auspex observes what customers do, foretells what each one does next, says why, and advises what to do.", "auspex");
  app.set_version_flag("--version", std::string(flow::kVersion));
  app.require_subcommand(1);
  app.footer("auspex COMMAND --help tells more. Exit codes: 0 done, 1 a bug or the machine failed, 2 wrong use or settings, 3 the data is unusable.");
  Common common;
  AddCommon(app, common);
  Commands commands(app, common);
  commands.Add<DemoArguments>("demo", "See it all: simulate, ingest, train, evaluate, predict, advise", "auspex demo", RunDemo, [](CLI::App& c, DemoArguments& a) {
    c.add_option("pack", a.pack, "The pack")->capture_default_str();
    c.add_option("--customers", a.customers, "How many customers")->capture_default_str();
    c.add_option("--out", a.out, "Folder for the demo; default: auspex-demo");
  });
  AddDataCommands(commands);
  AddModelCommands(commands);
  AddAdviceCommands(commands);
  AddServeCommand(commands);
  try {
    app.parse(count, words);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    app.exit(error);
    return static_cast<int>(Fault::kUsage);
  }
  SetThreads(common.threads);
  return commands.RunChosen();
}

}  // namespace auspex::cli

#include "learn/sequence.h"

#include <functional>

#include "base/error.h"
#include "learn/archive.h"
#include "learn/backoff.h"
#include "learn/lstm_model.h"
#include "learn/sequence_options.h"

namespace auspex::learn {
namespace {

struct Entry {
  std::string name;
  std::function<std::unique_ptr<SequenceModel>(const SequenceOptions&)> make;
  std::function<std::unique_ptr<SequenceModel>(const Archive&)> load;
};

Entry ContextEntry(const std::string& name, const std::function<size_t(const SequenceOptions&)>& order) {
  return {name, [=](const SequenceOptions& options) { return std::make_unique<BackoffModel>(name, order(options)); },
          [=](const Archive& archive) { return BackoffModel::Load(name, archive); }};
}

/// All models, in the order of the leaderboard. A new model is a new line.
const std::vector<Entry>& Table() {
  static const std::vector<Entry> table = {
      {"lstm", [](const SequenceOptions& options) { return MakeLstm(options.lstm); }, LoadLstm},
      ContextEntry("backoff", [](const SequenceOptions& options) { return options.backoff.order; }),
      ContextEntry("markov1", [](const SequenceOptions&) { return size_t{1}; }),
      ContextEntry("popularity", [](const SequenceOptions&) { return size_t{0}; }),
  };
  return table;
}

const Entry& FindEntry(const std::string& name) {
  std::string known;
  for (const Entry& entry : Table()) {
    if (entry.name == name) return entry;
    known += (known.empty() ? "" : ", ") + entry.name;
  }
  throw Error(Fault::kUsage, "there is no sequence model '" + name + "'", {}, "Choose one of " + known + ".");
}

}  // namespace

size_t CountPredictions(std::span<const Window> windows) {
  size_t count = 0;
  for (const Window& window : windows) count += window.length - window.labelled_from;
  return count;
}

const std::vector<std::string>& SequenceModelNames() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Entry& entry : Table()) all.push_back(entry.name);
    return all;
  }();
  return names;
}

std::unique_ptr<SequenceModel> MakeSequenceModel(const std::string& name, const SequenceOptions& options) {
  return FindEntry(name).make(options);
}

std::unique_ptr<SequenceModel> LoadSequenceModel(const std::string& name, const Archive& archive) {
  return FindEntry(name).load(archive);
}

}  // namespace auspex::learn

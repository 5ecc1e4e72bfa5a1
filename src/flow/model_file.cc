#include "flow/model_file.h"

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "flow/model_container.h"
#include "learn/archive.h"

namespace auspex::flow {
namespace {

using nlohmann::json;

json ToJson(const data::Normal& n) { return {{"log", n.logarithm}, {"mean", n.mean}, {"deviation", n.deviation}}; }
data::Normal NormalFrom(const json& j) {
  return {j.at("log").get<bool>(), j.at("mean").get<double>(), j.at("deviation").get<double>()};
}

json ToJson(const data::Slice& s) { return {s.from, s.to, s.labels_end}; }
data::Slice SliceFrom(const json& j) { return {j.at(0).get<Micros>(), j.at(1).get<Micros>(), j.at(2).get<Micros>()}; }

json ToJson(const data::StepEncoder& e) {
  json numbers = json::array();
  for (const auto& n : e.numbers) numbers.push_back(ToJson(n));
  return {{"symbols", e.symbols}, {"end", e.end},         {"unknown", e.unknown}, {"categories", e.categories},
          {"numbers", numbers},   {"gap", ToJson(e.gap)}, {"clock", e.clock},     {"history", e.history},
          {"since_start", ToJson(e.since_start)},         {"position", ToJson(e.position)},      {"gap_days", ToJson(e.gap_days)}};
}

data::StepEncoder EncoderFrom(const json& j) {
  data::StepEncoder e;
  e.symbols = j.at("symbols").get<std::vector<std::string>>();
  e.end = j.at("end").get<bool>();
  e.unknown = j.at("unknown").get<uint32_t>();
  e.categories = j.at("categories").get<std::vector<std::vector<std::string>>>();
  for (const auto& n : j.at("numbers")) e.numbers.push_back(NormalFrom(n));
  e.gap = NormalFrom(j.at("gap"));
  e.clock = j.at("clock").get<bool>();
  e.history = j.at("history").get<bool>();
  e.since_start = NormalFrom(j.at("since_start"));
  e.position = NormalFrom(j.at("position"));
  e.gap_days = NormalFrom(j.at("gap_days"));
  if (e.symbols.empty() || e.symbols.size() > 65535 || e.unknown >= e.symbols.size()) {
    throw Error(Fault::kUsage, "the vocabulary is empty or too large");
  }
  return e;
}

TrainedModel ModelFrom(const json& header, const learn::Archive& archive) {
  TrainedModel trained;
  trained.pack = header.at("pack").get<std::string>();
  trained.pack_fingerprint = header.at("pack_fingerprint").get<std::string>();
  trained.task = header.at("task").get<std::string>();
  trained.conversions = header.at("conversions").get<std::vector<std::string>>();
  trained.steps = header.at("steps").get<size_t>();
  trained.horizon_days = header.at("horizon_days").get<double>();
  trained.seed = header.at("seed").get<uint64_t>();
  const json& split = header.at("split");
  trained.split = {SliceFrom(split.at("train")), SliceFrom(split.at("validate")), SliceFrom(split.at("test"))};
  trained.encoder = EncoderFrom(header.at("encoder"));
  trained.model = learn::LoadSequenceModel(header.at("model").get<std::string>(), archive);
  return trained;
}

}  // namespace

std::string EncodeModel(const TrainedModel& trained) {
  learn::Archive archive;
  trained.model->Save(archive);
  const json header = {{"kind", "journey"},
                       {"model", trained.model->Name()},
                       {"pack", trained.pack},
                       {"pack_fingerprint", trained.pack_fingerprint},
                       {"task", trained.task},
                       {"conversions", trained.conversions},
                       {"steps", trained.steps},
                       {"horizon_days", trained.horizon_days},
                       {"seed", trained.seed},
                       {"split", {{"train", ToJson(trained.split.train)}, {"validate", ToJson(trained.split.validate)}, {"test", ToJson(trained.split.test)}}},
                       {"encoder", ToJson(trained.encoder)}};
  return PackModel(header, archive);
}

TrainedModel DecodeModel(std::string_view bytes, const std::string& name) {
  TrainedModel trained;
  UnpackModel(bytes, name, [&](const json& header, const learn::Archive& archive) {
    CheckModelKind(header, "journey", name);
    trained = ModelFrom(header, archive);
  });
  return trained;
}

void WriteModel(const std::filesystem::path& path, const TrainedModel& trained) { WriteModelBytes(path, EncodeModel(trained)); }

TrainedModel ReadModel(const std::filesystem::path& path) { return DecodeModel(ReadModelBytes(path, "Train a model first."), path.string()); }

void CheckFits(const TrainedModel& trained, const pack::Pack& pack, const std::string& name) {
  std::vector<std::string> conversions;
  for (const auto& conversion : pack.conversions) conversions.push_back(conversion.name);
  const bool fits = trained.pack == pack.name && trained.conversions == conversions && trained.steps == pack.journey.steps;
  if (!fits) throw Error(Fault::kUsage, "the pack has changed since this model was trained", name, "Train again with: auspex -w DIR train");
}

}  // namespace auspex::flow

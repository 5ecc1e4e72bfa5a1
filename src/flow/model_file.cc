#include "flow/model_file.h"

#include <bit>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/error.h"
#include "base/output_file.h"
#include "learn/archive.h"

namespace auspex::flow {
namespace {

using nlohmann::json;
static_assert(std::endian::native == std::endian::little, "numbers in model files are little-endian");

constexpr std::string_view kMagic = "AUSPEXM\n";
constexpr uint32_t kVersion = 1;
constexpr size_t kPreamble = 8 + sizeof(uint32_t) + sizeof(uint64_t);

uint64_t Checksum(std::string_view bytes) {  // FNV-1a over 64-bit words, then the rest
  uint64_t hash = 0xCBF29CE484222325ull;
  size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    uint64_t word;
    std::memcpy(&word, bytes.data() + at, 8);
    hash = (hash ^ word) * 0x100000001B3ull;
    hash ^= hash >> 32;
  }
  for (; at < bytes.size(); ++at) hash = (hash ^ static_cast<unsigned char>(bytes[at])) * 0x100000001B3ull;
  return hash;
}

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

json TensorDirectory(const learn::Archive& archive) {
  json directory = json::object();
  uint64_t offset = 0;
  for (const auto& [name, tensor] : archive.tensors) {
    directory[name] = {{"shape", tensor.shape}, {"offset", offset}};
    offset += tensor.values.size() * sizeof(float);
  }
  return directory;
}

/// Copies one tensor out of the block of tensors, checking that it lies inside.
learn::Tensor TensorFrom(const json& entry, std::string_view block) {
  learn::Tensor tensor;
  tensor.shape = entry.at("shape").get<std::vector<uint64_t>>();
  uint64_t count = 1;
  for (const uint64_t extent : tensor.shape) {
    if (extent != 0 && count > block.size() / extent) throw Error(Fault::kUsage, "a tensor is larger than the file");
    count *= extent;
  }
  const auto offset = entry.at("offset").get<uint64_t>();
  if (offset > block.size() || count * sizeof(float) > block.size() - offset) {
    throw Error(Fault::kUsage, "a tensor lies outside the file");
  }
  tensor.values.resize(count);
  if (count > 0) std::memcpy(tensor.values.data(), block.data() + offset, count * sizeof(float));
  return tensor;
}

learn::Archive ArchiveFrom(const json& header, std::string_view block) {
  learn::Archive archive;
  for (const auto& [name, entry] : header.at("tensors").items()) archive.tensors[name] = TensorFrom(entry, block);
  archive.numbers = header.at("values").get<std::map<std::string, double>>();
  archive.texts = header.at("texts").get<std::map<std::string, std::string>>();
  archive.lists = header.at("lists").get<std::map<std::string, std::vector<uint64_t>>>();
  return archive;
}

TrainedModel ModelFrom(const json& header, std::string_view block) {
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
  trained.model = learn::LoadSequenceModel(header.at("model").get<std::string>(), ArchiveFrom(header, block));
  return trained;
}

Error Damaged(const std::string& name, const std::string& why) {
  return Error(Fault::kUsage, "this is no whole model file: " + why, name, "Train again, or restore the file from a backup.");
}

template <class T>
T ReadAt(std::string_view bytes, size_t offset) {
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

template <class T>
void Append(std::string& bytes, const T& value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

}  // namespace

std::string EncodeModel(const TrainedModel& trained) {
  learn::Archive archive;
  trained.model->Save(archive);
  const json header = {{"model", trained.model->Name()},
                       {"pack", trained.pack},
                       {"pack_fingerprint", trained.pack_fingerprint},
                       {"task", trained.task},
                       {"conversions", trained.conversions},
                       {"steps", trained.steps},
                       {"horizon_days", trained.horizon_days},
                       {"seed", trained.seed},
                       {"split", {{"train", ToJson(trained.split.train)}, {"validate", ToJson(trained.split.validate)}, {"test", ToJson(trained.split.test)}}},
                       {"encoder", ToJson(trained.encoder)},
                       {"values", archive.numbers},
                       {"texts", archive.texts},
                       {"lists", archive.lists},
                       {"tensors", TensorDirectory(archive)}};
  std::string text = header.dump();
  text.resize((kPreamble + text.size() + 63) / 64 * 64 - kPreamble, ' ');  // tensors begin on a cache line
  std::string bytes(kMagic);
  Append(bytes, kVersion);
  Append(bytes, static_cast<uint64_t>(text.size()));
  bytes += text;
  for (const auto& [name, tensor] : archive.tensors) {
    bytes.append(reinterpret_cast<const char*>(tensor.values.data()), tensor.values.size() * sizeof(float));
  }
  Append(bytes, Checksum(bytes));
  return bytes;
}

TrainedModel DecodeModel(std::string_view bytes, const std::string& name) {
  if (bytes.substr(0, kMagic.size()) != kMagic) throw Damaged(name, "it does not begin as one");
  if (bytes.size() < kPreamble + sizeof(uint64_t)) throw Damaged(name, "it is cut off");
  const auto version = ReadAt<uint32_t>(bytes, kMagic.size());
  if (version > kVersion) {
    throw Error(Fault::kUsage, "this model was made by a newer version of Auspex (format " + std::to_string(version) + ")", name,
                "Use that version or a later one, or train again.");
  }
  const std::string_view body = bytes.substr(0, bytes.size() - sizeof(uint64_t));
  if (Checksum(body) != ReadAt<uint64_t>(bytes, body.size())) throw Damaged(name, "its checksum does not agree (cut off or damaged)");
  const auto length = ReadAt<uint64_t>(bytes, kMagic.size() + sizeof(uint32_t));
  if (length > body.size() - kPreamble) throw Damaged(name, "its header is cut off");
  try {
    return ModelFrom(json::parse(body.substr(kPreamble, length)), body.substr(kPreamble + length));
  } catch (const json::exception& error) {
    throw Damaged(name, std::string("its header does not hold: ") + error.what());
  } catch (const Error& error) {
    throw Damaged(name, error.message());
  }
}

void SealModel(std::string& bytes) {
  if (bytes.size() < sizeof(uint64_t)) return;
  bytes.resize(bytes.size() - sizeof(uint64_t));
  Append(bytes, Checksum(bytes));
}

void WriteModel(const std::filesystem::path& path, const TrainedModel& trained) {
  OutputFile file(path);
  file.Write(EncodeModel(trained));
  file.Commit();
}

TrainedModel ReadModel(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw Error(Fault::kUsage, "the model file cannot be read", path.string(), "Train a model first.");
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return DecodeModel(std::move(bytes).str(), path.string());
}

void CheckFits(const TrainedModel& trained, const pack::Pack& pack, const std::string& name) {
  std::vector<std::string> conversions;
  for (const auto& conversion : pack.conversions) conversions.push_back(conversion.name);
  const bool fits = trained.pack == pack.name && trained.conversions == conversions && trained.steps == pack.journey.steps;
  if (!fits) throw Error(Fault::kUsage, "the pack has changed since this model was trained", name, "Train again with: auspex -w DIR train");
}

}  // namespace auspex::flow

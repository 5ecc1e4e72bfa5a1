#include "flow/model_container.h"

#include <bit>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/output_file.h"

namespace auspex::flow {
namespace {

using nlohmann::json;
static_assert(std::endian::native == std::endian::little, "numbers in model files are little-endian");

constexpr std::string_view kMagic = "AUSPEXM\n";
constexpr uint32_t kVersion = 2;
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

/// Numbers of one kind behind one another, and where each list of them is.
template <class T>
void AddBlock(const std::vector<T>& values, json entry, const std::string& name, json& directory, std::string& block) {
  entry["offset"] = block.size();
  directory[name] = std::move(entry);
  block.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

/// Copies `count` numbers out of the block, checking that they lie inside.
template <class T>
std::vector<T> TakeBlock(const json& entry, uint64_t count, std::string_view block) {
  const auto offset = entry.at("offset").get<uint64_t>();
  if (count > block.size() / sizeof(T)) throw Error(Fault::kUsage, "a list of numbers is larger than the file");
  if (offset > block.size() || count * sizeof(T) > block.size() - offset) throw Error(Fault::kUsage, "a list of numbers lies outside the file");
  std::vector<T> values(count);
  if (count > 0) std::memcpy(values.data(), block.data() + offset, count * sizeof(T));
  return values;
}

learn::Tensor TensorFrom(const json& entry, std::string_view block) {
  learn::Tensor tensor;
  tensor.shape = entry.at("shape").get<std::vector<uint64_t>>();
  uint64_t count = 1;
  for (const uint64_t extent : tensor.shape) {
    if (extent != 0 && count > block.size() / extent) throw Error(Fault::kUsage, "a tensor is larger than the file");
    count *= extent;
  }
  tensor.values = TakeBlock<float>(entry, count, block);
  return tensor;
}

learn::Archive ArchiveFrom(const json& header, uint32_t version, std::string_view block) {
  learn::Archive archive;
  for (const auto& [name, entry] : header.at("tensors").items()) archive.tensors[name] = TensorFrom(entry, block);
  archive.numbers = header.at("values").get<std::map<std::string, double>>();
  archive.texts = header.at("texts").get<std::map<std::string, std::string>>();
  if (version == 1) {
    archive.lists = header.at("lists").get<std::map<std::string, std::vector<uint64_t>>>();
    return archive;
  }
  for (const auto& [name, entry] : header.at("lists").items()) archive.lists[name] = TakeBlock<uint64_t>(entry, entry.at("count").get<uint64_t>(), block);
  for (const auto& [name, entry] : header.at("doubles").items()) archive.doubles[name] = TakeBlock<double>(entry, entry.at("count").get<uint64_t>(), block);
  archive.text_lists = header.at("text_lists").get<std::map<std::string, std::vector<std::string>>>();
  return archive;
}

Error Damaged(const std::string& name, const std::string& why) {
  return Error(Fault::kUsage, "this is no whole model file: " + why, name, "Train again, or restore the file from a backup.");
}

/// The version; throws for what is not whole.
uint32_t CheckBytes(std::string_view bytes, const std::string& name) {
  if (!IsModelFile(bytes)) throw Damaged(name, "it does not begin as one");
  if (bytes.size() < kPreamble + sizeof(uint64_t)) throw Damaged(name, "it is cut off");
  const auto version = ReadAt<uint32_t>(bytes, kMagic.size());
  if (version > kVersion) {
    throw Error(Fault::kUsage, "this model was made by a newer version of Auspex (format " + std::to_string(version) + ")", name,
                "Use that version or a later one, or train again.");
  }
  if (version == 0) throw Damaged(name, "its version is 0");
  const std::string_view body = bytes.substr(0, bytes.size() - sizeof(uint64_t));
  if (Checksum(body) != ReadAt<uint64_t>(bytes, body.size())) throw Damaged(name, "its checksum does not agree (cut off or damaged)");
  if (ReadAt<uint64_t>(bytes, kMagic.size() + sizeof(uint32_t)) > body.size() - kPreamble) throw Damaged(name, "its header is cut off");
  return version;
}

/// An error that says already which file it is about.
class KindError : public Error {
  using Error::Error;
};

}  // namespace

bool IsModelFile(std::string_view bytes) { return bytes.substr(0, kMagic.size()) == kMagic; }

std::string PackModel(json header, const learn::Archive& archive) {
  std::string block;
  json lists = json::object(), doubles = json::object(), tensors = json::object();  // 8-byte numbers first: all are aligned
  for (const auto& [name, values] : archive.lists) AddBlock(values, {{"count", values.size()}}, name, lists, block);
  for (const auto& [name, values] : archive.doubles) AddBlock(values, {{"count", values.size()}}, name, doubles, block);
  for (const auto& [name, tensor] : archive.tensors) AddBlock(tensor.values, {{"shape", tensor.shape}}, name, tensors, block);
  header["values"] = archive.numbers;
  header["texts"] = archive.texts;
  header["text_lists"] = archive.text_lists;
  header["lists"] = std::move(lists);
  header["doubles"] = std::move(doubles);
  header["tensors"] = std::move(tensors);
  std::string text = header.dump();
  text.resize((kPreamble + text.size() + 63) / 64 * 64 - kPreamble, ' ');  // the block begins on a cache line
  std::string bytes(kMagic);
  Append(bytes, kVersion);
  Append(bytes, static_cast<uint64_t>(text.size()));
  bytes += text;
  bytes += block;
  Append(bytes, Checksum(bytes));
  return bytes;
}

void UnpackModel(std::string_view bytes, const std::string& name, const std::function<void(const json&, const learn::Archive&)>& read) {
  const uint32_t version = CheckBytes(bytes, name);
  const std::string_view body = bytes.substr(0, bytes.size() - sizeof(uint64_t));
  const auto length = ReadAt<uint64_t>(bytes, kMagic.size() + sizeof(uint32_t));
  try {
    const json header = json::parse(body.substr(kPreamble, length));
    read(header, ArchiveFrom(header, version, body.substr(kPreamble + length)));
  } catch (const json::exception& error) {
    throw Damaged(name, std::string("its header does not hold: ") + error.what());
  } catch (const KindError&) {
    throw;
  } catch (const Error& error) {
    throw Damaged(name, error.message());
  }
}

void CheckModelKind(const json& header, const std::string& wanted, const std::string& name) {
  const std::string kind = header.value("kind", "journey");  // files of version 1 do not say
  if (kind == wanted) return;
  if (kind == "journey") {
    throw KindError(Fault::kUsage, "this is a model of journeys, and this needs one of a table", name, "Use it in its workspace: auspex -w DIR predict");
  }
  if (kind == "table") {
    throw KindError(Fault::kUsage, "this is a model of a table, and this needs one of journeys", name, "Use it with: auspex explain --model FILE --input FILE");
  }
  throw Error(Fault::kUsage, "it holds a kind of model that is not known: " + kind);
}

void SealModel(std::string& bytes) {
  if (bytes.size() < sizeof(uint64_t)) return;
  bytes.resize(bytes.size() - sizeof(uint64_t));
  Append(bytes, Checksum(bytes));
}

void WriteModelBytes(const std::filesystem::path& path, std::string_view bytes) {
  OutputFile file(path);
  file.Write(bytes);
  file.Commit();
}

std::string ReadModelBytes(const std::filesystem::path& path, const std::string& advice) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  if (in && in.peek() != std::ifstream::traits_type::eof()) bytes << in.rdbuf();
  if (!in || bytes.str().empty()) throw Error(Fault::kUsage, "the model file cannot be read", path.string(), advice);
  return std::move(bytes).str();
}

}  // namespace auspex::flow

// Drives LLVMFuzzerTestOneInput without libFuzzer: first every file of the corpus as it is, then mutations of them, the
// same ones for the same seed.
//
//     csv_fuzz [--seconds N] [--seed S] FOLDER_OR_FILE...
//
// Built with -fsanitize=address,undefined, a fault ends the process; the input that was being tried is then in the file
// `fuzz-last-input` of the current folder.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

std::vector<std::string> ReadCorpus(const std::vector<std::filesystem::path>& paths) {
  std::vector<std::filesystem::path> files;
  for (const auto& path : paths) {
    if (!std::filesystem::is_directory(path)) files.push_back(path);
    else for (const auto& entry : std::filesystem::directory_iterator(path)) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> corpus{""};
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return corpus;
}

/// Bytes that mean something to readers of text formats.
constexpr char kBytes[] = "\"\",,\n\r\t;|\0\xFF\xEF\xBB\xBF\\{}[]=#'.-+eE019";
constexpr std::string_view kTelling(kBytes, sizeof kBytes - 1);

void MutateOnce(std::string& input, const std::vector<std::string>& corpus, auspex::Random& random) {
  const size_t at = random.Below(input.size() + 1);
  const size_t length = std::min(input.size() - at, size_t{1} + random.Below(1 + random.Below(64)));
  switch (random.Below(7)) {
    case 0: input.insert(at, 1, kTelling[random.Below(kTelling.size())]); break;
    case 1: input.insert(at, 1, static_cast<char>(random.Below(256))); break;
    case 2: input.erase(at, length); break;
    case 3: input.insert(at, input.substr(at, length)); break;
    case 4: if (at < input.size()) input[at] = static_cast<char>(input[at] ^ (1 << random.Below(8))); break;
    case 5: if (at < input.size()) input[at] = kTelling[random.Below(kTelling.size())]; break;
    default: {
      const std::string& other = corpus[random.Below(corpus.size())];
      const size_t from = random.Below(other.size() + 1);
      input.replace(at, length, other.substr(from, random.Below(other.size() - from + 1)));
    }
  }
}

void Try(const std::string& input) {
  std::ofstream("fuzz-last-input", std::ios::binary) << input;
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()), input.size());
}

}  // namespace

int main(int argc, char** argv) {
  double seconds = 10;
  uint64_t seed = 1;
  std::vector<std::filesystem::path> paths;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--seconds" && i + 1 < argc) seconds = std::atof(argv[++i]);
    else if (argument == "--seed" && i + 1 < argc) seed = std::strtoull(argv[++i], nullptr, 10);
    else paths.emplace_back(argument);
  }
  const std::vector<std::string> corpus = ReadCorpus(paths);
  for (const auto& input : corpus) Try(input);
  auspex::Random random(seed);
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  uint64_t tried = corpus.size();
  for (; std::chrono::steady_clock::now() < end; ++tried) {
    std::string input = corpus[random.Below(corpus.size())];
    for (uint64_t n = 1 + random.Below(8); n > 0; --n) MutateOnce(input, corpus, random);
    if (input.size() > 1 << 16) input.resize(1 << 16);
    Try(input);
  }
  std::filesystem::remove("fuzz-last-input");
  std::printf("%llu inputs tried, no fault\n", static_cast<unsigned long long>(tried));
}

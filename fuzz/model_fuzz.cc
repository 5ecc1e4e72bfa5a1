// Any bytes as a model file: read, or refused with an Error, and nothing else. The checksum is put right, so that damage
// behind it is reached.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/error.h"
#include "flow/model_container.h"
#include "flow/model_file.h"
#include "flow/table_model.h"

namespace {

/// Throws for nothing but an Error that the user is told.
template <class Decode>
void Try(const Decode& decode) {
  try {
    decode();
  } catch (const auspex::Error& error) {
    if (error.fault() != auspex::Fault::kUsage) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  for (const bool sealed : {false, true}) {
    if (sealed) auspex::flow::SealModel(bytes);
    Try([&] { auspex::flow::DecodeModel(bytes, "fuzz"); });
    Try([&] { auspex::flow::DecodeTableModel(bytes, "fuzz"); });
  }
  return 0;
}

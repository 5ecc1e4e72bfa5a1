#pragma once
// The bytes that all model files share: a beginning, a header of JSON, a block of numbers, a checksum (docs/model-format.md). What the header says
// besides is that of a model of journeys (model_file.h) or of a table (table_model_file.h).
#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/error.h"
#include "learn/archive.h"

namespace auspex::flow {

/// Whether `bytes` begin as a model file does.
bool IsModelFile(std::string_view bytes);

/// The archive's parts are added to `header`.
std::string PackModel(nlohmann::json header, const learn::Archive& archive);

/// Checks the bytes and calls `read` with the header and the archive. Throws Error(kUsage) about `name` for a file that is cut off, damaged, foreign
/// or newer; what `read` throws of JSON or as an Error is damage as well.
void UnpackModel(std::string_view bytes, const std::string& name, const std::function<void(const nlohmann::json&, const learn::Archive&)>& read);

/// Throws Error(kUsage) for a file of another kind ("journey" or "table") than `wanted`.
void CheckModelKind(const nlohmann::json& header, const std::string& wanted, const std::string& name);

/// Replaces the last eight bytes by the checksum of what stands before them.
void SealModel(std::string& bytes);

/// Writes the whole file under a temporary name, then renames it.
void WriteModelBytes(const std::filesystem::path& path, std::string_view bytes);
/// Throws Error(kUsage) with `advice` if the file cannot be read.
std::string ReadModelBytes(const std::filesystem::path& path, const std::string& advice);

}  // namespace auspex::flow

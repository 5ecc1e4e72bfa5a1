#pragma once
// A simulator's truth.csv beside the journeys of a workspace.
#include <cstdint>
#include <filesystem>
#include <vector>

#include "data/journey.h"
#include "data/step_encoder.h"
#include "pack/pack.h"
#include "store/database.h"

namespace auspex::flow {

struct Truth {
  std::vector<uint32_t> customers;               ///< numbers in the journeys
  std::vector<float> symbols;                    ///< [customers × classes], in the encoder's order
  std::vector<std::vector<float>> conversions;   ///< [conversions][customers]
  uint64_t missing = 0;                          ///< customers of the file that the journeys do not have
};

/// Throws Error(kData) if the file is not of this pack, or none of its customers is in the journeys.
Truth ReadTruth(store::Connection& connection, const std::filesystem::path& path, const pack::Pack& pack, const data::Journeys& journeys,
                const data::StepEncoder& encoder);

}  // namespace auspex::flow

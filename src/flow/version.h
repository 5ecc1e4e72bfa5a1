#pragma once
#include <string_view>

namespace auspex::flow {

constexpr std::string_view kVersion = "0.1.0";

}  // namespace auspex::flow

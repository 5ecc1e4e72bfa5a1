#pragma once
// Text inside XML and HTML.
#include <string>
#include <string_view>

namespace auspex::draw {

/// With & < > " ' as entities: safe between tags and inside quoted attributes.
std::string Escaped(std::string_view text);

}  // namespace auspex::draw

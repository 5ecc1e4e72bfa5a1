#pragma once
// Files that are part of the program, so that one file is all there is to copy.
#include <string_view>

namespace auspex::serve {

std::string_view EmbeddedOpenApi();   ///< src/serve/openapi.json
std::string_view EmbeddedMessages();  ///< src/serve/wording/messages.txt
std::string_view EmbeddedPages();     ///< what web/pack-pages.mjs made of web/dist

}  // namespace auspex::serve

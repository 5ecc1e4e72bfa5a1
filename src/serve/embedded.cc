#include "serve/embedded.h"

// The assembler copies the files as they are; CMakeLists.txt names them and builds this anew when one changes.
#define AUSPEX_EMBED(name, file)                     \
  asm(".section .rodata\n"                           \
      ".balign 16\n"                                 \
      "auspex_" name ":\n"                           \
      ".incbin \"" file "\"\n"                       \
      "auspex_" name "_end:\n"                       \
      ".byte 0\n"                                    \
      ".previous\n")

AUSPEX_EMBED("open_api", AUSPEX_OPEN_API);
AUSPEX_EMBED("messages", AUSPEX_MESSAGES);
AUSPEX_EMBED("pages", AUSPEX_PAGES);

extern "C" {
extern const char auspex_open_api[], auspex_open_api_end[];
extern const char auspex_messages[], auspex_messages_end[];
extern const char auspex_pages[], auspex_pages_end[];
}

namespace auspex::serve {

std::string_view EmbeddedOpenApi() { return {auspex_open_api, static_cast<size_t>(auspex_open_api_end - auspex_open_api)}; }
std::string_view EmbeddedMessages() { return {auspex_messages, static_cast<size_t>(auspex_messages_end - auspex_messages)}; }
std::string_view EmbeddedPages() { return {auspex_pages, static_cast<size_t>(auspex_pages_end - auspex_pages)}; }

}  // namespace auspex::serve

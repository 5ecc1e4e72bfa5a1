#include "serve/utc.h"

#include <chrono>

namespace auspex::serve {

Micros UtcNow() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string UtcText(Micros instant) {
  std::string text = FormatTime(instant - ((instant % kSecond) + kSecond) % kSecond);
  text[text.find(' ')] = 'T';
  return text + "Z";
}

}  // namespace auspex::serve

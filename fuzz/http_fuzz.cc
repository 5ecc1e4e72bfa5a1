// Any bytes as the head of a request, and its parts as what the server makes of them: taken, or refused with an HttpError.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "serve/content_encoding.h"
#include "serve/gate.h"
#include "serve/messages.h"
#include "serve/problem.h"
#include "serve/request_head.h"

namespace {

using namespace auspex::serve;

const Gate& TheGate() {
  static const Gate gate({{"GET", "/api/v1/things/{id}", Role::kNobody, nullptr},
                          {"POST", "/api/v1/things/{id}/parts/{part}", Role::kViewer, nullptr, "make part"}},
                         {.session = [](const std::string&) { return std::optional<SessionInfo>(); },
                          .call = [](const Route&, const Caller&, Request&) { return Response(); },
                          .audit = [](const std::string&, const std::string&, const std::string&, const std::string&, const std::string&) {},
                          .count = [](const std::string&, const std::string&, int, double) {}});
  return gate;
}

void Parse(const std::string& text) {
  try {
    Head head = ParseHead(text);
    if (head.chunked && head.length > 0) std::abort();
    head.request.Cookie("auspex_session");
    const std::string language = LanguageOf(head.request);
    if (language != "zh-Hant" && language != "zh-Hans" && language != "en") std::abort();
    AcceptsEncoding(head.request, "gzip");
    const int status = TheGate().Answer(head.request).status;
    if (status != 200 && (status < 400 || status > 405)) std::abort();
  } catch (const HttpError& error) {
    if (error.status() < 400 || error.status() > 505) std::abort();
    ProblemJson(error, "zh-Hant");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  Parse(text);
  Parse("GET /" + text + " HTTP/1.1\r\nHost: a\r\n\r\n");
  Parse("GET /api/v1/things/1 HTTP/1.1\r\nHost: a\r\nCookie: " + text + "\r\nAccept-Language: " + text + "\r\nAccept-Encoding: " + text + "\r\n\r\n");
  Translate(text, "zh-Hans");
  return 0;
}

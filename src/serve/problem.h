#pragma once
// What goes wrong in a request, as an HTTP status with a problem body (RFC 9457) in the user's language.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "serve/http.h"

namespace auspex::serve {

/// An Error with the status it is answered by. An auspex::Error without one is answered by 400 (kUsage), 422 (kData), 409
/// (kCancelled) or 500 (kInternal).
class HttpError : public Error {
 public:
  HttpError(int status, std::string code, std::string what, std::string where = {}, std::string advice = {});
  int status() const { return status_; }
  const std::string& code() const { return code_; }
  /// Adds a header to the answer, such as Retry-After.
  HttpError With(std::string name, std::string value) &&;
  const std::vector<std::pair<std::string, std::string>>& headers() const { return headers_; }

 private:
  int status_;
  std::string code_;
  std::vector<std::pair<std::string, std::string>> headers_;
};

/// Shorthands for the common ones.
HttpError BadRequest(std::string what, std::string where = {}, std::string advice = {});  ///< 400 bad_request
HttpError NotFound(std::string what, std::string where = {});                             ///< 404 not_found
HttpError Forbidden(std::string what, std::string advice = {});                           ///< 403 forbidden

/// The languages of texts for people, the first being the default: zh-Hant, zh-Hans, en. Picks by Accept-Language.
std::string LanguageOf(const Request& request);

/// `english` (a sentence, or an error message that fits one of the templates of serve/wording/messages.txt) in `language`;
/// English where there is no translation.
std::string Translate(std::string_view english, const std::string& language);

/// The JSON object of a Problem.
std::string ProblemJson(const Error& error, const std::string& language);
Response ProblemResponse(const Error& error, const std::string& language);

}  // namespace auspex::serve

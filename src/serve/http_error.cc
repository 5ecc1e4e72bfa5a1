#include "serve/problem.h"

#include <utility>

namespace auspex::serve {
namespace {

Fault FaultOf(int status) { return status >= 500 ? Fault::kInternal : Fault::kUsage; }

}  // namespace

HttpError::HttpError(int status, std::string code, std::string what, std::string where, std::string advice)
    : Error(FaultOf(status), std::move(what), std::move(where), std::move(advice)), status_(status), code_(std::move(code)) {}

HttpError HttpError::With(std::string name, std::string value) && {
  headers_.emplace_back(std::move(name), std::move(value));
  return std::move(*this);
}

HttpError BadRequest(std::string what, std::string where, std::string advice) {
  return HttpError(400, "bad_request", std::move(what), std::move(where), std::move(advice));
}

HttpError NotFound(std::string what, std::string where) { return HttpError(404, "not_found", std::move(what), std::move(where)); }

HttpError Forbidden(std::string what, std::string advice) { return HttpError(403, "forbidden", std::move(what), {}, std::move(advice)); }

}  // namespace auspex::serve

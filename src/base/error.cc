#include "base/error.h"

namespace auspex {
namespace {

std::string Compose(const std::string& what, const std::string& where, const std::string& advice) {
  std::string text = where.empty() ? what : where + ": " + what;
  if (!advice.empty()) text += "\n  " + advice;
  return text;
}

}  // namespace

Error::Error(Fault fault, std::string what, std::string where, std::string advice)
    : std::runtime_error(Compose(what, where, advice)),
      fault_(fault),
      message_(std::move(what)),
      where_(std::move(where)),
      advice_(std::move(advice)) {}

}  // namespace auspex

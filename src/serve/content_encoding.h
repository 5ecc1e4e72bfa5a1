#pragma once
#include <string>
#include <string_view>

#include "serve/http.h"

namespace auspex::serve {

/// Whether the request takes bodies in `encoding` ("gzip", "br").
bool AcceptsEncoding(const Request& request, std::string_view encoding);
/// `bytes` as gzip, fast rather than small.
std::string Gzip(std::string_view bytes);
/// What Gzip or another made of `size` bytes.
std::string Gunzip(std::string_view gzip, size_t size);

}  // namespace auspex::serve

#pragma once
// The server's certificate. OpenSSL 3 with its defaults: TLS 1.2 and 1.3.
#include <filesystem>
#include <memory>

using SSL_CTX = struct ssl_ctx_st;

namespace auspex::serve {

using TlsContext = std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)>;

/// Reads a certificate chain and its key (PEM). Throws Error(kUsage) naming the file that does not serve.
TlsContext ReadCertificate(const std::filesystem::path& certificate, const std::filesystem::path& key);

}  // namespace auspex::serve

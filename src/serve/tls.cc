#include "serve/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/error.h"

namespace auspex::serve {
namespace {

[[noreturn]] void Refuse(const std::string& what, const std::filesystem::path& file) {
  char reason[160] = "unknown";
  if (const auto code = ERR_get_error(); code != 0) ERR_error_string_n(code, reason, sizeof reason);
  ERR_clear_error();
  throw Error(Fault::kUsage, what + " (" + reason + ")", file.string(), "Give a certificate chain and its key as PEM files.");
}

}  // namespace

TlsContext ReadCertificate(const std::filesystem::path& certificate, const std::filesystem::path& key) {
  TlsContext context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!context) throw Error(Fault::kInternal, "OpenSSL cannot be initialised");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  if (SSL_CTX_use_certificate_chain_file(context.get(), certificate.c_str()) != 1) Refuse("the certificate cannot be used", certificate);
  if (SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) != 1) Refuse("the certificate's key cannot be used", key);
  if (SSL_CTX_check_private_key(context.get()) != 1) Refuse("the key does not belong to the certificate", key);
  return context;
}

}  // namespace auspex::serve

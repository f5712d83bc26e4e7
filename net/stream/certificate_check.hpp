#pragma once
#include "core/time/time.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace cutwatch::net {

/// Proves the peer's certificate inside the handshake and remembers what it saw, whatever the outcome:
/// libcurl alone either fails or does not look (docs/decisions/0020-connect-only-and-certificates.md).
class CertificateCheck {
 public:
  enum class Policy : std::uint8_t {
    required,  ///< an invalid certificate ends the handshake
    noted,     ///< it is remembered only (RFC 3207 §4.1: mail exchangers)
  };

  /// `host` is the name, or the address in text, that the certificate must prove.
  CertificateCheck(std::string host, Policy policy) : host_(std::move(host)), policy_(policy) {}
  CertificateCheck(CertificateCheck&&) = delete;

  /// Makes every handshake of `ssl_context` (an `SSL_CTX*`) ask this object, which must outlive the first
  /// handshake of each connection: there is no second one. False when OpenSSL cannot take the name: then no
  /// handshake may be tried.
  bool install(void* ssl_context);

  bool is_valid() const { return is_valid_; }
  std::optional<WallTime> not_after() const { return not_after_; }  ///< of the server's own certificate
  const std::string& complaint() const { return complaint_; }  ///< why it is not valid, in OpenSSL's words

 private:
  int verify(void* store_context);  // an X509_STORE_CTX*

  std::string host_;
  Policy policy_;
  bool is_valid_ = false;
  std::optional<WallTime> not_after_;
  std::string complaint_;
};

}  // namespace cutwatch::net

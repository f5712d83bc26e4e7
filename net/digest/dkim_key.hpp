#pragma once
#include "core/failure/failure.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace cutwatch::net {

/// SHA-256 of the text, in base64.
std::string sha256_base64(std::string_view text);

/// A private key that DKIM can sign with, and the public key that comes of it. Never printed.
class DkimKey {
 public:
  /// From PEM (PKCS #8 or #1) without a passphrase: RSA of 1024 to 4096 bits (RFC 8301 §3.2), or Ed25519
  /// (RFC 8463). Errors: malformed; the reason never quotes the text.
  static Result<DkimKey> read(std::string_view pem);

  /// The tag `a`: "rsa-sha256", "ed25519-sha256".
  std::string_view algorithm() const;
  /// Of the public key: SHA-256 of its SubjectPublicKeyInfo, the first 128 bits in hexadecimal digits.
  std::string fingerprint() const;
  /// The tag `b` over what is to be signed, in base64.
  std::string sign(std::string_view text) const;
  /// False for what is no base64, too.
  bool verifies(std::string_view text, std::string_view signature) const;

 private:
  using Handle = std::shared_ptr<void>;
  explicit DkimKey(Handle key) : key_(std::move(key)) {}
  bool is_rsa() const;
  Handle key_;
};

}  // namespace cutwatch::net

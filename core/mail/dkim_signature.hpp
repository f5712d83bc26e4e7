#pragma once
#include "core/mail/dkim_text.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::mail {

inline constexpr std::string_view kDkimSignature = "DKIM-Signature";

/// Who signs, and with what. The key is never printed: not in logs, not in errors, not by the API.
struct DkimSigner {
  std::string domain;       ///< The tag `d`.
  std::string selector;     ///< The tag `s`.
  std::string key;          ///< The private key as PEM.
  std::string fingerprint;  ///< Of its public key (net/digest/dkim_key.hpp).
  friend bool operator==(const DkimSigner&, const DkimSigner&) = default;

  /// What tells it from any other signer, one with the same key and another name too; nothing secret.
  std::string identity() const;
};

/// What a DKIM-Signature field says (RFC 6376 §3.5), as far as it is read here.
struct DkimSignature {
  std::string algorithm;  ///< "rsa-sha256"
  std::string domain;
  std::string selector;
  std::string body_hash;            ///< Base64 without blanks.
  std::string signature;            ///< Base64 without blanks.
  std::vector<std::string> fields;  ///< The names that it signs.
  bool is_relaxed = false;          ///< Header and body are "relaxed", and the body is signed to its end.

  bool is_by(const DkimSigner& signer) const;
};

/// None where a tag that has to be there is missing, or there are more than any signature needs.
std::optional<DkimSignature> read_dkim_signature(std::string_view value);

/// The field's value without what its tag `b` holds (§3.7): that is how it signs itself.
std::string without_signature(std::string_view value);

/// What a signature with this field is over (§3.7): the fields that it names, and itself.
std::string signed_header(const HeaderBlock& header, const std::vector<std::string>& names,
                          std::string_view field_value);

/// The names of those fields of a probe message that a signature is to cover (§5.4.1), in the header's order.
std::vector<std::string> fields_to_sign(const HeaderBlock& header);

/// The value of a field to come, folded, with `b` empty at its end.
std::string unsigned_field(const DkimSigner& signer, std::string_view algorithm, std::string_view body_hash,
                           const std::vector<std::string>& names);

}  // namespace cutwatch::mail

#pragma once
#include "core/failure/failure.hpp"
#include "core/mail/header_block.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::mail {

/// What a receiver found out about who sent a mail (RFC 8601 §2.7).
enum class AuthenticationVerdict : std::uint8_t {
  pass,
  fail,  ///< Also "hardfail", as it was once called.
  softfail,
  neutral,
  none,  ///< There was nothing to check: no record, no signature.
  policy,
  temperror,
  permerror,
  other,  ///< A word that is none of these.
};

std::string_view to_string(AuthenticationVerdict verdict) noexcept;

/// The verdict of that name, in whatever case; `other` for any other word.
AuthenticationVerdict verdict_named(std::string_view word) noexcept;

/// One check: "dkim=pass header.d=example.org".
struct AuthenticationResult {
  std::string method;  ///< "spf", "dkim", "dmarc", ...: in lower case, without its version.
  AuthenticationVerdict verdict = AuthenticationVerdict::other;
  std::string properties;  ///< What was checked, "smtp.mailfrom=probe@example.org"; may be cut.
  friend bool operator==(const AuthenticationResult&, const AuthenticationResult&) = default;
};

/// One Authentication-Results field. Texts are printable ASCII.
struct AuthenticationResults {
  std::string authserv_id;                    ///< Who says so; empty where the field does not tell.
  std::vector<AuthenticationResult> results;  ///< In their order, at most `kMostResults`.
};

inline constexpr std::size_t kMostResults = 16;

/// Reads the field's value, folded or not (RFC 8601 §2.2). What it says without a method or a result is left
/// out; so are comments. Errors: malformed, where it is empty or longer than 64 KiB. Linear in the length.
/// Pure.
Result<AuthenticationResults> parse_authentication_results(std::string_view value);

/// What fields of a mail's header say that name `authserv_id`, and stand above the lowest of its `believed`
/// Received lines, from the top: below that line everything may be the sender's own. A receiver takes out
/// fields of its own name that came with a mail (RFC 8601 §5), so that in between there are none but its own.
/// Without an id nothing is believed. At most `kMostResults`. Pure, linear in the header's length.
std::vector<AuthenticationResult> believed_results(const HeaderBlock& header, std::string_view authserv_id,
                                                   std::size_t believed);

/// What these say by one method. A signature that holds is enough (RFC 6376 §6.1), so that of several a pass
/// is the answer; otherwise, and for every other method, the first, of SPF the first about the envelope
/// sender. None where they say nothing.
std::optional<AuthenticationVerdict> verdict_by(const std::vector<AuthenticationResult>& results,
                                                std::string_view method);

}  // namespace cutwatch::mail

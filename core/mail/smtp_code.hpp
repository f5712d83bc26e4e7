#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// What a reply code says, for people.
struct SmtpCodeMeaning {
  std::string code;     ///< As it was asked for: "550", "5.7.1".
  std::string meaning;  ///< What the server says with it.
  std::string action;   ///< What to do about it during a cutover.
};

/// The meaning of a basic reply code (RFC 5321 §4.2) or of an enhanced status code (RFC 3463, and the
/// registry of RFC 5248). One that no table knows is told by its class and its subject. nullopt where the
/// text is neither. Pure.
std::optional<SmtpCodeMeaning> meaning_of_smtp_code(std::string_view code);

}  // namespace cutwatch::mail

#include "core/mail/smtp_outcome.hpp"

#include <utility>

namespace cutwatch::mail {

std::string_view to_string(SmtpPhase phase) noexcept {
  switch (phase) {
    case SmtpPhase::connect: return "connect";
    case SmtpPhase::banner: return "banner";
    case SmtpPhase::ehlo: return "ehlo";
    case SmtpPhase::tls: return "tls";
    case SmtpPhase::auth: return "auth";
    case SmtpPhase::mail: return "mail";
    case SmtpPhase::rcpt: return "rcpt";
    case SmtpPhase::data: return "data";
    case SmtpPhase::body: return "body";
  }
  std::unreachable();
}

std::string_view to_string(SmtpDisposition disposition) noexcept {
  switch (disposition) {
    case SmtpDisposition::accepted: return "accepted";
    case SmtpDisposition::deferred: return "deferred";
    case SmtpDisposition::refused: return "refused";
    case SmtpDisposition::not_sent: return "not_sent";
    case SmtpDisposition::unknown: return "unknown";
  }
  std::unreachable();
}

}  // namespace cutwatch::mail

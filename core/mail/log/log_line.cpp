#include "core/mail/log/log_line.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::mail {
namespace {

constexpr std::array<std::pair<std::string_view, Mta>, 3> kNames{
    {{"postfix", Mta::postfix}, {"exim", Mta::exim}, {"opensmtpd", Mta::opensmtpd}}};

}  // namespace

std::string_view to_string(Mta mta) noexcept {
  switch (mta) {
    case Mta::postfix: return "postfix";
    case Mta::exim: return "exim";
    case Mta::opensmtpd: return "opensmtpd";
  }
  return {};
}

std::optional<Mta> mta_of(std::string_view name) noexcept {
  const auto* const found = std::ranges::find(kNames, name, [](const auto& each) { return each.first; });
  return found == kNames.end() ? std::nullopt : std::optional(found->second);
}

std::string_view to_string(LogEvent event) noexcept {
  switch (event) {
    case LogEvent::connect: return "connect";
    case LogEvent::disconnect: return "disconnect";
    case LogEvent::accept: return "accept";
    case LogEvent::reject: return "reject";
    case LogEvent::queued: return "queued";
    case LogEvent::sent: return "sent";
    case LogEvent::deferred: return "deferred";
    case LogEvent::bounced: return "bounced";
    case LogEvent::expired: return "expired";
    case LogEvent::removed: return "removed";
    case LogEvent::other:
    case LogEvent::composed:
    case LogEvent::submitted:
    case LogEvent::held:
    case LogEvent::discarded: break;
  }
  return "other";
}

}  // namespace cutwatch::mail

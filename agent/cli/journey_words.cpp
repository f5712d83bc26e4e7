#include "agent/cli/journey_words.hpp"

#include "core/text/printable.hpp"
#include "core/time/seconds.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::cli {
namespace {

constexpr Millis kFirstWord{1000};
constexpr Millis kLongestSilence{30'000};
constexpr std::size_t kMaxDetail = 1024;

std::string addresses_of(const cutover::Plan& plan, cutover::Path path, mail::Entrance entrance) {
  const auto* server = plan.server_of(path);
  if (server == nullptr) return "nowhere";
  std::string out;
  for (const auto& each : server->at(entrance)) {
    out +=
        fmt::format("{}{} ({})", out.empty() ? "" : " or ", printable(each.host), to_string(each.endpoint));
  }
  return out;
}

std::string_view verb_of(const std::optional<mail::SmtpDisposition>& disposition) {
  using enum mail::SmtpDisposition;
  if (!disposition) return "not sent";
  switch (*disposition) {
    case accepted: return "accepted";
    case deferred: return "put off";
    case refused: return "refused";
    case not_sent: return "not sent";
    case unknown: return "sent, and whether it was taken is not known";
  }
  std::unreachable();
}

}  // namespace

std::string words_before(const cutover::Plan& plan) {
  const auto& trip = plan.round_trips.front();
  const auto path = trip.paths.front();
  return fmt::format("sending a message of {} by the {} path of {}, from {} to {}, to {}", printable(trip.id),
                     to_string(path), plan.label(), printable(trip.from), printable(trip.to),
                     addresses_of(plan, path, trip.entrance));
}

std::string words_of(const mail::SmtpPhaseTime& passed) {
  return fmt::format("{:<8} {:>9.3f} ms", to_string(passed.phase), seconds_of(passed.duration) * 1000);
}

std::string words_of(const mail::LedgerEntry& sent) {
  return fmt::format("{}{}{}", verb_of(sent.disposition), sent.detail.empty() ? "" : ": ",
                     printable(sent.detail, kMaxDetail));
}

std::string words_of_failed_look(const Failure& failure) {
  return fmt::format("the mailbox could not be read: {}", printable(to_string(failure), kMaxDetail));
}

void WaitWords::begin(std::string what, SteadyTime now) {
  what_ = std::move(what);
  since_ = now;
  next_ = kFirstWord;
}

std::optional<std::string> WaitWords::after(SteadyTime now) {
  const auto waited = std::chrono::duration_cast<Millis>(now - since_);
  if (what_.empty() || waited < next_) return std::nullopt;
  next_ = waited + std::min(waited, kLongestSilence);
  return fmt::format("waiting for {}: {:.0f} s", what_, seconds_of(waited));
}

}  // namespace cutwatch::cli

#include "probes/round_trip_probe.hpp"

#include "core/cutover/plan/on_loopback.hpp"
#include "core/cutover/plan/planned_message.hpp"
#include "core/cutover/record/round_trip_pace.hpp"
#include "core/mail/probe_message.hpp"
#include "core/mail/report_owner.hpp"
#include "core/mail/verp.hpp"
#include "net/digest/dkim.hpp"
#include "probes/dns_errand.hpp"
#include "probes/errand.hpp"
#include "probes/login.hpp"
#include "probes/send_turn.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <expected>
#include <functional>
#include <memory>

namespace cutwatch {
namespace {

constexpr Millis kSmtpPatience{30'000};

/// One round trip on one path, with all that its messages have in common.
struct RoundTripPath {
  std::string domain;
  cutover::RoundTrip round_trip;
  std::string path;
  std::function<std::expected<Errand, SkipReason>(const ProbeContext&)> errand;
  std::shared_ptr<const cutover::Plan> plan;
};

/// A message of the domain to itself, sent by one of its users at the old server: whether that has learned
/// that the domain moved shows once it has. Who sends one by hand wants it now.
bool awaits_switch(const cutover::Plan& plan, const cutover::RoundTrip& trip) {
  return cutover::is_to_own_domain(plan, trip.to) &&
         std::ranges::find(plan.outbound, trip.id, &cutover::RoundTrip::id) != plan.outbound.end();
}

/// Its departure could not be written down, so that it was not let go.
bool is_unrecordable(const mail::SmtpAttempt& attempt) {
  return attempt.failure && attempt.failure->kind == FailureKind::storage;
}

/// Before it heard what the server is ready for: who sends as DNS says goes on to the next one then, as after
/// a failure to connect (RFC 5321 §5.1).
bool is_turned_away(const mail::SmtpAttempt& attempt) {
  return attempt.disposition == mail::SmtpDisposition::deferred &&
         (attempt.ended_in == mail::SmtpPhase::banner || attempt.ended_in == mail::SmtpPhase::ehlo);
}

/// The server knows the account, and would say the same at its other addresses.
bool is_log_in_refused(const mail::SmtpAttempt& attempt) {
  return attempt.failure && attempt.failure->kind == FailureKind::auth;
}

bool is_last_word(const mail::SmtpAttempt& attempt, const mail::LedgerEntry& entry) {
  if (is_unrecordable(attempt) || is_log_in_refused(attempt)) return true;
  return attempt.disposition != mail::SmtpDisposition::not_sent && !(entry.way && is_turned_away(attempt));
}

class RoundTripProbe final : public Probe {
 public:
  explicit RoundTripProbe(RoundTripPath spec) : spec_(std::move(spec)) {}

  std::string_view name() const noexcept override { return spec_.round_trip.id; }

  asio::awaitable<std::vector<Observation>> run(ProbeContext context) const override {
    if (is_too_early(context)) co_return std::vector<Observation>{};
    auto errand = spec_.errand(context);
    if (!errand) co_return skipped(errand.error());
    if (has_refused_us(context, errand->servers)) co_return skipped(SkipReason::login_refused);
    if (errand->has_limits) {
      if (is_stopped(*context.known->mail, errand->planned, context.clock.wall()))
        co_return skipped(SkipReason::path_stopped);
      const auto allowed = co_await take_send_turn(context, send_path(), spec_.round_trip.interval / 2);
      if (!allowed) co_return not_recorded(context, allowed.error());
      if (!*allowed) co_return skipped(SkipReason::send_cap);
    }
    auto entry = waiting_message(*context.known->mail, *errand);
    if (!entry) {
      entry = new_message(context, *errand);
      const auto recorded = co_await context.journal.record(spec_.domain, *entry);
      if (!recorded) co_return not_recorded(context, recorded.error());
    }
    auto attempt = co_await send(context, *entry, errand->servers);
    std::vector<Observation> seen;
    if (attempt.failure && is_unrecordable(attempt)) seen = not_recorded(context, *attempt.failure);
    seen.push_back(MessageAttempted{.domain = spec_.domain,
                                    .id = entry->id,
                                    .at = context.clock.wall(),
                                    .attempt = std::move(attempt),
                                    .entrance = spec_.round_trip.entrance,
                                    .way = std::move(errand->planned.way)});
    co_return seen;
  }

  /// The next after this one, where the interval is too long now, or will be before it has passed.
  std::optional<WallTime> wanted_at(const DomainState& known,
                                    const cutover::Occasion& occasion) const override {
    if (!spec_.round_trip.around_switch) return std::nullopt;
    const auto standing = cutover::standing_of(*spec_.plan, known);
    if (cutover::is_around_switch(*spec_.plan, standing, occasion.now))
      return occasion.now + *spec_.round_trip.around_switch;
    return cutover::around_switch_from(*spec_.plan, standing, occasion.now);
  }

 private:
  /// What the caps tell apart: all round trips of a domain down one path count together.
  std::string send_path() const { return fmt::format("{} {}", spec_.domain, spec_.path); }

  bool is_too_early(const ProbeContext& context) const {
    return awaits_switch(*spec_.plan, spec_.round_trip) &&
           !cutover::standing_of(*spec_.plan, *context.known).switched_since;
  }

  /// Refused the log-in too often lately: what it did at one of its addresses goes for all of them, for it is
  /// one account.
  static bool has_refused_us(const ProbeContext& context, const std::vector<mail::MailServer>& servers) {
    return std::ranges::any_of(servers, [&](const mail::MailServer& server) {
      return server.credentials && !may_log_in(context, server);
    });
  }

  std::vector<Observation> skipped(SkipReason reason) const {
    return {ProbeSkipped{.domain = spec_.domain, .probe = spec_.round_trip.id, .reason = reason}};
  }

  /// One that was for an address or a recipient that is configured no more is for nobody now.
  static std::optional<mail::LedgerEntry> waiting_message(const MailState& state, const Errand& errand) {
    const auto waiting = std::ranges::find_if(
        state.in_flight, [&](const auto& message) { return errand.takes(message.second); });
    if (waiting == state.in_flight.end()) return std::nullopt;
    return waiting->second;
  }

  /// Destinations take turns: the next kind of text comes once each of them had this one.
  mail::LedgerEntry new_message(const ProbeContext& context, const Errand& errand) const {
    auto entry = errand.planned;
    entry.id = fmt::format("{:016x}{:016x}", context.random.next64(), context.random.next64());
    entry.recorded = context.clock.wall();
    entry.form.body =
        spec_.round_trip.body_behind(sent_before(*context.known->mail) / (errand.elsewhere.size() + 1));
    return entry;
  }

  /// How many messages went this way already, as far as the ledger knows.
  std::uint64_t sent_before(const MailState& state) const {
    std::uint64_t count = 0;
    const auto totals = state.totals.find({spec_.round_trip.id, spec_.path});
    if (totals != state.totals.end()) {
      for (const auto& [result, ended] : totals->second.results) count += ended;
    }
    for (const auto& [id, entry] : state.in_flight) {
      if (entry.probe == spec_.round_trip.id && entry.path == spec_.path) ++count;
    }
    return count;
  }

  std::vector<Observation> not_recorded(const ProbeContext& context, const Failure& failure) const {
    auto seen = skipped(SkipReason::not_recorded);
    seen.insert(seen.begin(), StateWriteFailed{.at = context.clock.wall(), .failure = failure});
    return seen;
  }

  /// Reports come to the sender; where nobody reads them none are asked for.
  net::Envelope envelope_of(const ProbeContext& context, const mail::LedgerEntry& entry) const {
    const auto& trip = spec_.round_trip;
    net::Envelope envelope{.from = trip.has_verp ? mail::verp_sender(entry.from, entry.id) : entry.from,
                           .to = entry.to,
                           .ehlo_name = trip.ehlo};
    const auto token_of = [&](const std::string& id) { return context.journal.token(id); };
    if (!trip.bounces.empty()) envelope.envelope_id = mail::envelope_id(entry.id, token_of);
    envelope.asks_for_success = entry.awaited_report.has_value();
    return envelope;
  }

  /// Signed where it was recorded to be, with that key or not at all: what arrives is judged by that.
  std::string text_of(const ProbeContext& context, const mail::LedgerEntry& entry) const {
    auto text = mail::render(mail::message_of(entry, context.journal.token(entry.id)));
    const auto& signer = spec_.round_trip.signer;
    const bool is_signed = signer && signer->identity() == entry.form.signed_with;
    return is_signed ? net::dkim_signed(text, *signer) : text;
  }

  /// Where a server may want a text without 8-bit octets, that one too.
  net::OutgoingText outgoing(const ProbeContext& context, mail::LedgerEntry entry) const {
    entry.form.is_seven_bit = false;
    net::OutgoingText out(text_of(context, entry));
    if (entry.form.body != mail::BodyKind::eight_bit) return out;
    entry.form.is_seven_bit = true;
    out.seven_bit = text_of(context, entry);
    return out;
  }

  /// Tries the addresses in turn until one has the last word.
  asio::awaitable<mail::SmtpAttempt> send(ProbeContext context, mail::LedgerEntry entry,
                                          std::vector<mail::MailServer> servers) const {
    const auto message = outgoing(context, entry);
    const auto envelope = envelope_of(context, entry);
    const net::Confirmation mark = [&] { return context.journal.mark_departure(spec_.domain, entry.id); };
    mail::SmtpAttempt last;
    for (const auto& server : servers) {
      auto attempt =
          co_await context.smtp.send(server, envelope, message, context.clock.steady() + kSmtpPatience, mark);
      if (server.credentials) co_await note_log_in(context, server, attempt.failure);
      const bool is_mute = attempt.disposition == mail::SmtpDisposition::not_sent;
      if (!is_mute) attempt.server = server.endpoint;
      if (is_last_word(attempt, entry)) co_return attempt;
      // That one was reached and said "later" tells more than that another was not.
      if (!is_mute || !last.server) last = std::move(attempt);
    }
    co_return last;
  }

  RoundTripPath spec_;
};

/// The same each time but for mail as DNS says.
std::function<std::expected<Errand, SkipReason>(const ProbeContext&)> errand_of(
    std::shared_ptr<const cutover::Plan> plan, const cutover::RoundTrip& trip, cutover::Path path) {
  if (path == cutover::Path::dns) {
    return [plan, trip](const ProbeContext& context) {
      return dns_errand(*plan, trip, *context.known, context.clock.wall(), context.random);
    };
  }
  const auto& server = *plan->server_of(path);
  const Errand errand{.servers = server.at(trip.entrance),
                      .planned = planned_message(*plan, trip, path),
                      .has_limits = !stays_on_loopback(*plan, trip, path)};
  return [errand](const ProbeContext&) { return std::expected<Errand, SkipReason>(errand); };
}

}  // namespace

std::vector<ScheduledProbe> plan_round_trip_probes(const Inventory& inventory) {
  std::vector<ScheduledProbe> planned;
  const auto domain = inventory.plan.label();
  const auto plan = std::make_shared<const cutover::Plan>(inventory.plan);
  for (const auto* each : inventory.plan.all_round_trips()) {
    const auto& trip = *each;
    for (const auto path : trip.paths) {
      const auto* server = inventory.plan.server_of(path);
      if (path != cutover::Path::dns && (server == nullptr || server->at(trip.entrance).empty())) continue;
      const std::string path_label(to_string(path));
      planned.push_back(
          {.id = fmt::format("round_trip/{}/{}/{}", domain, trip.id, path_label),
           .domain = domain,
           .interval = trip.interval,
           .probe = std::make_shared<RoundTripProbe>(RoundTripPath{.domain = domain,
                                                                   .round_trip = trip,
                                                                   .path = path_label,
                                                                   .errand = errand_of(plan, trip, path),
                                                                   .plan = plan})});
    }
  }
  return planned;
}

}  // namespace cutwatch

#include "probes/bounce_probe.hpp"

#include "core/cutover/identity/proxy_names.hpp"
#include "core/mail/report_owner.hpp"
#include "core/mail/verp.hpp"
#include "probes/mailbox_look.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>

namespace cutwatch {
namespace {

constexpr Millis kPatience{20'000};

/// In the sender of what mail servers write; core/mail/bounce_signs.cpp judges by more, and by the whole
/// mail.
constexpr auto kServerNames =
    std::to_array<const char*>({"daemon", "postmaster", "mail delivery", "maildelivery", "mail system",
                                "mailsystem", "mail-system", "administrator", "microsoftexchange", "<>"});

/// What may be a bounce by a few fields of its header. All else in the mailbox is left unread: it may be
/// somebody's letters.
std::vector<net::Marker> markers_for(const std::vector<std::string>& own_senders) {
  std::vector<net::Marker> markers{{.header = "Content-Type", .contains = "report"},
                                   {.header = "Content-Type", .contains = "delivery-status"},
                                   {.header = "Auto-Submitted", .contains = "auto-replied"},
                                   {.header = "Return-Path", .contains = "<>"},
                                   {.header = "X-Failed-Recipients", .contains = ""}};
  for (const auto* name : kServerNames) markers.push_back({.header = "From", .contains = name});
  for (const auto& sender : own_senders)
    markers.push_back({.header = "To", .contains = sender.substr(0, sender.rfind('@')) + "+"});
  return markers;
}

class BounceProbe final : public Probe {
 public:
  /// `own_senders` are the addresses whose messages each have a sender of their own.
  BounceProbe(std::shared_ptr<const cutover::Plan> plan, cutover::Mailbox mailbox,
              std::vector<std::string> own_senders, Millis pace)
      : plan_(std::move(plan)),
        domain_(plan_->label()),
        mailbox_(std::move(mailbox)),
        own_senders_(std::move(own_senders)),
        pace_(pace) {}

  std::string_view name() const noexcept override { return "bounces"; }

  asio::awaitable<std::vector<Observation>> run(ProbeContext context) const override {
    const auto& mail = *context.known->mail;
    if (mail.in_flight.empty() && mail.ended.empty()) co_return std::vector<Observation>{};
    const auto began = context.clock.wall();
    const auto findings = co_await look_into(context, mailbox_, query_for(mail), kPatience);
    ReportsRead read{.domain = domain_,
                     .mailbox = mailbox_.id,
                     .at = context.clock.wall(),
                     .content = {},
                     .began = began,
                     .pace = pace_};
    if (findings) read.has_gap = std::ranges::any_of(findings->folders, &net::FolderFindings::has_gap);
    if (findings && findings->seen_until) read.began = std::min(began, *findings->seen_until);
    read.content = co_await with_recalled(context, content_of(context, findings));
    co_return std::vector<Observation>{std::move(read)};
  }

 private:
  net::MailboxQuery query_for(const MailState& mail) const {
    net::MailboxQuery query;
    const auto known = mail.bounce_mailboxes.find(mailbox_.id);
    for (const auto& folder : mailbox_.folders) {
      std::optional<net::FolderCursor> since;
      if (known != mail.bounce_mailboxes.end() && known->second.positions.contains(folder)) {
        const auto& position = known->second.positions.at(folder);
        since = net::FolderCursor{.uid_validity = position.uid_validity, .uid_next = position.uid_next};
      }
      query.folders.push_back({.name = folder, .since = since});
    }
    query.markers = markers_for(own_senders_);
    query.content = net::MailboxQuery::Content::message;
    return query;
  }

  /// A folder that could not be read makes the look a failure, as a bounce may lie just there; one that the
  /// mailbox does not have holds none, unless all are missing: then they are misspelt.
  Result<ReportsRead::Content> content_of(const ProbeContext& context,
                                          const Result<net::MailboxFindings>& findings) const {
    if (!findings) return std::unexpected(findings.error());
    const auto is_missing = [](const net::FolderFindings& folder) {
      return folder.state == net::FolderFindings::State::missing;
    };
    const bool has_none = std::ranges::all_of(findings->folders, is_missing);
    ReportsRead::Content content;
    std::set<std::string> anew;
    for (const auto& folder : findings->folders) {
      if (folder.failure && (has_none || !is_missing(folder))) return std::unexpected(*folder.failure);
      if (folder.is_anew) anew.insert(folder.name);
      if (!folder.cursor) continue;
      content.positions[folder.name] = {.uid_validity = folder.cursor->uid_validity,
                                        .uid_next = folder.cursor->uid_next};
    }
    for (const auto& message : findings->messages)
      add(context, content, message, anew.contains(message.folder));
    return content;
  }

  void add(const ProbeContext& context, ReportsRead::Content& content, const net::FoundMessage& message,
           bool is_anew) const {
    auto claims = mail::read_claims(message.content, own_senders_);
    if (!claims) return ignore(content, message, mail::ReportDoubt::no_report);
    const auto owner =
        mail::owner_of(*claims, [&](const std::string& id) { return context.journal.token(id); });
    if (!owner) return ignore(content, message, owner.error());
    const bool is_by_proxy = cutover::is_called_like_proxy(*plan_, *context.known, claims->dsn.reporting_mta);
    content.reports.push_back({.id = owner->id,
                               .dsn = std::move(claims->dsn),
                               .is_anew = is_anew || message.is_anew,
                               .filed = message.internal_date,
                               .is_by_proxy = is_by_proxy,
                               .is_by_address = !owner->has_token});
  }

  /// What is met look after look, because it came lately, is counted with the first.
  static void ignore(ReportsRead::Content& content, const net::FoundMessage& message,
                     mail::ReportDoubt doubt) {
    if (!message.is_anew) ++content.ignored[doubt];
  }

  /// Messages that ended long ago are looked up. Where they cannot be, the look has failed, and the next one
  /// begins where this began.
  asio::awaitable<Result<ReportsRead::Content>> with_recalled(ProbeContext context,
                                                              Result<ReportsRead::Content> content) const {
    if (!content) co_return content;
    std::set<std::string> ids;
    for (const auto& report : content->reports) {
      if (find_message(*context.known->mail, report.id) == nullptr) ids.insert(report.id);
    }
    if (ids.empty()) co_return content;
    auto recalled =
        co_await context.journal.recall(domain_, std::vector<std::string>(ids.begin(), ids.end()));
    if (!recalled) co_return std::unexpected(recalled.error());
    for (auto& entry : *recalled) {
      if (!entry.ended) continue;  // sent since the look began: the snapshot has it by now
      auto id = entry.id;
      content->recalled.emplace(std::move(id), std::move(entry));
    }
    co_return content;
  }

  std::shared_ptr<const cutover::Plan> plan_;
  std::string domain_;
  cutover::Mailbox mailbox_;
  std::vector<std::string> own_senders_;
  Millis pace_;
};

bool comes_here(const cutover::RoundTrip& trip, const cutover::Mailbox& mailbox) {
  return trip.bounces == mailbox.id;
}

/// Nothing is measured by when a bounce is read: once in the fastest round trip's interval is enough. Where
/// reports tell that messages were delivered, the look is as frequent as one for the messages would be.
Millis interval_for(const cutover::Plan& plan, const cutover::Mailbox& mailbox) {
  static constexpr Millis kShortest{1000};
  static constexpr Millis kLongest{60'000};
  static constexpr Millis kLongestForDeliveries{15'000};
  Millis interval = kLongest;
  for (const auto* trip : plan.all_round_trips()) {
    if (!comes_here(*trip, mailbox)) continue;
    const bool tells = trip->is_told_by_reports();
    interval =
        std::min(interval, tells ? std::min(trip->interval / 3, kLongestForDeliveries) : trip->interval);
  }
  return std::max(interval, kShortest);
}

std::vector<std::string> own_senders(const cutover::Plan& plan, const cutover::Mailbox& mailbox) {
  std::set<std::string> senders;
  for (const auto* trip : plan.all_round_trips()) {
    if (trip->has_verp && comes_here(*trip, mailbox)) senders.insert(trip->from);
  }
  return {senders.begin(), senders.end()};
}

}  // namespace

std::vector<ScheduledProbe> plan_bounce_probes(const Inventory& inventory) {
  std::vector<ScheduledProbe> planned;
  const auto& plan = inventory.plan;
  const auto shared = std::make_shared<const cutover::Plan>(plan);
  for (const auto& mailbox : plan.mailboxes) {
    const bool is_named = std::ranges::any_of(plan.all_round_trips(),
                                              [&](const auto* trip) { return comes_here(*trip, mailbox); });
    if (!is_named) continue;
    const auto interval = interval_for(plan, mailbox);
    planned.push_back(
        {.id = fmt::format("bounces/{}/{}", plan.label(), mailbox.id),
         .domain = plan.label(),
         .interval = interval,
         .probe = std::make_shared<BounceProbe>(shared, mailbox, own_senders(plan, mailbox), interval)});
  }
  return planned;
}

}  // namespace cutwatch

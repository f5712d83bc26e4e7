#include "probes/mailbox_probe.hpp"

#include "core/cutover/bypass/own_astray.hpp"
#include "core/cutover/plan/planned_message.hpp"
#include "core/cutover/plan/way_expected.hpp"
#include "core/cutover/stray_times_now.hpp"
#include "core/mail/copies_of_message.hpp"
#include "core/mail/inspection.hpp"
#include "core/mail/junk_folder.hpp"
#include "core/mail/probe_message.hpp"
#include "net/digest/dkim.hpp"
#include "net/digest/hmac.hpp"
#include "probes/mailbox_look.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

namespace cutwatch {
namespace {

constexpr Millis kPatience{20'000};
constexpr Millis kPatienceForEach{100};
constexpr Millis kLongestPatience{600'000};

/// Where a mailbox was out of reach for a day, thousands of messages are searched for, a few at a time.
Millis patience_for(const net::MailboxQuery& query) {
  return std::min(kLongestPatience, kPatience + kPatienceForEach * std::ssize(query.ids));
}
/// How far the clock of a mailbox may be behind ours.
constexpr std::chrono::minutes kClockTolerance{10};

std::string field(const net::FoundMessage& message, std::string_view name) {
  const auto found = std::ranges::find_if(
      message.fields, [&](const net::HeaderField& each) { return net::is_same_name(each.name, name); });
  return found == message.fields.end() ? "" : found->value;
}

/// What messages that arrive are judged by.
struct Judging {
  std::vector<IpNetwork> trusted;                   ///< Whose Received lines are believed.
  std::map<std::string, mail::DkimSigner> signers;  ///< Who signs messages now, by round trip.
  std::shared_ptr<const cutover::Plan> plan;
  std::vector<dns::Resolver> resolvers;
};

class MailboxProbe final : public Probe {
 public:
  MailboxProbe(std::string domain, cutover::Mailbox mailbox, Judging judging, Millis pace)
      : domain_(std::move(domain)), mailbox_(std::move(mailbox)), judging_(std::move(judging)), pace_(pace) {}

  std::string_view name() const noexcept override { return "mailbox"; }

  asio::awaitable<std::vector<Observation>> run(ProbeContext context) const override {
    const auto query = query_for(*context.known->mail);
    if (query.ids.empty()) co_return std::vector<Observation>{};
    MailboxRead read{.domain = domain_,
                     .mailbox = mailbox_.id,
                     .at = context.clock.wall(),
                     .ended = {},
                     .pace = pace_,
                     .content = {}};
    const auto findings = co_await look_into(context, mailbox_, query, patience_for(query));
    read.ended = context.clock.wall();
    if (findings && findings->seen_until) read.at = std::min(read.at, *findings->seen_until);
    read.content = co_await with_recalled(context, look_of(context, read.ended, findings));
    auto astray = around_proxy(context, read);
    std::vector<Observation> seen{std::move(read)};
    if (!astray.bypasses.empty()) seen.push_back(std::move(astray));
    co_return seen;
  }

 private:
  /// What was found, and how many copies of that were met where the look began anew: an earlier look may have
  /// met them.
  struct Look {
    MailboxRead::Content content;
    std::map<std::string, std::uint32_t> met_anew;  ///< By id.
    std::map<std::string, std::string> texts;       ///< By id, of the first copy: as the mailbox has it.
    std::map<std::string, mail::LedgerEntry> sent_meanwhile;  ///< By id: after the look had begun.
  };

  static void look_for(net::MailboxQuery& query, const mail::LedgerEntry& entry) {
    query.ids.push_back(entry.id);
    const auto earliest = entry.recorded - kClockTolerance;
    query.not_before = std::min(earliest, query.not_before.value_or(earliest));
  }

  net::MailboxQuery query_for(const MailState& mail) const {
    net::MailboxQuery query;
    for (const auto& [id, entry] : mail.in_flight) {
      if (entry.mailbox == mailbox_.id) look_for(query, entry);
    }
    for (const auto& id : awaiting_copies(mail, mailbox_.id)) look_for(query, *find_message(mail, id));
    const auto known = mail.mailboxes.find(mailbox_.id);
    for (const auto& folder : mailbox_.folders) {
      std::optional<net::FolderCursor> since;
      if (known != mail.mailboxes.end() && known->second.positions.contains(folder)) {
        const auto& position = known->second.positions.at(folder);
        since = net::FolderCursor{.uid_validity = position.uid_validity, .uid_next = position.uid_next};
      }
      query.folders.push_back({.name = folder, .since = since});
    }
    query.id_header = mail::kIdHeader;
    query.markers = {{.header = mail::kIdHeader, .contains = ""}};
    query.other_headers = {mail::kTokenHeader};
    query.content = net::MailboxQuery::Content::awaited;
    return query;
  }

  /// A folder that could not be read makes the whole look a failure: a message may lie just there. In one
  /// that the mailbox does not have (many have no "Junk") none lies; but where all are missing they are
  /// misspelt.
  Result<Look> look_of(const ProbeContext& context, WallTime ended,
                       const Result<net::MailboxFindings>& findings) const {
    if (!findings) return std::unexpected(findings.error());
    Look look;
    std::set<std::string> anew;
    const auto is_missing = [](const net::FolderFindings& folder) {
      return folder.state == net::FolderFindings::State::missing;
    };
    const bool has_none = std::ranges::all_of(findings->folders, is_missing);
    for (const auto& folder : findings->folders) {
      if (folder.failure && (has_none || !is_missing(folder))) return std::unexpected(*folder.failure);
      if (!folder.cursor) continue;
      look.content.positions[folder.name] = {.uid_validity = folder.cursor->uid_validity,
                                             .uid_next = folder.cursor->uid_next};
    }
    for (const auto& folder : findings->folders) {
      if (folder.is_anew) anew.insert(folder.name);
    }
    for (const auto& message : findings->messages) {
      const bool is_anew = message.is_anew || anew.contains(message.folder);
      if (is_ours(context, message)) add(look, message, ended, is_anew);
    }
    return look;
  }

  /// Whoever is found and was not in flight as the look began is looked up: without that, a second copy of a
  /// message that ended long ago would be nobody's, and one sent meanwhile would show nothing. Where it
  /// cannot be, the look has failed, and the next one begins where this began.
  asio::awaitable<Result<MailboxRead::Content>> with_recalled(ProbeContext context, Result<Look> look) const {
    if (!look) co_return std::unexpected(look.error());
    auto& content = look->content;
    forget_met(*context.known->mail, *look);
    std::vector<std::string> ids;
    for (const auto& [id, found] : content.found) {
      if (!context.known->mail->in_flight.contains(id)) ids.push_back(id);
    }
    auto recalled = co_await recall(context, std::move(ids));
    if (!recalled) co_return std::unexpected(recalled.error());
    for (auto& entry : *recalled) {
      const auto id = entry.id;
      if (!entry.ended) {
        look->sent_meanwhile.emplace(id, std::move(entry));
        continue;
      }
      if (was_found_here(entry)) forget_copies(*look, id);
      if (content.found.contains(id)) content.recalled.emplace(id, std::move(entry));
    }
    set_astray_aside(context, *look);
    inspect(context, *look);
    co_return std::move(content);
  }

  /// Where a look meets what came lately once more, that has mostly ended: nobody needs to be asked.
  void forget_met(const MailState& mail, Look& look) const {
    const auto met = look.met_anew;
    for (const auto& [id, copies] : met) {
      const auto* entry = find_message(mail, id);
      if (entry != nullptr && entry->ended && was_found_here(*entry)) forget_copies(look, id);
    }
  }

  /// The message itself, or the copy of it that is expected here.
  bool was_found_here(const mail::LedgerEntry& entry) const {
    const auto* copy = mail::copy_in(entry, mailbox_.id);
    return copy != nullptr ? copy->seen.has_value() : entry.sighting.has_value();
  }

  /// Of a message that was found before, the copies that were met before: what is new is told all the same.
  static void forget_copies(Look& look, const std::string& id) {
    const auto met = look.met_anew.find(id);
    const auto place = look.content.found.find(id);
    if (met == look.met_anew.end() || place == look.content.found.end()) return;
    place->second.copies -= std::min(met->second, place->second.copies);
    if (place->second.copies == 0) look.content.found.erase(place);
    look.met_anew.erase(met);
  }

  asio::awaitable<Result<std::vector<mail::LedgerEntry>>> recall(ProbeContext context,
                                                                 std::vector<std::string> ids) const {
    if (ids.empty()) co_return std::vector<mail::LedgerEntry>{};
    co_return co_await context.journal.recall(domain_, std::move(ids));
  }

  static bool is_ours(const ProbeContext& context, const net::FoundMessage& message) {
    const auto token = context.journal.token(field(message, mail::kIdHeader));
    return net::is_equal_in_constant_time(field(message, mail::kTokenHeader), token);
  }

  /// A message that should be elsewhere has not arrived by lying here: a server on the way led it astray, or
  /// copied it.
  void set_astray_aside(const ProbeContext& context, Look& look) const {
    std::erase_if(look.content.found, [&](const auto& each) {
      const auto* entry = entry_of(context, look, each.first);
      const bool is_astray = entry != nullptr && !is_awaited_in(mailbox_, *entry) &&
                             mail::copy_in(*entry, mailbox_.id) == nullptr;
      if (is_astray) look.content.astray.insert(each.first);
      return is_astray;
    });
    for (const auto& id : look.content.astray) look.content.recalled.erase(id);
  }

  /// Of the agent's own messages those that the proxy did not hand to the old server.
  OwnMailAstray around_proxy(const ProbeContext& context, const MailboxRead& read) const {
    OwnMailAstray astray{.domain = domain_, .at = read.ended, .bypasses = {}};
    if (!read.content) return astray;
    std::optional<cutover::StrayTimes> times;
    const auto times_now = [&] {
      if (!times)
        times = cutover::stray_times_now(*judging_.plan, *context.known, judging_.resolvers, read.ended);
      return *times;
    };
    for (const auto& [id, found] : read.content->found) {
      const auto* entry = find_message(*context.known->mail, id);
      if (entry == nullptr || mail::copy_in(*entry, mailbox_.id) != nullptr) continue;
      auto bypass = cutover::own_astray(*judging_.plan, *entry, found.sighting, times_now, read.ended);
      if (bypass) astray.bypasses.push_back(*std::move(bypass));
    }
    return astray;
  }

  /// Compared with what was sent, which is rendered anew: only the ledger keeps it. Copies are not: who
  /// copies a message may mark it.
  void inspect(const ProbeContext& context, Look& look) const {
    for (auto& [id, found] : look.content.found) {
      const auto* entry = entry_of(context, look, id);
      if (entry == nullptr || mail::copy_in(*entry, mailbox_.id) != nullptr) continue;
      const auto sent = mail::render(mail::message_of(*entry, context.journal.token(id)));
      const auto& text = look.texts[id];
      auto& inspection = found.sighting.inspection;
      inspection = mail::inspect(sent, text, net::kMaxContent, judging_.trusted, mailbox_.authserv_id);
      if (inspection) judge_signature(*inspection, *entry, sent, text);
    }
  }

  /// A message that another signer was to sign than its round trip has now shows nothing: it may have gone
  /// without.
  void judge_signature(mail::Inspection& inspection, const mail::LedgerEntry& entry, std::string_view sent,
                       std::string_view arrived) const {
    const auto signer = judging_.signers.find(entry.probe);
    if (signer == judging_.signers.end() || signer->second.identity() != entry.form.signed_with) return;
    const auto extent = arrived.size() < net::kMaxContent ? net::KnownPart::whole : net::KnownPart::beginning;
    inspection.is_signature_judged = true;
    if (auto change = net::dkim_change(signer->second, sent, arrived, extent))
      inspection.changes.push_back(*std::move(change));
  }

  static const mail::LedgerEntry* entry_of(const ProbeContext& context, const Look& look,
                                           const std::string& id) {
    for (const auto* entries :
         {&context.known->mail->in_flight, &look.sent_meanwhile, &look.content.recalled}) {
      if (const auto entry = entries->find(id); entry != entries->end()) return &entry->second;
    }
    return nullptr;
  }

  static void add(Look& look, const net::FoundMessage& message, WallTime ended, bool is_anew) {
    const auto id = field(message, mail::kIdHeader);
    const auto [place, is_first] = look.content.found.try_emplace(id);
    if (is_anew) ++look.met_anew[id];
    if (!is_first) {
      ++place->second.copies;
      return;
    }
    look.texts.emplace(id, message.content);
    place->second.sighting = {.at = ended,
                              .folder = message.folder,
                              .is_junk = mail::is_junk_folder(message.folder),
                              .filed = message.internal_date};
  }

  std::string domain_;
  cutover::Mailbox mailbox_;
  Judging judging_;
  Millis pace_;
};

/// Latencies are known to within one look, so that mailboxes are looked into three times as often as mail is
/// sent; and a maildir, where a look troubles nobody, more often
/// (docs/decisions/0073-looks-instead-of-idle.md).
Millis interval_for(const cutover::Plan& plan, const cutover::Mailbox& mailbox) {
  static constexpr Millis kShortest{1000};
  static constexpr Millis kLongest{15'000};
  static constexpr Millis kLongestHere{5'000};
  Millis interval = mailbox.is_maildir() ? kLongestHere : kLongest;
  for (const auto* trip : plan.all_round_trips()) {
    if (trip->looks_into(mailbox.id)) interval = std::min(interval, trip->interval / 3);
  }
  return std::max(interval, kShortest);
}

std::map<std::string, mail::DkimSigner> signers_of(const cutover::Plan& plan) {
  std::map<std::string, mail::DkimSigner> signers;
  for (const auto* trip : plan.all_round_trips()) {
    if (trip->signer) signers.emplace(trip->id, *trip->signer);
  }
  return signers;
}

}  // namespace

std::vector<ScheduledProbe> plan_mailbox_probes(const Inventory& inventory) {
  std::vector<ScheduledProbe> planned;
  const auto domain = inventory.plan.label();
  const auto shared = std::make_shared<const cutover::Plan>(inventory.plan);
  for (const auto& mailbox : inventory.plan.mailboxes) {
    const auto trips = inventory.plan.all_round_trips();
    const auto looks_here = [&](const auto* trip) { return trip->looks_into(mailbox.id); };
    if (std::ranges::none_of(trips, looks_here)) continue;
    const auto interval = interval_for(inventory.plan, mailbox);
    Judging judging{.trusted = cutover::believed_hosts(inventory.plan, mailbox.id),
                    .signers = signers_of(inventory.plan),
                    .plan = shared,
                    .resolvers = inventory.resolvers};
    planned.push_back(
        {.id = fmt::format("mailbox/{}/{}", domain, mailbox.id),
         .domain = domain,
         .interval = interval,
         .probe = std::make_shared<MailboxProbe>(domain, mailbox, std::move(judging), interval)});
  }
  return planned;
}

}  // namespace cutwatch

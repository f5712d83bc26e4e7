#include "tests/support/cutover_world.hpp"

#include "core/cutover/plan/known_record.hpp"
#include "core/cutover/record/noting.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <stdexcept>

namespace cutwatch::test {
namespace {

constexpr double kInterval = 60;
const dns::Question kProxyAddress{name("in.proxy.example"), dns::RrType::a};
const dns::Question kMailAddress{name("mail.example.org"), dns::RrType::a};

dns::RrSet address(const std::string& text) { return dns::RrSet::parse(dns::RrType::a, {text}).value(); }

Observation authority_shows(double when, const dns::NameServer& server, const dns::Question& record,
                            const dns::RrSet& rrset, std::int64_t ttl, std::uint32_t serial) {
  return AuthorityAnswered{.domain = kDomain,
                           .record = record,
                           .server = server,
                           .serial = serial,
                           .sighting = sighting(when, authoritative(rrset, ttl)),
                           .interval = Millis{60'000}};
}

Observation resolver_shows(double when, const std::string& resolver, const dns::Question& record,
                           const dns::RrSet& rrset, std::int64_t ttl) {
  return ResolverAnswered{.domain = kDomain,
                          .record = record,
                          .resolver = resolver,
                          .sighting = sighting(when, answer(rrset, ttl))};
}

}  // namespace

cutover::Plan proxy_plan(const std::vector<std::string>& waived) {
  cutover::Plan plan{.domain = name("example.org"), .kind = cutover::Kind::proxy};
  const cutover::OldHost old_host{.name = "mail.example.org.", .addresses = {ip("192.0.2.10")}};
  const cutover::BoundRules bounds{.past = {.original_ttl = Seconds{3600}}, .old_host = old_host};
  plan.ttl.original = Seconds{3600};
  plan.records = {{.question = kMxQuestion, .stages = {kOldMx, kNewMx, kLastMx}, .bounds = bounds},
                  {.question = kProxyAddress, .stages = {address("198.51.100.7")}, .bounds = bounds},
                  {.question = kMailAddress, .stages = {address("192.0.2.10")}, .bounds = bounds}};
  plan.name_servers = {kNs1, kNs2};
  plan.round_trips = {{.id = "main",
                       .from = "probe@agent.example.net",
                       .to = "probe@example.org",
                       .paths = {cutover::Path::old_path, cutover::Path::new_path},
                       .mailbox = "inbox",
                       .interval = Seconds{60}}};
  plan.timing.verify_for = std::chrono::hours{2};
  for (const auto& gate : waived) plan.waived.push_back({gate, "nothing gathers its evidence"});
  return plan;
}

const std::vector<std::string>& pending_gates() {
  static const std::vector<std::string> kPending{
      "path_proven",           "headers_intact",  "recipients_valid",     "identity_ready",  "no_bypass",
      "no_forwarding_failure", "source_is_proxy", "old_server_quiet",     "old_queue_empty", "lock_in_place",
      "mailboxes_moved",       "old_host_relays", "both_addresses_ready", "spf_covers_both"};
  return kPending;
}

CutoverWorld::CutoverWorld(cutover::Plan plan)
    : plan_(std::move(plan)),
      resolvers_{{"google", endpoint("192.0.2.1"), "google"}, {"quad9", endpoint("192.0.2.2"), "quad9"}} {
  mail_["old"] = mail::MessageResult::delivered;
  mail_["new"] = mail::MessageResult::delivered;
}

void CutoverWorld::publish(const dns::NameServer& server, const dns::RrSet& rrset, std::int64_t ttl) {
  if (!is_served(rrset, ttl)) ++serial_;
  serve(server, rrset, ttl);
}

bool CutoverWorld::is_served(const dns::RrSet& rrset, std::int64_t ttl) const {
  return std::ranges::any_of(served_, [&](const auto& server) {
    const auto& latest = server.second.back();
    return latest.serial == serial_ && latest.rrset == rrset && latest.ttl == ttl;
  });
}

void CutoverWorld::serve(const dns::NameServer& server, const dns::RrSet& rrset, std::int64_t ttl) {
  if (silent_[server]) return;
  served_[server].push_back({.when = now_, .rrset = rrset, .ttl = ttl, .serial = serial_});
}

void CutoverWorld::publish_everywhere(const dns::RrSet& rrset, std::int64_t ttl) {
  ++serial_;
  serve(kNs1, rrset, ttl);
  serve(kNs2, rrset, ttl);
}

void CutoverWorld::set_silent(const dns::NameServer& server, bool is_silent) { silent_[server] = is_silent; }

const ServedFrom& CutoverWorld::served_now(const dns::NameServer& server) const {
  return served_.at(server).back();
}

void CutoverWorld::look() {
  for (const auto& [server, served] : served_) {
    if (silent_[server]) {
      see(AuthorityAnswered{.domain = kDomain,
                            .record = kMxQuestion,
                            .server = server,
                            .sighting = sighting(now_, std::unexpected(Failure{FailureKind::timeout, ""})),
                            .interval = Millis{60'000}});
      continue;
    }
    see(authority_shows(now_, server, kMxQuestion, served.back().rrset, served.back().ttl,
                        served.back().serial));
    see(authority_shows(now_, server, kProxyAddress, address("198.51.100.7"), 300, 1));
    see(authority_shows(now_, server, kMailAddress, address("192.0.2.10"), 300, 1));
  }
  note_records();
  for (const auto& resolver : resolvers_) {
    auto& held = cached_[resolver.id];
    if (held.second <= now_) {
      const auto& fresh = served_now(resolver.id == "google" ? kNs1 : kNs2);
      held = {fresh.rrset, now_ + static_cast<double>(fresh.ttl)};
    }
    see(resolver_shows(now_, resolver.id, kMxQuestion, held.first,
                       static_cast<std::int64_t>(held.second - now_)));
    see(resolver_shows(now_, resolver.id, kProxyAddress, address("198.51.100.7"), 300));
    see(resolver_shows(now_, resolver.id, kMailAddress, address("192.0.2.10"), 300));
  }
  look_at_mail("old");
  look_at_mail("new");
}

void CutoverWorld::note_records() {
  const auto known = snapshot_.domains.find(kDomain);
  if (known == snapshot_.domains.end()) return;
  const auto state = known->second;
  for (const auto& record : plan_.records) {
    auto noted = cutover::to_note(record, cutover::state_of(record, *state), at(now_));
    if (noted) see(RecordNoted{.domain = kDomain, .record = record.question, .noted = *std::move(noted)});
  }
}

void CutoverWorld::look_at_mail(const std::string& path) {
  const auto id = fmt::format("{}{}", path, ++sent_);
  see(recorded_by(plan_, now_, id, path));
  see(departing(id));
  const auto& fate = mail_[path];
  if (path == "new") last_new_ = fate;
  if (fate == mail::MessageResult::refused) {
    see(attempted(now_, id, mail::SmtpDisposition::refused));
    return;
  }
  see(attempted(now_, id, mail::SmtpDisposition::accepted));
  if (fate == mail::MessageResult::delivered) {
    see(mailbox_shows(now_ + 1, {{.id = id}}));
  } else {
    see(mailbox_shows(now_ + 1, {}));
  }
}

void CutoverWorld::pass(double seconds) {
  for (const double end = now_ + seconds; now_ < end; now_ += std::min(kInterval, end - now_)) look();
}

void CutoverWorld::pass_unwatched(double seconds) { now_ += seconds; }

cutover::CutoverAssessment CutoverWorld::assess() const {
  return cutover::assess(plan_, *snapshot_.domains.at(kDomain), resolvers_, at(now_));
}

const cutover::Gate& CutoverWorld::gate(const cutover::CutoverAssessment& assessed, cutover::Step step,
                                        std::string_view id) const {
  const auto found = std::ranges::find_if(assessed.gates, [&](const cutover::Gate& each) {
    return each.rule->step == step && each.rule->id == id;
  });
  if (found == assessed.gates.end()) throw std::logic_error(fmt::format("no gate {}", id));
  return *found;
}

cutover::VerdictKind CutoverWorld::verdict(cutover::Step step, std::string_view id) const {
  const auto assessed = assess();
  return gate(assessed, step, id).verdict.kind;
}

std::int64_t CutoverWorld::largest_ttl() const {
  std::int64_t most = 0;
  for (const auto& [server, served] : served_) most = std::max(most, served.back().ttl);
  return most;
}

template <class Meant>
double CutoverWorld::last_end(Meant is_meant) const {
  double last = 0;
  for (const auto& [server, served] : served_) {
    for (std::size_t i = 0; i < served.size(); ++i) {
      const double end = i + 1 < served.size() ? served[i + 1].when : now_;
      if (is_meant(served[i])) last = std::max(last, end + static_cast<double>(served[i].ttl));
    }
  }
  return last;
}

double CutoverWorld::last_copy_ends(const dns::RrSet& rrset) const {
  return last_end([&](const ServedFrom& served) { return served.rrset == rrset; });
}

double CutoverWorld::last_long_copy_ends(std::int64_t ttl) const {
  return last_end([&](const ServedFrom& served) { return served.ttl > ttl; });
}

}  // namespace cutwatch::test

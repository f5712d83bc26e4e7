#include "tests/support/moving_world.hpp"

#include "core/cutover/judgement.hpp"
#include "core/cutover/plan/change_steps.hpp"
#include "core/cutover/plan/known_record.hpp"
#include "core/cutover/record/noting.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <stdexcept>

namespace cutwatch::test {
namespace {

using cutover::Kind;
using cutover::Plan;
using cutover::Step;

const dns::Question kProxyA{name("in.proxy.example"), dns::RrType::a};
const dns::Question kNewA{name("new.example.org"), dns::RrType::a};

dns::RrSet a(const std::string& text) { return dns::RrSet::parse(dns::RrType::a, {text}).value(); }
dns::RrSet aaaa(const std::string& text) { return dns::RrSet::parse(dns::RrType::aaaa, {text}).value(); }

std::vector<cutover::WatchedRecord> records_of(Kind kind) {
  const auto before = a("192.0.2.10");
  const auto after = a("198.51.100.9");
  switch (kind) {
    case Kind::proxy:
      return {{.question = kMxQuestion, .stages = {kOldMx, kNewMx, kLastMx}},
              {.question = kProxyA, .stages = {a("198.51.100.7")}},
              {.question = kMailA, .stages = {before}}};
    case Kind::address:
      return {{.question = kMxQuestion, .stages = {kOldMx}},
              {.question = kMailA, .stages = {before, after}},
              {.question = kMailAaaa, .stages = {kAbsent, aaaa("2001:db8::9")}}};
    case Kind::server:
      return {{.question = kMxQuestion, .stages = {kOldMx, mx({"10 new.example.org"})}},
              {.question = kNewA, .stages = {after}},
              {.question = kSubmissionA, .stages = {before, after}},
              {.question = kMailA, .stages = {before, kAbsent}}};
  }
  std::unreachable();
}

/// What outdated answers are given with (RFC 8767 §5).
constexpr std::int64_t kStaleTtl = 30;
/// Ten intervals of a record.
constexpr double kServersEvery = 600;
constexpr double kLateAfter = 120;
constexpr double kLostAfter = 900;

}  // namespace

Plan moving_plan(Kind kind, const std::vector<std::string>& waived) {
  Plan plan{.domain = name("example.org"), .kind = kind};
  plan.ttl.original = Seconds{3600};
  plan.records = records_of(kind);
  for (auto& record : plan.records) {
    record.interval = Millis{120'000};
    record.bounds.past.original_ttl = Seconds{3600};
    // A host that moves takes its name along: the configuration gives it none.
    const auto* old_name = kind == Kind::address ? "" : "mail.example.org.";
    record.bounds.old_host = {.name = old_name, .addresses = {ip("192.0.2.10")}};
  }
  plan.round_trips = {{.id = "main",
                       .from = "probe@agent.example.net",
                       .to = "probe@example.org",
                       .paths = {cutover::Path::old_path, cutover::Path::new_path},
                       .mailbox = "inbox",
                       .interval = Millis{120'000}}};
  plan.timing.verify_for = std::chrono::hours{1};
  for (const auto& gate : waived) plan.waived.push_back({gate, "nothing gathers its evidence"});
  return plan;
}

MovingWorld::MovingWorld(Plan plan, std::int64_t ttl)
    : plan_(std::move(plan)),
      resolvers_{{"google", endpoint("192.0.2.1"), "google"}, {"quad9", endpoint("192.0.2.2"), "quad9"}},
      servers_{kNs1, kNs2} {
  for (const auto& server : servers_) {
    for (const auto& record : plan_.records)
      zones_[server][record.question].push_back({0, record.stages.front(), ttl, serial_});
  }
  tell_delegation();
}

const MovingWorld::Served& MovingWorld::served(const dns::NameServer& server,
                                               const dns::Question& record) const {
  return zones_.at(server).at(record).back();
}

void MovingWorld::publish(const dns::NameServer& server, const dns::Question& record, const dns::RrSet& rrset,
                          std::int64_t ttl) {
  const auto& now = served(server, record);
  if (silent_[server] || (now.rrset == rrset && now.ttl == ttl)) return;
  zones_[server][record].push_back({now_, rrset, ttl, serial_for(now.serial, record, rrset, ttl)});
}

/// What another server has already is only transferred.
std::uint32_t MovingWorld::serial_for(std::uint32_t present, const dns::Question& record,
                                      const dns::RrSet& rrset, std::int64_t ttl) {
  for (const auto& other : servers_) {
    const auto& there = served(other, record);
    if (there.serial > present && there.rrset == rrset && there.ttl == ttl) return there.serial;
  }
  return ++serial_;
}

void MovingWorld::publish(const dns::Question& record, const dns::RrSet& rrset, std::int64_t ttl) {
  for (const auto& server : servers_) publish(server, record, rrset, ttl);
}

void MovingWorld::set_ttl(std::int64_t ttl) {
  for (const auto* record : records_changed_in(plan_, Step::switch_over)) {
    for (const auto& server : servers_)
      publish(server, record->question, served(server, record->question).rrset, ttl);
  }
}

void MovingWorld::take(const dns::NameServer& server, Step step, std::int64_t ttl) {
  for (const auto& record : plan_.records) {
    if (record.stages.size() > 1)
      publish(server, record.question, record.stages.at(stage_after(plan_, record, step)), ttl);
  }
}

void MovingWorld::take(Step step, std::int64_t ttl) {
  const auto all = servers_;
  for (const auto& server : all) take(server, step, ttl);
}

void MovingWorld::renumber() {
  ++serial_;
  for (const auto& server : servers_) {
    for (auto& [record, all] : zones_[server]) {
      auto same = all.back();
      same.when = now_;
      same.serial = serial_;
      all.push_back(same);
    }
  }
}

void MovingWorld::transfer() {
  for (auto& [record, all] : zones_[servers_.front()]) {
    const auto here = all.back();
    publish(record, here.rrset, here.ttl);
  }
  renumber();
}

void MovingWorld::look_for_servers() {
  if (now_ - looked_for_servers_ >= kServersEvery) tell_delegation();
}

void MovingWorld::tell_delegation() {
  looked_for_servers_ = now_;
  Result<std::vector<dns::NameServer>> found = servers_;
  if (is_delegation_lost_) found = fail(FailureKind::timeout, "no answer in time");
  if (found) {
    found_ = servers_;
    delegation_found_ = now_;
  }
  for (const auto& record : plan_.records)
    see(DelegationFound{.domain = kDomain, .record = record.question, .at = at(now_), .servers = found});
}

void MovingWorld::join(const dns::NameServer& server, bool has_old_zone) {
  if (std::ranges::find(servers_, server) != servers_.end()) return;
  for (const auto& record : plan_.records) {
    const auto& all = zones_.at(servers_.front()).at(record.question);
    const auto& like = has_old_zone ? all.front() : all.back();
    zones_[server][record.question].push_back({now_, like.rrset, like.ttl, like.serial});
  }
  left_.erase(server);
  servers_.push_back(server);
  tell_delegation();
}

void MovingWorld::leave(const dns::NameServer& server) {
  if (servers_.size() < 2 || std::erase(servers_, server) == 0) return;
  left_[server] = now_;
  tell_delegation();
}

void MovingWorld::look_at(const cutover::WatchedRecord& record) {
  for (const auto& server : found_) {
    const auto& zone = served(server, record.question);
    Result<dns::Answer> said = authoritative(zone.rrset, zone.ttl);
    if (silent_[server]) said = fail(FailureKind::timeout);
    see(AuthorityAnswered{.domain = kDomain,
                          .record = record.question,
                          .server = server,
                          .serial = silent_[server] ? std::nullopt : std::optional(serial_of(server)),
                          .sighting = sighting(now_, std::move(said)),
                          .interval = record.interval});
  }
  for (const auto& resolver : resolvers_) look_by(resolver, record);
}

void MovingWorld::look_by(const dns::Resolver& resolver, const cutover::WatchedRecord& record) {
  const auto manner = manners_[resolver.id];
  auto& [held, until] = cached_[{resolver.id, record.question}];
  if (manner == Manner::honest && until <= now_) {
    const auto& fresh = served(resolver.id == "google" ? servers_.front() : servers_.back(), record.question);
    held = fresh.rrset;
    until = now_ + static_cast<double>(fresh.ttl);
  }
  auto& kept = kept_[{resolver.id, record.question}];
  if (!names(record.bounds.old_host, record.question, held)) kept.clear();
  if (manner == Manner::keeps && names(record.bounds.old_host, record.question, held)) kept.push_back(now_);
  Result<dns::Answer> said = answer(held, std::max(kStaleTtl, static_cast<std::int64_t>(until - now_)));
  if (manner == Manner::honest) said = answer(held, static_cast<std::int64_t>(until - now_));
  if (manner == Manner::silent) said = fail(FailureKind::timeout);
  see(ResolverAnswered{.domain = kDomain,
                       .record = record.question,
                       .resolver = resolver.id,
                       .sighting = sighting(now_, std::move(said))});
}

std::uint32_t MovingWorld::serial_of(const dns::NameServer& server) const {
  std::uint32_t serial = 0;
  for (const auto& [question, served] : zones_.at(server)) serial = std::max(serial, served.back().serial);
  return serial;
}

void MovingWorld::look_at_mail(const std::string& path) {
  const auto fate = fates_.at(path);
  auto& waiting = put_off_[path];
  std::vector<FoundHere> found;
  if (fate == Fate::delivered) {
    for (const auto& id : std::exchange(waiting, {})) {
      see(attempted(now_, id, mail::SmtpDisposition::accepted));
      found.push_back({.id = id});
    }
  }
  const auto id = fmt::format("{}{}", path, ++sent_);
  see(recorded_by(plan_, now_, id, path));
  see(departing(id));
  if (path == "new") by_new_.emplace_back(now_, fate);
  switch (fate) {
    case Fate::delivered:
      see(attempted(now_, id, mail::SmtpDisposition::accepted));
      found.push_back({.id = id});
      break;
    case Fate::refused: see(attempted(now_, id, mail::SmtpDisposition::refused)); break;
    case Fate::put_off:
      see(attempted(now_, id, mail::SmtpDisposition::deferred));
      waiting.push_back(id);
      break;
    case Fate::missing: see(attempted(now_, id, mail::SmtpDisposition::accepted)); break;
  }
  see(mailbox_shows(now_ + 1, found));
}

void MovingWorld::note(const cutover::WatchedRecord& record) {
  const auto& state = *snapshot_.domains.at(kDomain);
  auto noted = cutover::to_note(record, cutover::state_of(record, state), at(now_));
  if (noted) see(RecordNoted{.domain = kDomain, .record = record.question, .noted = *std::move(noted)});
}

void MovingWorld::look() {
  look_for_servers();
  for (const auto& record : plan_.records) {
    look_at(record);
    note(record);
  }
  look_at_mail("old");
  look_at_mail("new");
}

void MovingWorld::pass(double seconds) {
  for (const double end = now_ + seconds; now_ < end; now_ += std::min(kLookEvery, end - now_)) look();
}

cutover::CutoverAssessment MovingWorld::assess() const {
  return cutover::assess(plan_, *snapshot_.domains.at(kDomain), resolvers_, at(now_));
}

void MovingWorld::remember() {
  const auto& last = state().chronicle->last;
  see(JudgementChanged{.domain = kDomain,
                       .entries = cutover::changes_since(last, plan_, assess(), {.now = at(now_)}),
                       .switches = {}});
}

const cutover::Gate& MovingWorld::gate(const cutover::CutoverAssessment& assessed, Step step,
                                       std::string_view id) const {
  const auto found = std::ranges::find_if(assessed.gates, [&](const cutover::Gate& each) {
    return each.rule->step == step && each.rule->id == id;
  });
  if (found == assessed.gates.end()) throw std::logic_error(fmt::format("no gate {}", id));
  return *found;
}

cutover::Verdict MovingWorld::verdict(Step step, std::string_view id) const {
  const auto assessed = assess();
  return gate(assessed, step, id).verdict;
}

double MovingWorld::last_copy_ends(const Meant& is_meant) const {
  double last = 0;
  for (const auto& [server, zone] : zones_) {
    const auto gone = left_.find(server);
    for (const auto& record : plan_.records) {
      const auto& all = zone.at(record.question);
      for (std::size_t i = 0; i < all.size(); ++i) {
        const double open_end = gone == left_.end() ? now_ : gone->second;
        const double end = i + 1 < all.size() ? all[i + 1].when : open_end;
        if (is_meant(record, all[i].rrset, all[i].ttl))
          last = std::max(last, end + static_cast<double>(all[i].ttl));
      }
    }
  }
  return last;
}

bool MovingWorld::has_taken(const dns::NameServer& server, Step step) const {
  return std::ranges::all_of(records_changed_in(plan_, step), [&](const auto* record) {
    const auto stage = dns::stage_of(record->stages, served(server, record->question).rrset);
    return stage && *stage >= stage_after(plan_, *record, step);
  });
}

std::size_t MovingWorld::stage_anywhere(const dns::Question& record) const {
  const auto& stages = std::ranges::find(plan_.records, record, &cutover::WatchedRecord::question)->stages;
  std::size_t most = 0;
  auto servers = servers_;
  servers.insert(servers.end(), found_.begin(), found_.end());
  for (const auto& server : servers)
    most = std::max(most, dns::stage_of(stages, served(server, record).rrset).value_or(0));
  return most;
}

std::int64_t MovingWorld::largest_ttl(const dns::Question& record) const {
  std::int64_t most = 0;
  for (const auto& server : servers_) most = std::max(most, served(server, record).ttl);
  return most;
}

bool MovingWorld::is_new_path_well() const {
  const auto is_under_way = [&](const auto& message) {
    return message.second != Fate::delivered && message.second != Fate::refused &&
           now_ - message.first <= kLateAfter;
  };
  const bool is_missing = std::ranges::any_of(by_new_, [&](const auto& message) {
    return message.second == Fate::missing && !is_under_way(message) && now_ - message.first < kLostAfter;
  });
  const auto last = std::find_if_not(by_new_.rbegin(), by_new_.rend(), is_under_way);
  return last != by_new_.rend() && last->second == Fate::delivered && !is_missing;
}

std::size_t MovingWorld::kept_answers(const dns::Question& record, WallTime since) const {
  std::size_t most = 0;
  for (const auto& [of, times] : kept_) {
    if (of.second != record) continue;
    const auto count = std::ranges::count_if(times, [&](double time) { return at(time) >= since; });
    most = std::max(most, static_cast<std::size_t>(count));
  }
  return most;
}

std::size_t MovingWorld::harmed_lately(double seconds) const {
  return static_cast<std::size_t>(std::ranges::count_if(by_new_, [&](const auto& message) {
    const bool is_harm = message.second == Fate::refused || message.second == Fate::missing;
    return is_harm && now_ - message.first <= seconds;
  }));
}

}  // namespace cutwatch::test

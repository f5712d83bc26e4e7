#include "core/cutover/gates/gate.hpp"

#include "tests/support/cutover_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;

/// Half an hour of the old records with their old TTL has been watched.
CutoverWorld watched_world(Plan plan = proxy_plan()) {
  CutoverWorld world(std::move(plan));
  world.publish_everywhere(kOldMx, 3600);
  world.pass(kHour / 2);
  return world;
}

/// The TTL was lowered, and the old one has run out.
CutoverWorld lowered_world(Plan plan = proxy_plan()) {
  auto world = watched_world(std::move(plan));
  world.publish_everywhere(kOldMx, 60);
  world.pass(1.5 * kHour);
  return world;
}

CutoverWorld switched_world(Plan plan = proxy_plan()) {
  auto world = lowered_world(std::move(plan));
  world.publish_everywhere(kNewMx, 60);
  world.pass(600);
  return world;
}

std::set<std::string> gates_before(Step step, Kind kind, std::size_t stages = 3) {
  auto plan = proxy_plan();
  plan.kind = kind;
  plan.records.front().stages.resize(stages);
  const auto world = watched_world(plan);
  std::set<std::string> ids;
  for (const auto& gate : world.assess().gates) {
    if (gate.rule->step == step) ids.emplace(gate.rule->id);
  }
  return ids;
}

}  // namespace

TEST_CASE("each kind has its own gates, and no gate of another") {
  CHECK(gates_before(Step::remove_old, Kind::address, 2).empty());
  CHECK(gates_before(Step::remove_old, Kind::address).contains("previous_stage_expired"));
  CHECK_FALSE(gates_before(Step::remove_old, Kind::address).contains("source_is_proxy"));
  CHECK(gates_before(Step::remove_old, Kind::proxy).contains("source_is_proxy"));
  CHECK(gates_before(Step::switch_over, Kind::server).contains("old_host_relays"));
  CHECK_FALSE(gates_before(Step::switch_over, Kind::proxy).contains("old_host_relays"));
  CHECK(gates_before(Step::switch_over, Kind::address).contains("both_addresses_ready"));
  CHECK(gates_before(Step::retire_old, Kind::server).contains("mailboxes_moved"));
  CHECK(gates_before(Step::done, Kind::proxy).contains("lock_in_place"));
  CHECK_FALSE(gates_before(Step::done, Kind::server).contains("lock_in_place"));
}

TEST_CASE("a gate whose evidence nothing gathers is shut, and says so") {
  const auto world = watched_world();
  for (const auto& gate : world.assess().gates) {
    if (std::ranges::find(pending_gates(), gate.rule->id) == pending_gates().end()) continue;
    CHECK_MESSAGE(gate.verdict.kind == VerdictKind::no_evidence, std::string(gate.rule->id));
    CHECK_FALSE(gate.verdict.evidence.empty());
  }
}

TEST_CASE("a waived gate is open, says why, and never claims to have passed") {
  const auto world = watched_world(proxy_plan({"identity_ready", "new_path_delivers"}));
  const auto assessed = world.assess();
  const auto& identity = world.gate(assessed, Step::switch_over, "identity_ready");
  CHECK(identity.verdict.kind == VerdictKind::waived);
  CHECK(identity.verdict.evidence.contains("nothing gathers its evidence"));
  CHECK(identity.verdict.evidence.contains("else no_evidence"));
  REQUIRE(identity.waiver != nullptr);
  CHECK(world.gate(assessed, Step::switch_over, "new_path_delivers").verdict.kind == VerdictKind::pass);
}

TEST_CASE("records_noted: passes once the original was seen everywhere, fails on what no stage knows") {
  CHECK(watched_world().verdict(Step::lower_ttl, "records_noted") == VerdictKind::pass);
  CutoverWorld stranger(proxy_plan());
  stranger.publish_everywhere(mx({"10 other.example.org"}), 3600);
  stranger.pass(60);
  CHECK(stranger.verdict(Step::lower_ttl, "records_noted") == VerdictKind::fail);
  CutoverWorld late(proxy_plan());
  late.publish_everywhere(kNewMx, 60);
  late.pass(60);
  CHECK(late.verdict(Step::lower_ttl, "records_noted") == VerdictKind::no_evidence);
}

TEST_CASE("authorities_agree: one that differs fails it, one that is silent leaves no evidence") {
  auto world = watched_world();
  CHECK(world.verdict(Step::lower_ttl, "authorities_agree") == VerdictKind::pass);
  world.publish(kNs1, kNewMx, 60);
  world.pass(60);
  CHECK(world.verdict(Step::lower_ttl, "authorities_agree") == VerdictKind::fail);
  world.publish(kNs2, kNewMx, 60);
  world.pass(60);
  CHECK(world.verdict(Step::lower_ttl, "authorities_agree") == VerdictKind::pass);
  world.set_silent(kNs2, true);
  world.pass(300);
  CHECK(world.verdict(Step::lower_ttl, "authorities_agree") == VerdictKind::no_evidence);
}

TEST_CASE("evidence that is older than three intervals is none") {
  auto world = lowered_world();
  CHECK(world.verdict(Step::switch_over, "old_ttl_expired") == VerdictKind::pass);
  CHECK(world.verdict(Step::switch_over, "new_path_delivers") == VerdictKind::pass);
  world.pass_unwatched(185);
  CHECK(world.verdict(Step::switch_over, "old_ttl_expired") == VerdictKind::no_evidence);
  CHECK(world.verdict(Step::switch_over, "new_path_delivers") == VerdictKind::no_evidence);
  CHECK(world.verdict(Step::lower_ttl, "authorities_agree") == VerdictKind::no_evidence);
}

TEST_CASE("evidence from the future is none, whether the clock was set back or the state is damaged") {
  static constexpr double kLook = 60;
  auto world = lowered_world();
  world.pass_unwatched(-kLook - 4);
  CHECK(world.verdict(Step::switch_over, "old_ttl_expired") == VerdictKind::pass);
  CHECK(world.verdict(Step::switch_over, "new_path_delivers") == VerdictKind::pass);
  world.pass_unwatched(-kHour);
  const auto assessed = world.assess();
  for (const auto& gate : assessed.gates) {
    CAPTURE(std::string(gate.rule->id));
    if (gate.rule->id == "absence_expired") continue;  // This plan has nothing that is absent.
    CHECK_FALSE(gate.is_open());
  }
  CHECK(world.gate(assessed, Step::switch_over, "new_path_delivers").verdict.kind ==
        VerdictKind::no_evidence);
  const auto& agreement = world.gate(assessed, Step::lower_ttl, "authorities_agree").verdict.evidence;
  CHECK_MESSAGE(agreement.contains("still to come: was the clock set back?"), agreement);
  CHECK(std::ranges::any_of(assessed.conditions,
                            [](const Condition& each) { return each.rule->id == "evidence_too_old"; }));
  world.pass(2 * kLook);
  CHECK(world.verdict(Step::lower_ttl, "authorities_agree") == VerdictKind::pass);
}

TEST_CASE("mail from the future proves nothing, and what ends after it does again") {
  auto world = switched_world();
  world.pass(2.5 * kHour);
  REQUIRE(world.verdict(Step::remove_old, "new_path_verified") == VerdictKind::pass);
  world.pass_unwatched(-1.5 * kHour);
  CHECK(world.verdict(Step::retire_old, "new_path_delivers") == VerdictKind::no_evidence);
  world.pass(120);
  CHECK(world.verdict(Step::retire_old, "new_path_delivers") == VerdictKind::pass);
  CHECK(world.verdict(Step::remove_old, "new_path_verified") == VerdictKind::wait);
  world.set_mail("new", mail::MessageResult::refused);
  world.pass(60);
  CHECK(world.verdict(Step::retire_old, "new_path_delivers") == VerdictKind::fail);
  world.pass(60);
  CHECK(world.assess().decision.kind == DecisionKind::roll_back);
}

TEST_CASE("old_ttl_expired: waits for the old TTL, not for the new one") {
  auto world = watched_world();
  CHECK(world.verdict(Step::switch_over, "old_ttl_expired") == VerdictKind::fail);
  world.publish_everywhere(kOldMx, 60);
  world.pass(60);
  const auto assessed = world.assess();
  const auto& gate = world.gate(assessed, Step::switch_over, "old_ttl_expired");
  CHECK(gate.verdict.kind == VerdictKind::wait);
  REQUIRE(gate.verdict.until);
  CHECK(*gate.verdict.until >= at(world.last_long_copy_ends(60)));
  CHECK(*gate.verdict.until <= at(world.last_long_copy_ends(60) + 90));
  world.pass(kHour - 120);
  CHECK(world.verdict(Step::switch_over, "old_ttl_expired") == VerdictKind::wait);
  world.pass(180);
  CHECK(world.verdict(Step::switch_over, "old_ttl_expired") == VerdictKind::pass);
}

TEST_CASE("old_ttl_expired: a TTL that cannot be changed is no reason to wait, and there is no step for it") {
  auto plan = proxy_plan();
  plan.ttl.is_fixed = true;
  const auto world = watched_world(plan);
  CHECK(world.verdict(Step::switch_over, "old_ttl_expired") == VerdictKind::pass);
  CHECK(steps_of(plan).front() == Step::switch_over);
}

TEST_CASE("an agent that comes late and is told nothing does not take a low TTL for an old one") {
  auto plan = proxy_plan();
  plan.ttl.original.reset();
  for (auto& record : plan.records) record.bounds.past.original_ttl.reset();
  CutoverWorld world(plan);
  world.publish_everywhere(kOldMx, 60);
  world.pass(kHour);
  const auto assessed = world.assess();
  const auto& gate = world.gate(assessed, Step::switch_over, "old_ttl_expired");
  CHECK(gate.verdict.kind == VerdictKind::wait);
  REQUIRE(gate.verdict.until);
  CHECK(*gate.verdict.until >= at(48 * kHour));
  CHECK(assessed.decision.kind != DecisionKind::go);
}

TEST_CASE("new_path_delivers: what is refused, lost or missing shuts it") {
  auto world = lowered_world();
  world.set_mail("new", mail::MessageResult::refused);
  world.pass(60);
  CHECK(world.verdict(Step::switch_over, "new_path_delivers") == VerdictKind::fail);
  world.set_mail("new", mail::MessageResult::delivered);
  world.pass(60);
  CHECK(world.verdict(Step::switch_over, "new_path_delivers") == VerdictKind::fail);
  world.pass(180);
  CHECK(world.verdict(Step::switch_over, "new_path_delivers") == VerdictKind::pass);
  world.set_mail("new", std::nullopt);
  world.pass(360);
  CHECK(world.verdict(Step::switch_over, "new_path_delivers") == VerdictKind::fail);
}

TEST_CASE("mx_valid and new_names_resolve rest on records that are watched") {
  CHECK(lowered_world().verdict(Step::switch_over, "mx_valid") == VerdictKind::pass);
  CHECK(lowered_world().verdict(Step::switch_over, "new_names_resolve") == VerdictKind::pass);
  auto plan = proxy_plan();
  std::erase_if(plan.records,
                [](const WatchedRecord& record) { return record.question.name == name("in.proxy.example"); });
  const auto blind = lowered_world(plan);
  CHECK(blind.verdict(Step::switch_over, "mx_valid") == VerdictKind::no_evidence);
  CHECK(blind.verdict(Step::switch_over, "new_names_resolve") == VerdictKind::no_evidence);
}

TEST_CASE("mx_valid: a new host must lead to the server that probe mail proves") {
  auto plan = proxy_plan();
  const auto server = [](ServerRole role, const char* host, const char* address) {
    mail::MailServer at_address{
        .host = host, .endpoint = endpoint(address), .source = {}, .ca_file = {}, .credentials = {}};
    return Server{.role = role, .addresses = {std::move(at_address)}, .sends_from = {}};
  };
  plan.servers = {server(ServerRole::old_server, "mail.example.org", "192.0.2.10"),
                  server(ServerRole::new_server, "in.proxy.example", "192.0.2.10")};
  const auto astray = lowered_world(plan);
  const auto assessed = astray.assess();
  const auto& gate = astray.gate(assessed, Step::switch_over, "mx_valid");
  CHECK(gate.verdict.kind == VerdictKind::fail);
  CHECK(gate.verdict.evidence ==
        "in.proxy.example. A is 198.51.100.7, which is none of the new server's addresses: mail would go "
        "there, "
        "and probe mail does not");
  CHECK(assessed.decision.kind == DecisionKind::wait);
  plan.servers.back() = server(ServerRole::new_server, "in.proxy.example", "198.51.100.7");
  CHECK(lowered_world(plan).verdict(Step::switch_over, "mx_valid") == VerdictKind::pass);
}

TEST_CASE("previous_stage_expired: waits out the last copy from before the switch") {
  auto world = lowered_world();
  CHECK(world.verdict(Step::remove_old, "previous_stage_expired") == VerdictKind::fail);
  world.publish_everywhere(kNewMx, 60);
  world.pass(60);
  CHECK(world.verdict(Step::remove_old, "previous_stage_expired") == VerdictKind::wait);
  world.pass(300);
  CHECK(world.verdict(Step::remove_old, "previous_stage_expired") == VerdictKind::pass);
}

TEST_CASE("new_path_verified: for as long as asked, from after the switch, without a break") {
  auto world = switched_world();
  CHECK(world.verdict(Step::remove_old, "new_path_verified") == VerdictKind::wait);
  world.pass(2 * kHour);
  CHECK(world.verdict(Step::remove_old, "new_path_verified") == VerdictKind::wait);
  world.pass(600);
  CHECK(world.verdict(Step::remove_old, "new_path_verified") == VerdictKind::pass);
  world.set_mail("new", mail::MessageResult::refused);
  world.pass(60);
  CHECK(world.verdict(Step::remove_old, "new_path_verified") == VerdictKind::fail);
  world.set_mail("new", mail::MessageResult::delivered);
  world.pass(240);
  CHECK(world.verdict(Step::remove_old, "new_path_verified") == VerdictKind::wait);
}

TEST_CASE(
    "old_host_expired: shut while anything published leads to the old server, and until its copies end") {
  auto world = switched_world();
  CHECK(world.verdict(Step::retire_old, "old_host_expired") == VerdictKind::fail);
  world.publish_everywhere(kLastMx, 60);
  world.pass(60);
  CHECK(world.verdict(Step::retire_old, "old_host_expired") == VerdictKind::wait);
  CHECK(world.verdict(Step::done, "old_host_expired") == VerdictKind::wait);
  world.pass(300);
  CHECK(world.verdict(Step::retire_old, "old_host_expired") == VerdictKind::pass);
  CHECK(world.verdict(Step::retire_old, "no_live_copies") == VerdictKind::pass);
}

TEST_CASE(
    "old_host_expired: the old server's own address stays until it is retired, and is gone in the end") {
  auto plan = proxy_plan();
  plan.records.back().stages.emplace_back();
  auto world = switched_world(plan);
  CHECK(world.verdict(Step::retire_old, "old_host_expired") == VerdictKind::fail);
  world.publish_everywhere(kLastMx, 60);
  world.pass(360);
  CHECK(world.verdict(Step::retire_old, "old_host_expired") == VerdictKind::pass);
  CHECK(world.verdict(Step::retire_old, "no_live_copies") == VerdictKind::pass);
  CHECK(world.verdict(Step::done, "old_host_expired") == VerdictKind::fail);
}

TEST_CASE("ttl_restored: shut until every name server has the TTL from before") {
  auto world = switched_world();
  CHECK(world.verdict(Step::done, "ttl_restored") == VerdictKind::fail);
  world.publish_everywhere(kLastMx, 3600);
  world.pass(60);
  CHECK(world.verdict(Step::done, "ttl_restored") == VerdictKind::pass);
  CHECK(world.verdict(Step::done, "old_record_gone") == VerdictKind::pass);
}

TEST_CASE("previous_stage_expired: taking the old server out does not begin the wait again") {
  auto world = switched_world();
  REQUIRE(world.verdict(Step::remove_old, "previous_stage_expired") == VerdictKind::pass);
  world.publish_everywhere(kNewMx, 3600);
  world.pass(60);
  world.publish_everywhere(kLastMx, 3600);
  world.pass(60);
  CHECK(world.verdict(Step::remove_old, "previous_stage_expired") == VerdictKind::pass);
  world.publish(kNs1, mx({"10 other.example.org"}), 3600);
  world.pass(60);
  world.publish(kNs1, kLastMx, 3600);
  world.pass(60);
  CHECK(world.verdict(Step::remove_old, "previous_stage_expired") == VerdictKind::wait);
}

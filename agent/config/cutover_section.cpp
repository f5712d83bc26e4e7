#include "agent/config/bound_rules.hpp"
#include "agent/config/plan_rules.hpp"
#include "agent/config/quiet_rules.hpp"
#include "agent/config/sections.hpp"
#include "agent/config/server_rules.hpp"
#include "agent/config/value_kinds.hpp"

#include <fmt/core.h>

namespace cutwatch::config {
namespace {

constexpr std::uint16_t kDnsPort = 53;
constexpr std::chrono::days kMostTtl{3650};

ValueKind<cutover::Kind> kind() {
  return one_of<cutover::Kind>({{"proxy", cutover::Kind::proxy},
                                {"address", cutover::Kind::address},
                                {"server", cutover::Kind::server}});
}

void read_domain(Reader& cutover, Reading& reading, cutover::Plan& plan) {
  const auto domain = cutover.need("domain", domain_name());
  if (!domain) return;
  plan.domain = *domain;
  if (!reading.domains.insert(*domain).second) {
    cutover.complain("domain", fmt::format("{} has an earlier [[cutover]]", plan.label()));
  }
}

void read_ttl(Reader& cutover, cutover::TtlKnowledge& ttl) {
  const auto original = cutover.get("original_ttl", duration_between(Seconds{1}, kMostTtl));
  if (original) ttl.original = std::chrono::ceil<Seconds>(*original);
  ttl.lowered_at = cutover.get("ttl_lowered_at", instant());
  ttl.is_fixed = cutover.get_or("ttl_fixed", flag(), false);
  if (ttl.is_fixed && ttl.lowered_at)
    cutover.complain("ttl_fixed", "a TTL that was lowered (ttl_lowered_at) is not fixed");
}

void read_name_servers(Reader& cutover, cutover::Plan& plan) {
  std::vector<Item<dns::NameServer>> found;
  cutover.each_table("name_servers", [&](Reader& server) {
    const auto name = server.need("name", domain_name());
    const auto address = server.need("address", endpoint(kDnsPort));
    if (name && address) found.push_back({{.name = name->text(), .endpoint = *address}, server.spot()});
  });
  reject_repeats(cutover, found);
  plan.name_servers = values(std::move(found));
}

}  // namespace

void read_cutover(Reader& cutover, Reading& reading) {
  cutover::Plan plan;
  read_domain(cutover, reading, plan);
  const auto said_kind = cutover.need("kind", kind());
  plan.kind = said_kind.value_or(plan.kind);
  plan.planned_at = cutover.get("planned_at", instant());
  read_ttl(cutover, plan.ttl);
  cutover.table("timing", [&](Reader& timing) { read_timing(timing, plan.timing); });
  read_name_servers(cutover, plan);
  read_allowances(cutover, reading, said_kind, plan);
  cutover.each_table("maintenance", [&](Reader& maintenance) { read_maintenance(maintenance, plan); });
  const auto complaints = reading.complaints.count();
  std::vector<Spot> spots;
  cutover.each_table("record", [&](Reader& record) {
    read_record(record, reading, plan);
    if (spots.size() < plan.records.size()) spots.push_back(record.spot());
  });
  const bool is_readable = reading.complaints.count() == complaints;
  if (cutover.has("calibration"))
    cutover.table("calibration", [&](Reader& calibration) { read_calibration(calibration, plan); });
  std::vector<ServerSpots> servers;
  cutover.each_table("server", [&](Reader& server) {
    read_server(server, reading, plan);
    if (servers.size() < plan.servers.size())
      servers.push_back({plan.servers.back().role, server.spot("host"), server.spot("addresses")});
  });
  cutover.each_table("log", [&](Reader& log) { read_log(log, reading, plan); });
  cutover.each_table("mailbox", [&](Reader& mailbox) { read_mailbox(mailbox, reading, plan); });
  cutover.each_table("roundtrip", [&](Reader& roundtrip) { read_roundtrip(roundtrip, reading, plan); });
  cutover.each_table("outbound", [&](Reader& outbound) { read_outbound(outbound, reading, plan); });
  if (cutover.has("recipients"))
    cutover.table("recipients", [&](Reader& recipients) { read_recipients(recipients, plan); });
  cutover.each_table("lockdown", [&](Reader& lockdown) { read_lockdown(lockdown, plan); });
  if (!cutover.has("record") && !cutover.has("roundtrip")) {
    cutover.complain(cutover.spot(),
                     "has nothing to watch: expected a [[cutover.record]] or a [[cutover.roundtrip]]");
  }
  settle_bounds(plan);
  check_plan(cutover, plan, spots);
  check_apart(cutover, plan, servers);
  // What a slip took out of a record would be missing at the servers too.
  if (is_readable) check_led_to(cutover, plan, servers);
  settle_quiet(plan);
  reading.config.cutovers.push_back(std::move(plan));
}

}  // namespace cutwatch::config

#include "core/metrics/catalogue.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <stdexcept>

using namespace cutwatch::metrics;

namespace {

/// The contract: type and labels by name. Renaming needs a `[CHANGE]` line in the changelog; adding is free.
const std::map<std::string, std::string> kContract{
    {"cutwatch_dns_answer_state", "gauge domain,name,rrtype,resolver,state"},
    {"cutwatch_dns_answer_ttl_seconds", "gauge domain,name,rrtype,resolver"},
    {"cutwatch_dns_authoritative_ttl_seconds", "gauge domain,name,rrtype,nameserver"},
    {"cutwatch_dns_authoritative_state", "gauge domain,name,rrtype,nameserver,state"},
    {"cutwatch_dns_soa_serial", "gauge domain,nameserver"},
    {"cutwatch_dns_cache_age_seconds", "gauge domain,name,rrtype,resolver"},
    {"cutwatch_dns_cache_age_uncertainty_seconds", "gauge domain,name,rrtype,resolver"},
    {"cutwatch_dns_old_expires_timestamp_seconds", "gauge domain,name,rrtype,resolver"},
    {"cutwatch_dns_caches", "gauge resolver"},
    {"cutwatch_dns_old_bound_timestamp_seconds", "gauge domain,name,rrtype,until"},
    {"cutwatch_dns_kept_past_ttl", "gauge domain,name,rrtype,resolver,cause"},
    {"cutwatch_dns_ttl_cap_seconds", "gauge resolver"},
    {"cutwatch_dns_ttl_floor_seconds", "gauge resolver"},
    {"cutwatch_dns_ttl_honoured_ratio", "gauge domain"},
    {"cutwatch_dns_propagation_ratio", "gauge domain,name,rrtype"},
    {"cutwatch_dns_resolvers", "gauge domain,name,rrtype,state"},
    {"cutwatch_dns_query_duration_seconds", "histogram resolver,transport"},
    {"cutwatch_dns_queries_total", "counter resolver,result"},
    {"cutwatch_dns_unexpected_replies_total", "counter resolver"},
    {"cutwatch_dns_mx_problem", "gauge domain,problem"},
    {"cutwatch_mail_messages_total", "counter domain,probe,path,result"},
    {"cutwatch_mail_deferrals_total", "counter domain,probe,path"},
    {"cutwatch_mail_duplicates_total", "counter domain,probe,path"},
    {"cutwatch_mail_found_after_lost_total", "counter domain,probe,path"},
    {"cutwatch_mail_last_success", "gauge domain,probe,path"},
    {"cutwatch_mail_in_flight", "gauge domain,probe,path"},
    {"cutwatch_mail_delivery_latency_seconds", "histogram domain,probe,path"},
    {"cutwatch_mail_greylist_seconds", "histogram domain,path"},
    {"cutwatch_mail_hop_delay_seconds", "histogram domain,path,hop"},
    {"cutwatch_mail_smtp_phase_seconds", "histogram domain,path,smtp_phase"},
    {"cutwatch_tls_not_after_timestamp_seconds", "gauge domain,path"},
    {"cutwatch_cutover_phase", "gauge domain,phase"},
    {"cutwatch_cutover_gate", "gauge domain,step,gate,verdict"},
    {"cutwatch_cutover_wait_until_timestamp_seconds", "gauge domain,gate"},
    {"cutwatch_cutover_decision", "gauge domain,decision"},
    {"cutwatch_cutover_next_step", "gauge domain,step"},
    {"cutwatch_condition", "gauge domain,condition,severity"},
    {"cutwatch_maintenance", "gauge domain"},
    {"cutwatch_accepted", "gauge domain,id"},
    {"cutwatch_identity_fcrdns", "gauge domain,path,address"},
    {"cutwatch_build_info", "gauge version,revision"},
    {"cutwatch_config_last_reload_successful", "gauge "},
    {"cutwatch_config_last_reload_success_timestamp_seconds", "gauge "},
    {"cutwatch_probe_last_run_timestamp_seconds", "gauge domain,probe"},
    {"cutwatch_probe_duration_seconds", "gauge domain,probe"},
    {"cutwatch_probe_lateness_seconds", "histogram "},
    {"cutwatch_probes_skipped_total", "counter domain,probe,reason"},
    {"cutwatch_state_write_errors_total", "counter "},
    {"process_cpu_seconds_total", "counter "},
    {"process_resident_memory_bytes", "gauge "},
    {"process_open_fds", "gauge "},
    {"process_start_time_seconds", "gauge "},
};

std::vector<Description> all() {
  std::vector<Description> out;
  for (const auto chapter : {dns_metrics(), mail_metrics(), cutover_metrics(), agent_metrics()})
    out.insert(out.end(), chapter.begin(), chapter.end());
  return out;
}

}  // namespace

TEST_CASE("every metric of the contract has its type and its labels") {
  for (const auto& [name, shape] : kContract) {
    const auto& metric = describe(name);
    CHECK_MESSAGE(fmt::format("{} {}", to_string(metric.type), fmt::join(metric.labels, ",")) == shape, name);
  }
}

TEST_CASE("metrics are named once, by the rules, and described in one printable line") {
  std::set<std::string_view> names;
  for (const auto& metric : all()) {
    INFO(std::string(metric.name));
    CHECK(names.insert(metric.name).second);
    CHECK((metric.name.starts_with("cutwatch_") || metric.name.starts_with("process_")));
    CHECK((metric.type == MetricType::counter) == metric.name.ends_with("_total"));
    CHECK_FALSE(metric.help.empty());
    for (const char c : metric.help) CHECK((c >= 0x20 && c < 0x7f && c != '\\' && c != '|'));
    CHECK(std::set(metric.labels.begin(), metric.labels.end()).size() == metric.labels.size());
    for (const auto label : metric.labels)
      CHECK((label != "le" && label != "quantile" && !label.starts_with("__")));
  }
  CHECK_THROWS_AS(describe("cutwatch_nothing"), std::logic_error);
}

TEST_CASE("docs/metrics.md is what the code says") {
  std::ifstream file(CUTWATCH_DOCS "/metrics.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  CHECK_MESSAGE(page == documentation(), "run: cutwatch metrics > docs/metrics.md");
}

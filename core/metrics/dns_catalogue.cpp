#include "core/metrics/catalogue.hpp"

namespace cutwatch::metrics {

std::span<const Description> dns_metrics() {
  using enum MetricType;
  static const std::vector<Description> kTable{
      {"cutwatch_dns_answer_state",
       gauge,
       {"domain", "name", "rrtype", "resolver", "state"},
       "1 for the state of the record at this resolver (old, new, mixed, other, error, unreachable), judged "
       "over the "
       "living cached copies. Absent while nothing is known."},
      {"cutwatch_dns_answer_ttl_seconds",
       gauge,
       {"domain", "name", "rrtype", "resolver"},
       "TTL remaining in the last answer."},
      {"cutwatch_dns_authoritative_ttl_seconds",
       gauge,
       {"domain", "name", "rrtype", "nameserver"},
       "TTL that the name server publishes, the largest over the samples of the current version."},
      {"cutwatch_dns_authoritative_state",
       gauge,
       {"domain", "name", "rrtype", "nameserver", "state"},
       "1 for the state of the record at this name server (old, new, mixed, other, error, unreachable, "
       "lame)."},
      {"cutwatch_dns_soa_serial", gauge, {"domain", "nameserver"}, "Serial of the zone at this name server."},
      {"cutwatch_dns_cache_age_seconds",
       gauge,
       {"domain", "name", "rrtype", "resolver"},
       "How long the oldest living copy behind this resolver has been cached. Absent when it cannot be "
       "known."},
      {"cutwatch_dns_cache_age_uncertainty_seconds",
       gauge,
       {"domain", "name", "rrtype", "resolver"},
       "Half width of the interval that the cache age lies in."},
      {"cutwatch_dns_old_expires_timestamp_seconds",
       gauge,
       {"domain", "name", "rrtype", "resolver"},
       "Last instant that a copy of another stage than the target, seen at this resolver, can live."},
      {"cutwatch_dns_propagation_ratio",
       gauge,
       {"domain", "name", "rrtype"},
       "Share of living copies that are new, one weight per operator, silent resolvers left out."},
      {"cutwatch_dns_resolvers", gauge, {"domain", "name", "rrtype", "state"}, "Resolvers in each state."},
      {"cutwatch_dns_query_duration_seconds",
       histogram,
       {"resolver", "transport"},
       "Time from the query to its answer, answered queries only."},
      {"cutwatch_dns_queries_total",
       counter,
       {"resolver", "result"},
       "Queries by how they ended (ok, nxdomain, nodata, servfail, refused, timeout, unreachable, "
       "malformed)."},
      {"cutwatch_dns_unexpected_replies_total",
       counter,
       {"resolver"},
       "Datagrams dropped because their source, id or question did not match a query."},
      {"cutwatch_dns_mx_problem",
       gauge,
       {"domain", "problem"},
       "1 while the published MX has the problem (cname, no_address, ip_literal, null_mx, unresolvable). "
       "Absent while "
       "nothing is known."},
  };
  return kTable;
}

}  // namespace cutwatch::metrics

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
      {"cutwatch_dns_authority_lagging",
       gauge,
       {"domain", "name", "rrtype", "nameserver"},
       "1 while the name server does not get what another one has: its data or its serial are older, for "
       "longer "
       "than a transfer takes."},
      {"cutwatch_dns_delegation_mismatch",
       gauge,
       {"domain", "nameserver", "listed_by"},
       "1 when only this side lists the name server (parent: the parent zone, child: the zone itself), 0 "
       "when "
       "both do "
       "or only the other. Absent while the parent could not be asked."},
      {"cutwatch_dns_glue_mismatch",
       gauge,
       {"domain", "nameserver", "given_by"},
       "1 when only this side gives an address of the name server (parent: as glue, child: the zone itself), "
       "0 "
       "when not. Only for servers whose names are in the zone; absent while one side gave none."},
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
      {"cutwatch_dns_old_bound_timestamp_seconds",
       gauge,
       {"domain", "name", "rrtype", "until"},
       "Instant after which no honest cache holds the high-TTL versions (lowered), another stage than the "
       "target "
       "(changed), or data that name the old host (old_host). Absent while there is no bound."},
      {"cutwatch_dns_caches",
       gauge,
       {"resolver"},
       "Distinct caches seen behind the address, the most over its records; a lower bound."},
      {"cutwatch_dns_kept_past_ttl",
       gauge,
       {"domain", "name", "rrtype", "resolver", "cause"},
       "1 when the resolver was seen twice with old data after their bound, by cause (floor, stale, "
       "refetch_old, "
       "frozen)."},
      {"cutwatch_dns_ttl_cap_seconds",
       gauge,
       {"resolver"},
       "Most that the resolver keeps of a TTL, the lowest over its records. Absent when none is known."},
      {"cutwatch_dns_ttl_floor_seconds",
       gauge,
       {"resolver"},
       "Largest TTL that the resolver made of a lower one, the highest over its records. Absent when none is "
       "known."},
      {"cutwatch_dns_ttl_honoured_ratio",
       gauge,
       {"domain"},
       "Share of the resolvers that could be judged which let copies go when their TTL ended. Absent while "
       "none "
       "could be."},
      {"cutwatch_dns_propagation_ratio",
       gauge,
       {"domain", "name", "rrtype"},
       "Share of living copies that are new, by weight of the operators, silent resolvers left out."},
      {"cutwatch_dns_resolvers", gauge, {"domain", "name", "rrtype", "state"}, "Resolvers in each state."},
      {"cutwatch_dns_quiet",
       gauge,
       {"domain", "name", "rrtype"},
       "1 while no resolver is asked for the record, because its change is planned and not made yet."},
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
      {"cutwatch_dns_intercepted",
       gauge,
       {"resolver"},
       "1 while something else seems to answer in this resolver's place, judged over all its records. Absent "
       "while it has not answered."},
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

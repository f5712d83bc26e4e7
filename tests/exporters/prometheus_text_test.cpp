#include "exporters/prometheus_text.hpp"

#include "core/metrics/catalogue.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::metrics;
using exporters::prometheus_text;

namespace {

Family family(std::string_view name, std::vector<Series> series) {
  return {.description = &describe(name), .series = std::move(series), .histograms = {}};
}

}  // namespace

TEST_CASE("families are written with their help, type and series") {
  CHECK(prometheus_text({family("cutwatch_dns_soa_serial", {{{"example.org", "ns1.example.org."}, 7}})}) ==
        "# HELP cutwatch_dns_soa_serial Serial of the zone at this name server.\n"
        "# TYPE cutwatch_dns_soa_serial gauge\n"
        "cutwatch_dns_soa_serial{domain=\"example.org\",nameserver=\"ns1.example.org.\"} 7\n");
  CHECK(prometheus_text({family("cutwatch_dns_unexpected_replies_total", {{{"google"}, 0}})})
            .ends_with("# TYPE cutwatch_dns_unexpected_replies_total counter\n"
                       "cutwatch_dns_unexpected_replies_total{resolver=\"google\"} 0\n"));
  CHECK(prometheus_text({family("cutwatch_dns_soa_serial", {})}).empty());
}

TEST_CASE("timestamps and serials keep all their digits") {
  const auto text = prometheus_text({family("cutwatch_dns_soa_serial", {{{"d", "n"}, 4294967295.0}}),
                                     family("process_start_time_seconds", {{{}, 1796083200.125}})});
  CHECK(text.contains("} 4294967295\n"));
  CHECK(text.contains("process_start_time_seconds 1796083200.125\n"));
}

TEST_CASE("no label value can break a line, whatever it holds") {
  const std::string hostile[] = {"\x1b[2J",     "\"}\n evil 1",  "\xff\xfe",
                                 "back\\slash", "a\nb\rc",       std::string("nul\0x", 5),
                                 "<script>",    "{{ .Values }}", std::string(1000, 'n'),
                                 "\xe2\x80\xae"};
  for (const auto& value : hostile) {
    const auto text = prometheus_text({family("cutwatch_dns_soa_serial", {{{"example.org", value}, 1}})});
    CHECK(std::ranges::count(text, '\n') == 3);
    for (const char c : text) CHECK(((c >= 0x20 && c < 0x7f) || c == '\n'));
    CHECK(text.ends_with("\"} 1\n"));
    CHECK(text.size() < 1000);
    CHECK_FALSE(text.contains("\nevil"));
  }
  const auto quoted = prometheus_text({family("cutwatch_dns_soa_serial", {{{"d", "say \"x\" \\ y"}, 1}})});
  CHECK(quoted.contains("nameserver=\"say \\\"x\\\" \\\\ y\""));
}

TEST_CASE("histogram buckets are cumulative and end with all of them") {
  Histogram histogram{kQueryBounds};
  for (const double value : {0.0005, 0.002, 0.002, 3.0, 100.0}) histogram.observe(value);
  Family queries{.description = &describe("cutwatch_dns_query_duration_seconds"),
                 .series = {},
                 .histograms = {{{"google", "udp"}, histogram}}};
  const auto text = prometheus_text({queries});
  CHECK(text.contains("# TYPE cutwatch_dns_query_duration_seconds histogram\n"));
  const auto line = [](std::string_view bound, int count) {
    return "cutwatch_dns_query_duration_seconds_bucket{resolver=\"google\",transport=\"udp\",le=\"" +
           std::string(bound) + "\"} " + std::to_string(count) + "\n";
  };
  CHECK(text.contains(line("0.001", 1)));
  CHECK(text.contains(line("0.0025", 3)));
  CHECK(text.contains(line("2.5", 3)));
  CHECK(text.contains(line("5", 4)));
  CHECK(text.contains(line("+Inf", 5)));
  CHECK(text.contains("_count{resolver=\"google\",transport=\"udp\"} 5\n"));
  CHECK(text.contains("_sum{resolver=\"google\",transport=\"udp\"} 103.0045"));
}

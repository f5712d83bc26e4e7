#include "exporters/watch_table.hpp"

#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::exporters;
using namespace cutwatch::test;

namespace {

const cutover::WatchedRecord kRecord{.question = kMxQuestion, .stages = {kOldMx, kNewMx}};
const std::vector<dns::Resolver> kResolvers{{"google", endpoint("192.0.2.1"), "google"},
                                            {"quad9", endpoint("192.0.2.2"), "quad9"}};

std::vector<std::string> table(const Snapshot& snapshot, double now, Colours colours = Colours::none,
                               std::size_t width = 200) {
  const auto& state = record_of(snapshot);
  return watch_table(assess_record(kRecord, state, kResolvers, at(now)), at(now), colours, width);
}

std::string without_colours(std::string line) {
  for (auto at = line.find('\x1b'); at != std::string::npos; at = line.find('\x1b'))
    line.erase(at, line.find('m', at) - at + 1);
  return line;
}

const Snapshot kSnapshot =
    folded({authority_says(0, kNs1, authoritative(kNewMx, 300)),
            resolver_says(0, "google", answer(kOldMx, 300)), resolver_says(10, "google", answer(kNewMx, 300)),
            resolver_says(0, "quad9", fail(FailureKind::timeout))});

}  // namespace

TEST_CASE("the table has a headline, a header, the authorities and the resolvers") {
  const auto lines = table(kSnapshot, 60);
  REQUIRE(lines.size() == 7);
  CHECK(lines[0] == "example.org. MX: 50 % new");
  CHECK(lines[1].starts_with(
      "the last honest old copy ends in 47h 59m, at 2026-12-03T00:00:05.100Z (assuming"));
  CHECK(lines[2].starts_with("forecast |"));
  CHECK(lines[2].ends_with("| 50 % now, 100 % in 4m 02s"));
  CHECK(lines[4].contains("ns1.example.org. 192.0.2.53 (authority)"));
  CHECK(lines[4].contains("new"));
  CHECK(lines[5].contains("mixed"));
  CHECK(lines[5].contains("10 mail.example.org. | 20 mail.example.org., 5 in.proxy.example."));
  CHECK(lines[6].contains("unreachable (timeout)"));
}

TEST_CASE("a bound that a resolver's copy raised names the resolver and the TTL that it shows") {
  const auto snapshot = folded({authority_says(0, kNs1, authoritative(kOldMx, 60), 1),
                                resolver_says(0.2, "google", answer(kOldMx, 200'000)),
                                authority_says(10, kNs1, authoritative(kNewMx, 60), 2)});
  const auto lines = table(snapshot, 60);
  CHECK(
      lines[1] ==
      "the last honest old copy ends in 55h 32m, at 2026-12-03T07:33:26.300Z (google holds a copy from a TTL "
      "of 200002 s before the first look, or lengthens TTLs)");
}

TEST_CASE("who keeps old data past their TTL is shown with both causes, and until when it is late") {
  auto record = kRecord;
  record.bounds.past.original_ttl = Seconds{60};
  const auto before = folded(resolver_runs_down(1, "google", kOldMx, 60),
                             folded({authority_says(0, kNs1, authoritative(kOldMx, 60))}));
  const auto snapshot = folded(
      {authority_says(100, kNs1, authoritative(kNewMx, 60), 2),
       resolver_says(160, "google", answer(kOldMx, 60)), resolver_says(170, "google", answer(kOldMx, 50)),
       resolver_says(180, "google", answer(kOldMx, 40)),
       authority_says(181, kNs1, authoritative(kNewMx, 60), 2)},
      before);
  const auto lines = watch_table(assess_record(record, record_of(snapshot), kResolvers, at(182)), at(182),
                                 Colours::none, 200);
  REQUIRE(lines.size() == 6);
  CHECK(lines[1] == "the last honest old copy has ended, at 2026-12-01T00:02:45.100Z");
  CHECK(lines[4].contains("  40       40s  10 mail.example.org. ["));
  CHECK(lines[4].ends_with("; late for 40s; kept past TTL: refetch_old or floor]"));
  CHECK_FALSE(lines[5].contains("["));
}

TEST_CASE("what is out of the ordinary stands behind the data, in one pair of brackets") {
  const dns::ResolverView view;
  cutover::RecordAssessment record{.record = &kRecord};
  record.resolvers.push_back(
      {.resolver = &kResolvers[0],
       .view = &view,
       .caches = 3,
       .cap = Seconds{3600},
       .lengthened = dns::Lengthened{.ttl = Seconds{7200}},
       .kept = dns::KeptPastTtl{.cause = dns::KeptCause::stale, .or_else = dns::KeptCause::refetch_old},
       .late_until = at(65)});
  const auto ways = [&] { return watch_table(record, at(0), Colours::none, 300).back(); };
  CHECK(
      ways().ends_with("[3 caches; cap 3600 s; lengthens TTLs to 7200 s; late for 1m 05s; kept past TTL: "
                       "stale or refetch_old]"));
  record.resolvers[0].kept->or_else.reset();
  CHECK(ways().ends_with("; kept past TTL: stale]"));
}

TEST_CASE("what the parent and the zone do not agree on is said below") {
  const dns::DelegationSides sides{.zone = name("example.org"),
                                   .parent = {"ns1.example.org."},
                                   .child = {"ns1.example.org."},
                                   .glue = {{"ns1.example.org.", {"192.0.2.9"}}},
                                   .addresses = {{"ns1.example.org.", {"192.0.2.9", "192.0.2.53"}}}};
  const auto lines = table(
      folded({DelegationCompared{.domain = kDomain, .record = kMxQuestion, .at = at(1), .sides = sides}},
             kSnapshot),
      60);
  CHECK(lines.back() == "delegation: only the zone itself gives ns1.example.org. the address 192.0.2.53");
}

TEST_CASE("the countdown runs to the end of the last old copy") {
  struct Row {
    std::int64_t ttl;
    double now;
    std::string left;
  };
  const Row rows[] = {{300, 60, " 4m 02s"},   {300, 260, " 42s"},   {300, 301.05, " 1s"},
                      {8000, 0.2, " 2h 13m"}, {59, 0.2, " 1m 00s"}, {58, 0.2, " 59s"}};
  for (const auto& row : rows) {
    const auto lines = table(folded({resolver_says(0, "google", answer(kOldMx, row.ttl))}), row.now);
    CHECK_MESSAGE(lines[2].contains(row.left + "  "), lines[2]);
  }
  CHECK(table(folded({resolver_says(0, "google", answer(kOldMx, 300))}), 400)[2].contains("between copies"));
}

TEST_CASE("no line is wider than the terminal, colours not counted") {
  const auto plain = table(kSnapshot, 60, Colours::none, 500);
  for (const std::size_t width : {0U, 1U, 20U, 38U, 58U, 59U, 60U, 61U, 80U, 120U}) {
    const auto coloured = table(kSnapshot, 60, Colours::ansi, width);
    for (std::size_t i = 0; i < coloured.size(); ++i) {
      CHECK(without_colours(coloured[i]) == plain[i].substr(0, width));
    }
  }
  CHECK(table(kSnapshot, 60, Colours::ansi, 120)[5].contains("\x1b[35mmixed"));
}

TEST_CASE("hostile data reaches no terminal as it is") {
  const auto hostile = dns::RrSet::of_canonical({"10 \x1b[2J\xff\n"});
  for (const auto& line : table(folded({resolver_says(0, "google", answer(hostile, 300)),
                                        authority_says(0, kNs1, authoritative(hostile, 1))}),
                                1)) {
    for (const char c : line) CHECK((c >= 0x20 && c < 0x7f));
  }
}

TEST_CASE("a resolver in whose place something else seems to answer is marked, and why is said below") {
  auto from_box = answer(kOldMx, 300);
  from_box.nsid = "box";
  const auto snapshot = folded({resolver_says(0, "google", from_box), resolver_says(0, "quad9", from_box)});
  const auto lines = table(snapshot, 1);
  REQUIRE(lines.size() == 6);
  CHECK(lines[2].contains("old (intercepted?)"));
  CHECK(lines[4] == "google (intercepted?): the server \"box\" answers here, and at quad9");
  for (const auto& line : table(snapshot, 1, Colours::ansi, 30)) CHECK(without_colours(line).size() <= 30);
}

TEST_CASE("a resolver that was named by a URL is shown as that") {
  const dns::Resolver resolver{"tls://192.0.2.53#dns.example.net", endpoint("192.0.2.53:853"), "x"};
  CHECK(name_of(resolver) == "tls://192.0.2.53#dns.example.net");
}

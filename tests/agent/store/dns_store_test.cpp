#include "agent/store/dns_store.hpp"

#include "agent/store/message_store.hpp"
#include "agent/store/resolver_row.hpp"
#include "tests/agent/store/older_schema.hpp"
#include "tests/support/temp_directory.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace cutwatch;
using namespace cutwatch::store;
using namespace cutwatch::test;

namespace {

const std::vector<dns::RrSet> kSets{kOldMx, kNewMx, kLastMx, kAbsent};

/// Whatever a resolver may answer.
dns::ResolverView random_view(Cases& cases) {
  dns::ResolverView view;
  double now = 0;
  const auto replies = cases.between(0, 300);
  for (std::int64_t i = 0; i < replies; ++i) {
    now += static_cast<double>(cases.between(1, 90));
    auto seen = answer(kSets.at(static_cast<std::size_t>(cases.between(0, 3))), cases.between(0, 600));
    if (cases.chance(50)) seen.nsid = "cache-" + std::to_string(cases.between(0, 99));
    if (cases.chance(5)) seen.extended_errors.push_back({.code = 3, .text = ""});
    view = dns::with_reply(std::move(view), at(now), at(now + 0.1), seen);
  }
  return view;
}

dns::AuthorityHistory random_history(Cases& cases) {
  dns::AuthorityHistory history;
  double now = 0;
  const auto samples = cases.between(0, 200);
  for (std::int64_t i = 0; i < samples; ++i) {
    now += static_cast<double>(cases.between(1, 90));
    std::optional<std::uint32_t> serial;
    if (cases.chance(80)) serial = static_cast<std::uint32_t>(cases.between(0, 0xffffffff));
    history = dns::with_sample(std::move(history),
                               {.rrset = kSets.at(static_cast<std::size_t>(cases.between(0, 3))),
                                .ttl = Seconds{cases.between(0, 86'400)},
                                .serial = serial,
                                .sent = at(now),
                                .received = at(now + 0.1),
                                .longest_pause = Seconds{60}});
  }
  return history;
}

void check_same(const dns::ResolverView& one, const dns::ResolverView& other) {
  CHECK(one.entries == other.entries);
  CHECK(one.ended == other.ended);
  CHECK(one.changes == other.changes);
  CHECK(one.holdings == other.holdings);
  CHECK(one.ttl == other.ttl);
  CHECK(one.instances == other.instances);
  CHECK(one.most_interleaved == other.most_interleaved);
}

}  // namespace

TEST_CASE(
    "all of a view but the last reply, which has its own, comes back from its text, whatever was answered") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    INFO(seed);
    Cases cases(seed);
    const auto view = random_view(cases);
    const auto read = parse_view(text_of_view(view), dns::RrType::mx);
    REQUIRE(read);
    check_same(*read, view);
  }
}

TEST_CASE("a view with more caches that took turns than copies are kept comes back too") {
  Cases cases(3);
  auto view = random_view(cases);
  view.most_interleaved = 40;
  const auto read = parse_view(text_of_view(view), dns::RrType::mx);
  REQUIRE(read);
  check_same(*read, view);
  view.most_interleaved = dns::kMaxHoldings * dns::kMaxSightings + 1;
  CHECK_FALSE(parse_view(text_of_view(view), dns::RrType::mx));
}

TEST_CASE("a row from before ended copies were kept is read as one without any") {
  Cases cases(3);
  auto view = random_view(cases);
  REQUIRE_FALSE(view.ended.empty());
  auto row = nlohmann::json::parse(text_of_view(view));
  REQUIRE(row.erase("ended") == 1);
  const auto read = parse_view(row.dump(), dns::RrType::mx);
  REQUIRE(read);
  view.ended.clear();
  check_same(*read, view);
}

TEST_CASE("a row with more ended copies than are ever kept is refused") {
  Cases cases(3);
  auto row = nlohmann::json::parse(text_of_view(random_view(cases)));
  auto& ended = row["ended"];
  REQUIRE_FALSE(ended.empty());
  const nlohmann::json copy = ended.front();
  while (ended.size() < dns::kMaxEndedCopies) ended.push_back(copy);
  CHECK(parse_view(row.dump(), dns::RrType::mx));
  ended.push_back(copy);
  CHECK_FALSE(parse_view(row.dump(), dns::RrType::mx));
  while (ended.size() < 10 * dns::kMaxEndedCopies) ended.push_back(copy);
  CHECK_FALSE(parse_view(row.dump(), dns::RrType::mx));
}

TEST_CASE("all of a history comes back from its text, gaps and forgotten versions included") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    INFO(seed);
    Cases cases(seed);
    const KeptAuthority known{
        .history = random_history(cases), .serial = 0xffffffff, .is_silent = cases.chance(50)};
    CHECK(parse_authority(text_of_authority(known), dns::RrType::mx) == known);
  }
}

TEST_CASE(
    "what is known of a serial that stays comes back, and a row from before that was kept has none of it") {
  KeptAuthority known;
  const auto see = [&](double when, const dns::RrSet& rrset, std::int64_t ttl) {
    known.history = dns::with_sample(
        std::move(known.history),
        {.rrset = rrset, .ttl = Seconds{ttl}, .serial = 1, .sent = at(when), .received = at(when + 0.1)});
  };
  see(0, kOldMx, 300);
  see(60, kNewMx, 300);
  see(120, kNewMx, 300);
  see(180, kNewMx, 60);
  REQUIRE(known.history.has_changed_under_serial);
  REQUIRE(known.history.standing);
  CHECK(parse_authority(text_of_authority(known), dns::RrType::mx) == known);
  auto row = nlohmann::json::parse(text_of_authority(known));
  REQUIRE(row.erase("standing") + row.erase("has_changed_under_serial") == 2);
  known.history.standing.reset();
  known.history.has_changed_under_serial = false;
  CHECK(parse_authority(row.dump(), dns::RrType::mx) == known);
  row["standing"] = {1, 11, 1, 1};
  CHECK_FALSE(parse_authority(row.dump(), dns::RrType::mx));
}

TEST_CASE(
    "a text that was damaged anywhere is refused or read as values that are possible, and never a crash") {
  Cases cases(7);
  const auto view = text_of_view(random_view(cases));
  const auto history = text_of_authority({.history = random_history(cases), .serial = 3});
  for (int i = 0; i < 2000; ++i) {
    auto text = cases.chance(50) ? view : history;
    const auto place = static_cast<std::size_t>(cases.between(0, static_cast<std::int64_t>(text.size()) - 1));
    if (cases.chance(30)) {
      text.resize(place);
    } else {
      text[place] = static_cast<char>(cases.between(0, 255));
    }
    const auto read = parse_view(text, dns::RrType::mx);
    if (read) {
      for (const auto& holding : read->holdings) CHECK_FALSE(holding.sightings.empty());
      dns::with_reply(*read, at(1e6), at(1e6), answer(kOldMx, 60));
    }
    const auto known = parse_authority(text, dns::RrType::mx);
    if (known) CHECK(known->history.versions.size() <= dns::kMaxVersions);
  }
}

TEST_CASE("values that cannot be are refused one by one") {
  const char* const rows[] = {
      "",
      "[]",
      "{}",
      "null",
      R"({"versions":[[["10 a."],-1,1,1,1,1,null]],"forgotten_ended":null,"gaps":[],"serial":1,"is_silent":false})",
      R"({"versions":[[["10 a."],2147483648,1,1,1,1,null]],"forgotten_ended":null,"gaps":[],"serial":1,"is_silent":false})",
      R"({"versions":[[["10 a."],1.5,1,1,1,1,null]],"forgotten_ended":null,"gaps":[],"serial":1,"is_silent":false})",
      R"({"versions":[[["ten a."],1,1,1,1,1,null]],"forgotten_ended":null,"gaps":[],"serial":1,"is_silent":false})",
      R"({"versions":[[["10 a."],1,4294967296,1,1,1,null]],"forgotten_ended":null,"gaps":[],"serial":1,"is_silent":false})",
      R"({"versions":[[["10 a."],1,1,-5,1,1,null]],"forgotten_ended":null,"gaps":[],"serial":1,"is_silent":false})",
      R"({"versions":[[["10 a."],1,1,1,1,18446744073709551615,null]],"forgotten_ended":null,"gaps":[],"serial":1,"is_silent":false})",
      R"({"versions":[[["10 a."],1,1,1,1,1,1]],"forgotten_ended":null,"gaps":[],"serial":1,"is_silent":false})",
      R"({"versions":[[["10 a."],1,1,1,1,1,null],[["10 a."],1,1,1,1,1,null]],"forgotten_ended":null,"gaps":[],"serial":1,"is_silent":false})",
      R"({"versions":[],"forgotten_ended":9999999999999,"gaps":[],"serial":1,"is_silent":false})",
      R"({"versions":[],"forgotten_ended":null,"gaps":[[1,2]],"serial":1,"is_silent":false})",
      R"({"versions":[],"forgotten_ended":null,"gaps":[],"is_silent":false})",
  };
  for (const auto* row : rows) {
    INFO(row);
    CHECK_FALSE(parse_authority(row, dns::RrType::mx));
  }
  CHECK(parse_authority(
      R"({"versions":[[["10 a."],1,1,1,1,1,null]],"forgotten_ended":null,"gaps":[],"serial":1,"is_silent":false})",
      dns::RrType::mx));
}

TEST_CASE("a damaged row is left out and named; the others are read") {
  const TempDirectory directory;
  auto messages = MessageStore::open(directory.file("state.db"), net::HmacKey{}).value();
  DnsStore store(messages.database());
  const RecordKey record{.domain = "example.org", .record = kMxQuestion};
  DnsChanges changes;
  for (const auto* id : {"one", "two"}) {
    changes.resolvers[{record, id}] = {};
    changes.places.emplace(ResolverKey{record, id},
                           ResolverPlace{.address = endpoint("192.0.2.1"), .channel = "plain"});
  }
  changes.authorities[{record, {"ns1.example.org.", endpoint("192.0.2.53")}}] = {};
  REQUIRE(store.write(changes, at(0)));
  REQUIRE(messages.database().execute(
      "UPDATE dns_resolver SET view = '{' WHERE resolver = 'one';"
      "INSERT INTO dns_resolver VALUES ('x', 'a..b', 'MX', 'r', '192.0.2.1:53', 'plain', '{}', 0, NULL);"
      "INSERT INTO dns_resolver VALUES ('x', 'a.', 'LOC', 'r', '192.0.2.1:53', 'plain', '{}', 0, NULL);"
      "INSERT INTO dns_authority VALUES ('x', 'a.', 'MX', 'n.', 'nowhere', '{}', 0, NULL)"));
  const auto kept = store.load();
  REQUIRE(kept);
  CHECK(kept->resolvers.size() == 1);
  CHECK(kept->resolvers.contains({record, "two"}));
  CHECK(kept->authorities.size() == 1);
  REQUIRE(kept->damaged.size() == 4);
  CHECK(kept->damaged[1].contains("example.org. MX at one"));
}

TEST_CASE("a state file from before there were these tables gets them, and keeps its messages") {
  const TempDirectory directory;
  const auto path = directory.file("state.db");
  {
    auto messages = MessageStore::open(path, net::HmacKey{5}).value();
    REQUIRE(messages.record("example.org", {.id = "a", .recorded = at(0)}));
    REQUIRE(messages.database().execute(kDropChronicle.c_str()));
    REQUIRE(messages.database().execute(
        "DROP TABLE dns_authority; DROP TABLE dns_resolver; DROP TABLE calibration;"
        "UPDATE meta SET schema_version = 2"));
  }
  auto messages = MessageStore::open(path, net::HmacKey{}).value();
  CHECK(messages.key() == net::HmacKey{5});
  CHECK(messages.load()->at("example.org").messages.size() == 1);
  CHECK(DnsStore(messages.database()).load());
}

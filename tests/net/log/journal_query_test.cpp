#include "net/log/journal_query.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::net;

namespace {

using Kind = JournalStart::Kind;

bool has(const std::vector<std::string>& arguments, const std::string& one) {
  return std::ranges::find(arguments, one) != arguments.end();
}

}  // namespace

TEST_CASE("without a unit and identifiers the facility of mail is asked for") {
  const auto all = journal_arguments({}, {.kind = Kind::last});
  CHECK(all.front() == "journalctl");
  CHECK(all.back() == "SYSLOG_FACILITY=2");
  const auto of_unit = journal_arguments({.unit = "postfix@-.service"}, {.kind = Kind::last});
  CHECK(of_unit.back() == "--unit=postfix@-.service");
  const auto tagged =
      journal_arguments({.unit = "-evil", .identifiers = {"smtpd", "--x"}}, {.kind = Kind::last});
  CHECK(has(tagged, "--unit=-evil"));
  CHECK(has(tagged, "--identifier=smtpd"));
  CHECK(has(tagged, "--identifier=--x"));
  CHECK_FALSE(has(tagged, "SYSLOG_FACILITY=2"));
}

TEST_CASE("what is remembered is asked for again, and no tail cuts what came since") {
  const auto from = journal_arguments({}, {.kind = Kind::entry, .cursor = "s=1;b=2"});
  CHECK(has(from, "--cursor=s=1;b=2"));
  CHECK(has(from, "--no-tail"));
  CHECK(has(from, "--follow"));
  CHECK(has(journal_arguments({}, {.kind = Kind::last}), "--lines=1"));
  CHECK(has(journal_arguments({}, {.kind = Kind::earliest}), "--no-tail"));
  const auto back = journal_arguments({}, {.kind = Kind::back, .cursor = "s=1;b=2", .most = 7});
  for (const auto* each : {"--reverse", "--lines=7", "--cursor=s=1;b=2", "SYSLOG_FACILITY=2"})
    CHECK(has(back, each));
  CHECK_FALSE(has(back, "--follow"));
  const auto since = journal_arguments({}, {.kind = Kind::instant, .instant = WallTime{Millis{5999}}});
  CHECK(has(since, "--since=@5"));
  CHECK(has(since, "--no-tail"));
}

#include "agent/cli/hop_lines.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::cli;
using namespace cutwatch::test;

namespace {

mail::Received field(const std::string& by, const std::string& from, const std::string& address,
                     double when) {
  mail::Received out;
  out.has_from = true;
  out.from = from;
  out.from_ip = ip(address);
  out.by = by;
  out.date = at(when);
  return out;
}

mail::HopTable table_of(std::vector<mail::HopLine> lines) {
  mail::HopTable table;
  table.lines = std::move(lines);
  return table;
}

mail::ClockSkew ahead(Millis by) { return {.from = mail::ClockSkew::From::ours, .is_ahead = true, .by = by}; }

}  // namespace

TEST_CASE("lines stand in the order of the way, with what is believed, what passed and whose clock is off") {
  const auto table =
      table_of({{.field = field("liar.example", "bank.example", "198.51.100.7", 0)},
                {.field = field("in.proxy.example", "agent", "203.0.113.9", 1), .is_believed = true},
                {.field = field("mail.example.org", "in.proxy.example", "198.51.100.7", 4),
                 .is_believed = true,
                 .delay = Seconds{3},
                 .skew = ahead(Millis{61'500})}});
  CHECK(
      hop_lines(table) ==
      "HOP  BELIEVED  BY                FROM                             AT                    DELAY  CLOCK\n"
      "1    no        liar.example      bank.example [198.51.100.7]      2026-12-01T00:00:00Z  -      -\n"
      "2    yes       in.proxy.example  agent [203.0.113.9]              2026-12-01T00:00:01Z  -      -\n"
      "3    yes       mail.example.org  in.proxy.example [198.51.100.7]  2026-12-01T00:00:04Z  3 s    "
      "at least 61.5 s ahead of our clock\n");
}

TEST_CASE("a line that cannot be read is shown as such") {
  CHECK(hop_lines(table_of({mail::HopLine{}})).contains("1    no        (cannot be read)  -"));
}

TEST_CASE("long and hostile names are cut and shown without their bytes") {
  const auto line = field("\x1b[2J\x07" + std::string(500, 'b'), std::string(500, 'a'), "192.0.2.1", 0);
  const auto text = hop_lines(table_of({mail::HopLine{.field = line}}));
  CHECK_FALSE(text.contains('\x1b'));
  CHECK_FALSE(text.contains('\x07'));
  CHECK(text.size() < 600);
}

TEST_CASE("no hops are a table without rows") {
  CHECK(hop_lines({}) == "HOP  BELIEVED  BY  FROM  AT  DELAY  CLOCK\n");
}

TEST_CASE("delays are told to the second, but for our own, and only those that are known") {
  mail::HopTable table;
  table.delays = {{mail::Hop::to_first, Millis{134}},
                  {mail::Hop::to_final, Seconds{3}},
                  {mail::Hop::to_mailbox, Millis{1250}}};
  CHECK(delays_text(table) == "to_first 0.134 s, to_final 3 s, to_mailbox 1 s");
  CHECK(delays_text({}) == "not known");
}

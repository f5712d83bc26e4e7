#include "agent/cli/identity_output.hpp"

#include "tests/support/observations.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace cutwatch;
using namespace cutwatch::cli;
using namespace cutwatch::test;

namespace {

const IpAddress kAddress = ip("198.51.100.7");

GreetingLook greeting_that_leads_to(const char* address) {
  return {.said = {.banner = "in.proxy.example", .ehlo = "in.proxy.example"},
          .names = {{.name = name("in.proxy.example"), .addresses = std::vector{ip(address)}}}};
}

dns::ReverseLook ptr_that_leads_to(const char* address) {
  return {.names = {{.name = name("in.proxy.example"), .addresses = std::vector{ip(address)}}}};
}

ProbedIdentity probed(const dns::ReverseLook& reverse, Result<GreetingLook> greeting) {
  ProbedIdentity out{.target = "in.proxy.example"};
  out.plan.servers = {{.role = cutover::ServerRole::new_server,
                       .addresses = {{.host = "in.proxy.example", .endpoint = {kAddress, 25}}},
                       .sends_from = {}}};
  const auto snapshot = fold({}, IdentitySeen{.domain = out.plan.label(),
                                              .path = "new",
                                              .address = kAddress,
                                              .at = at(0),
                                              .reverse = reverse,
                                              .greeting = std::move(greeting)});
  out.state = *snapshot.domains.at(out.plan.label());
  return out;
}

}  // namespace

TEST_CASE("the exit status: 0 confirmed, 1 not, 3 when nobody can tell") {
  const auto silence = fail(FailureKind::timeout, "no reply");
  struct Row {
    ProbedIdentity seen;
    int status;
    std::string_view shown;
  };
  const ProbedIdentity lost{.target = "gone.example",
                            .failure = Failure{FailureKind::protocol, "has no address"}};
  const std::vector<Row> rows{
      {probed(ptr_that_leads_to("198.51.100.7"), greeting_that_leads_to("198.51.100.7")), 0,
       "pass       agrees"},
      {probed(ptr_that_leads_to("203.0.113.9"), greeting_that_leads_to("198.51.100.7")), 1,
       "fail       agrees"},
      {probed({}, greeting_that_leads_to("198.51.100.7")), 1, "permerror  agrees     (none)"},
      {probed(ptr_that_leads_to("198.51.100.7"), greeting_that_leads_to("203.0.113.9")), 1,
       "pass       differs"},
      {probed(ptr_that_leads_to("203.0.113.9"), silence), 1, "fail       ?"},
      {probed(ptr_that_leads_to("198.51.100.7"), silence), 3, "no reply"},
      {probed({.failure = silence.error()}, greeting_that_leads_to("198.51.100.7")), 3,
       "?          agrees     -"},
      {lost, 3, "gone.example: has no address"}};
  for (const auto& [seen, status, shown] : rows) {
    const auto answer = answer_for({seen}, at(1));
    CHECK(answer.status == status);
    CHECK_MESSAGE(answer.table.contains(shown), answer.table);
    CHECK(nlohmann::json::parse(answer.json).at("ok") == (status == 0));
  }
  CHECK(answer_for({rows[0].seen, rows[5].seen}, at(1)).status == 3);
  CHECK(answer_for({rows[1].seen, rows[5].seen}, at(1)).status == 1);
}

TEST_CASE("the document has each target with its addresses") {
  const auto seen = probed(ptr_that_leads_to("198.51.100.7"), greeting_that_leads_to("198.51.100.7"));
  const auto document = nlohmann::json::parse(answer_for({seen}, at(1)).json);
  const auto& address = document.at("targets").at(0).at("addresses").at(0);
  CHECK(address.at("iprev") == "pass");
  CHECK(address.at("names").at(0).at("name") == "in.proxy.example.");
  CHECK(address.at("greeting").at("agrees") == true);
}

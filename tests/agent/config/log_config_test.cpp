#include "tests/agent/config/fixture.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::config;
using namespace cutwatch::config::test;

TEST_CASE("logs of both servers are in the plan, a server's own one first") {
  using cutover::LogSourceKind;
  using cutover::ServerRole;
  const auto config = read(contents(test_file("good/logs.toml")));
  REQUIRE(config);
  const auto& logs = config->cutovers.at(0).logs;
  REQUIRE(logs.size() == 5);
  CHECK(logs[0] == cutover::ServerLog{.role = ServerRole::old_server,
                                      .path = "/var/log/exim4/mainlog",
                                      .mta = mail::Mta::exim});
  CHECK(logs[1] == cutover::ServerLog{.role = ServerRole::new_server, .path = "/var/log/mail.log"});
  CHECK(logs[2] == cutover::ServerLog{.role = ServerRole::new_server,
                                      .kind = LogSourceKind::journal,
                                      .mta = mail::Mta::opensmtpd,
                                      .unit = "opensmtpd.service",
                                      .identifiers = {"smtpd"},
                                      .is_read_from_start = true});
  CHECK(logs[3] == cutover::ServerLog{.kind = LogSourceKind::standard_input});
  CHECK(logs[4].unit == "exim4.service");
  CHECK(logs[1].source() == "/var/log/mail.log");
  CHECK(logs[2].source() == "journal");
  CHECK(logs[3].source() == "stdin");
}

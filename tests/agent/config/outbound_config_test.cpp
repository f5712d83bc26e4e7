#include "tests/agent/config/fixture.hpp"

#include <doctest/doctest.h>

// Mail that users of the servers send: where it is handed in, and by which servers.
using namespace cutwatch;
using namespace cutwatch::config;
using namespace cutwatch::config::test;

namespace {

std::string file_with(const std::string& old_server, const std::string& outbound,
                      const std::string& address = "192.0.2.10") {
  return "[[cutover]]\ndomain = \"example.org\"\nkind = \"proxy\"\n[[cutover.record]]\nrrtype = \"MX\"\n"
         "stages = [[\"10 mail.example.org.\"], [\"5 in.proxy.example.\"]]\n[[cutover.server]]\nrole = "
         "\"old\"\n"
         "host = \"mail.example.org\"\nca_file = \"/ca.pem\"\naddresses = [\"" +
         address + "\"]\n" + old_server +
         "\n[[cutover.server]]\nrole = \"new\"\nhost = \"in.proxy.example\"\naddresses = [\"198.51.100.7\"]\n"
         "submission = { port = 465, user = \"u\", password_file = \"/p\" }\n"
         "[[cutover.mailbox]]\nid = \"outside\"\nurl = \"imaps://imap.example.net\"\naddress = "
         "\"203.0.113.5\"\n"
         "user = \"u\"\npassword_file = \"/p\"\n[[cutover.outbound]]\nid = \"out\"\nfrom = "
         "\"probe@example.org\"\n"
         "mailbox = \"outside\"\n" +
         outbound;
}

constexpr const char* kSubmission = "submission = { user = \"u\", password_file = \"/p\" }";
constexpr const char* kOutside = "to = \"probe@example.net\"\n";

cutover::Plan plan_of(const std::string& text) {
  const auto config = read(text);
  REQUIRE_MESSAGE(config, complaints(text));
  return config->cutovers.front();
}

}  // namespace

TEST_CASE("submission goes to the server's own addresses, by STARTTLS at 587, with a proven certificate") {
  const auto plan = plan_of(file_with(kSubmission, kOutside));
  const auto& at = plan.servers.at(0).submission;
  REQUIRE(at.size() == 1);
  CHECK(to_string(at[0].endpoint) == "192.0.2.10:587");
  CHECK(at[0].host == "mail.example.org");
  CHECK(at[0].tls == mail::TlsMode::starttls);
  CHECK(at[0].is_certificate_required);
  CHECK(at[0].ca_file == "/ca.pem");
  REQUIRE(at[0].credentials);
  CHECK(at[0].credentials->user == "u");
  CHECK(at[0].credentials->password == kSecret);
  // The way of mail between servers stays what it was.
  CHECK_FALSE(plan.servers.at(0).addresses.at(0).credentials);
  CHECK(plan.servers.at(0).addresses.at(0).endpoint.port == 25);
}

TEST_CASE("port and manner of TLS follow each other") {
  const auto plan = plan_of(file_with(kSubmission, kOutside));
  CHECK(plan.servers.at(1).submission.at(0).tls == mail::TlsMode::implicit);
  const auto implicit = plan_of(
      file_with("submission = { tls = \"implicit\", user = \"u\", password_file = \"/p\" }", kOutside));
  CHECK(implicit.servers.at(0).submission.at(0).endpoint.port == 465);
  const auto odd = plan_of(file_with(
      "submission = { tls = \"starttls\", port = 465, user = \"u\", password_file = \"/p\" }", kOutside));
  CHECK(odd.servers.at(0).submission.at(0).tls == mail::TlsMode::starttls);
}

TEST_CASE("a password goes in clear to this machine only") {
  const std::string clear = "submission = { tls = \"none\", user = \"u\", password_file = \"/p\" }";
  CHECK(complaints(file_with(clear, kOutside)).contains("would send the password in clear"));
  CHECK(complaints(file_with(clear, kOutside, "127.0.0.3")).empty());
}

TEST_CASE("mail goes out by all servers that have submission, mail of the domain to itself by the old one") {
  const auto plan = plan_of(file_with(kSubmission, kOutside));
  REQUIRE(plan.outbound.size() == 1);
  using enum cutover::Path;
  CHECK(plan.outbound[0].paths == std::vector{old_path, new_path});
  CHECK(plan.outbound[0].entrance == mail::Entrance::submission);
  CHECK(plan.outbound[0].ehlo == "example.org");
  CHECK_FALSE(plan.outbound[0].around_switch);
  CHECK(plan.round_trips.empty());
  CHECK(plan_of(file_with("", kOutside)).outbound[0].paths == std::vector{new_path});
  CHECK(plan_of(file_with(kSubmission, "to = \"a@example.org\"\n")).outbound[0].paths ==
        std::vector{old_path});
}

TEST_CASE("what goes out counts towards the caps, together with the round trips of the path") {
  const std::string trip =
      "[[cutover.roundtrip]]\nid = \"main\"\nfrom = \"a@example.net\"\nto = \"b@example.org\"\n"
      "paths = [\"new\"]\nmailbox = \"outside\"\ninterval = \"40s\"\n";
  const std::string every = std::string(kOutside) + "interval = \"2m\"\n";
  CHECK(complaints(file_with(kSubmission, every + trip)).empty());
  CHECK(complaints(file_with(kSubmission, std::string(kOutside) + "interval = \"100s\"\n" + trip))
            .contains("at most 120 messages an hour go down one path outside loopback, this makes 126"));
}

TEST_CASE("no complaint shows a password") {
  CHECK_FALSE(complaints(file_with(kSubmission, "to = \"no address\"\n")).contains(kSecret));
}

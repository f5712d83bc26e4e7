#include "tests/agent/cli/ran.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace cutwatch;
using test::run;

namespace {

/// "127.0.0.1:PORT", where nobody listens.
std::string dead_port() {
  const int held = socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in address{
      .sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
  socklen_t size = sizeof address;
  bind(held, reinterpret_cast<const sockaddr*>(&address), size);
  getsockname(held, reinterpret_cast<sockaddr*>(&address), &size);
  close(held);
  return "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
}

}  // namespace

TEST_CASE("a host that is old and new tells no MX from another") {
  const auto ran =
      run({"cutwatch", "watch", "example.org", "--old", "mx.example.org", "--new", "MX.example.org."});
  CHECK(ran.status == 2);
  CHECK(ran.err == "cutwatch watch: --old and --new: mx.example.org. cannot be what only one MX names\n");
}

TEST_CASE("an argument that dig would take is answered with the option that is meant") {
  const auto type = run({"cutwatch", "probe", "dns", "example.org", "mx"});
  CHECK(type.status == 2);
  CHECK(type.err.contains("mx"));
  CHECK(type.err.contains("did you mean --type mx?\n"));
  const auto resolver = run({"cutwatch", "probe", "dns", "@192.0.2.1", "example.org", "AAAA"});
  CHECK(resolver.status == 2);
  CHECK(resolver.err.contains("did you mean --type AAAA?\n"));
  CHECK_FALSE(run({"cutwatch", "probe", "dns", "example.org", "nonsense"}).err.contains("did you mean"));
}

TEST_CASE("a slip in a command's name is answered with the command that is meant") {
  const auto ran = run({"cutwatch", "statsu"});
  CHECK(ran.status == 2);
  CHECK(ran.err.contains("\"statsu\" is no command"));
  CHECK(ran.err.contains("did you mean status?\n"));
  CHECK(run({"cutwatch", "probe", "dsn"}).err.contains("did you mean dns?\n"));
  CHECK(run({"cutwatch", "zzzzzzzz"}).err.contains("\"zzzzzzzz\" is no command"));
  CHECK_FALSE(run({"cutwatch", "zzzzzzzz"}).err.contains("did you mean"));
  CHECK(run({"cutwatch"}).status == 2);
  CHECK_FALSE(run({"cutwatch"}).err.contains("is no command"));
  CHECK_FALSE(run({"cutwatch", "st\x1b[2Jatus"}).err.contains('\x1b'));
}

TEST_CASE("a dead port is told in the same words as a table and as JSON") {
  const auto port = dead_port();
  const auto table = run({"cutwatch", "probe", "dns", "example.org", "--resolver", port});
  const auto json = run({"cutwatch", "probe", "dns", "example.org", "--resolver", port, "-o", "json"});
  CHECK(table.err.starts_with(port + ": refused: "));
  const auto words = table.err.substr(port.size() + 2, table.err.size() - port.size() - 3);
  CHECK(json.out.contains("\"error\":\"" + words + "\""));
}

TEST_CASE("one cutover is no cutovers") {
  const test::TempDirectory folder;
  const std::string path = folder.file("cutwatch.toml");
  std::ofstream(path)
      << "[resolvers]\nuse = [\"google\"]\n[[cutover]]\ndomain = \"example.org\"\nkind = \"proxy\"\n"
         "[[cutover.record]]\nrrtype = \"MX\"\n"
         "stages = [[\"10 mail.example.org.\"], [\"5 in.proxy.example.\"]]\n";
  CHECK(run({"cutwatch", "config", "check", path}).out == path + ": good: 1 cutover, 1 resolver\n");
}

#include "tests/agent/cli/ran.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <string>

#include <sys/stat.h>

using namespace cutwatch;
using test::run;

namespace {

/// A configuration whose servers are on loopback, at a port where nobody listens.
class Folder {
 public:
  Folder() {
    std::ofstream(folder_.file("secret")) << "s3cret\n";
    chmod(folder_.file("secret").c_str(), 0600);
    std::ofstream(config()) << fmt::format(
        "[state]\npath = \"{}\"\n[resolvers]\nuse = [\"google\"]\n[[cutover]]\ndomain = \"example.org\"\n"
        "kind = \"proxy\"\n[[cutover.record]]\nrrtype = \"MX\"\nstages = [[\"10 mail.example.org.\"], "
        "[\"5 in.proxy.example.\"]]\n[[cutover.server]]\nrole = \"old\"\nhost = \"mail.example.org\"\n"
        "addresses = [\"127.0.0.1\"]\nport = 1\n[[cutover.mailbox]]\nid = \"inbox\"\n"
        "url = \"imaps://mail.example.org\"\naddress = \"127.0.0.1\"\nuser = \"probe@example.org\"\n"
        "password_file = \"{}\"\n[[cutover.roundtrip]]\nid = \"main\"\nfrom = \"probe@agent.example.net\"\n"
        "to = \"probe@example.org\"\npaths = [\"old\"]\nmailbox = \"inbox\"\n",
        folder_.file("state.db"), folder_.file("secret"));
  }
  std::string config() const { return folder_.file("cutwatch.toml"); }
  bool has_state() const { return std::ifstream(folder_.file("state.db")).good(); }

 private:
  test::TempDirectory folder_;
};

test::Ran probe(const Folder& folder, std::vector<std::string> more) {
  std::vector<std::string> words{"cutwatch", "probe", "mail", "--config.file", folder.config()};
  words.insert(words.end(), more.begin(), more.end());
  return run(std::move(words));
}

}  // namespace

TEST_CASE("a path, a round trip, a domain or a time that cannot be meant is a wrong command line") {
  const Folder folder;
  const auto path = probe(folder, {"--path", "new"});
  CHECK(path.status == 2);
  CHECK(path.err == "cutwatch probe mail: --path: no round trip goes down \"new\"; configured: old\n");
  CHECK(probe(folder, {"--path", "old", "--roundtrip", "x"}).status == 2);
  CHECK(probe(folder, {"--path", "old", "--domain", "example.net"}).status == 2);
  CHECK(probe(folder, {"--path", "old", "--timeout", "soon"})
            .err.contains("--timeout: expected a duration such as 90s or 5m, got \"soon\""));
  CHECK(probe(folder, {}).status == 2);
}

TEST_CASE("a server that is not there is told, and the state file is left alone") {
  const Folder folder;
  const auto ran = probe(folder, {"--path", "old", "--output", "json"});
  CHECK(ran.status == 3);
  CHECK(ran.err.contains("sending a message of main by the old path of example.org"));
  CHECK(ran.err.contains("not sent: refused: "));
  const auto document = nlohmann::json::parse(ran.out);
  CHECK(document.at("verdict") == "not_sent");
  CHECK(document.at("message").at("attempts") == 1);
  CHECK_FALSE(folder.has_state());
  CHECK_FALSE((ran.out + ran.err).contains("s3cret"));
}

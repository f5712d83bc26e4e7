#include "agent/cli/command_line.hpp"

#include "tests/support/temp_directory.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace cutwatch;

namespace {

/// What is written to a stream's file descriptor, from a mark to a mark.
class Caught {
 public:
  Caught(std::FILE* stream, std::string path) : stream_(stream), path_(std::move(path)) {
    flush();
    before_ = dup(fileno(stream_));
    auto* file = std::fopen(path_.c_str(), "w");
    dup2(fileno(file), fileno(stream_));
    std::fclose(file);
  }
  ~Caught() { end(); }
  Caught(const Caught&) = delete;
  Caught& operator=(const Caught&) = delete;

  std::string end() {
    if (before_ < 0) return {};
    flush();
    dup2(before_, fileno(stream_));
    close(before_);
    before_ = -1;
    std::ifstream file(path_);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  void flush() const {
    std::cout.flush();
    std::cerr.flush();
    std::fflush(stream_);
  }
  std::FILE* stream_;
  std::string path_;
  int before_ = -1;
};

struct Ran {
  int status;
  std::string out;
  std::string err;
};

Ran run(std::vector<std::string> words) {
  const test::TempDirectory folder;
  Caught out(stdout, folder.file("out"));
  Caught err(stderr, folder.file("err"));
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  const int status = cli::run(static_cast<int>(arguments.size()), arguments.data());
  return {.status = status, .out = out.end(), .err = err.end()};
}

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

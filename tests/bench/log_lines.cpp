// Reads a log of a mail server as the agent does: the file is followed, each line parsed, put together with
// the others of its message, judged for a cutover and counted into its facts, by client and by network.
// Prints lines per second of processor time, and how memory went.
#include "core/cutover/server_log/server_log_reading.hpp"
#include "net/log/log_follower.hpp"
#include "tests/bench/made_log.hpp"

#include <fmt/core.h>

#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>

#include <sys/resource.h>

namespace {

using namespace cutwatch;

constexpr WallTime kNow{std::chrono::seconds(1'798'761'600)};  ///< 2027-01-01T00:00:00Z.
constexpr int kMessagesAtOnce = 10'000;

/// The most that the program has held so far.
long peak_kib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

cutover::Server server(cutover::ServerRole role, const char* host, const char* address) {
  return {.role = role,
          .addresses = {{.host = host, .endpoint = {IpAddress::parse(address).value(), 25}}},
          .sends_from = {}};
}

/// The proxy's log: it hands mail on, and is where strangers come to.
cutover::Plan plan_of_bench() {
  cutover::Plan plan{.domain = dns::Name::parse("example.org").value()};
  plan.servers = {server(cutover::ServerRole::old_server, "mx.example.org", "198.51.100.3"),
                  server(cutover::ServerRole::new_server, "in.proxy.example", "192.0.2.7")};
  return plan;
}

/// What the agent makes of what it reads, read by read.
class Counting {
 public:
  Counting() : plan_(plan_of_bench()) {}

  void take(std::string_view text) {
    const cutover::StrayTimes times{.switched_since = kNow - std::chrono::hours(24 * 14),
                                    .first_bound = std::nullopt,
                                    .old_host_bound = std::nullopt,
                                    .grace = std::chrono::minutes(15)};
    facts_ = merged(std::move(facts_), reading_.take(text,
                                                     {.plan = plan_,
                                                      .role = cutover::ServerRole::new_server,
                                                      .mail = mail_,
                                                      .times = [&] { return times; },
                                                      .now = kNow},
                                                     Seconds{0}));
    bytes_ += text.size();
  }

  std::uint64_t bytes() const { return bytes_; }
  const mail::LogFacts& facts() const { return facts_; }

 private:
  cutover::Plan plan_;
  MailState mail_;
  cutover::ServerLogReading reading_{mail::Mta::postfix};
  mail::LogFacts facts_;
  std::uint64_t bytes_ = 0;
};

void print(const Counting& counting, double seconds, long grown_kib) {
  const auto& facts = counting.facts();
  fmt::print(
      "{{\"lines\":{},\"bytes\":{},\"seconds\":{:.3f},\"lines_per_second\":{:.0f},\"accepted\":{},"
      "\"refused\":{},\"sent\":{},\"networks\":{},\"unparsed\":{},\"forgotten\":{},\"peak_kib\":{},"
      "\"grown_kib\":{}}}\n",
      facts.lines, counting.bytes(), seconds, static_cast<double>(facts.lines) / seconds,
      tally_of(facts.accepted, mail::ClientOrigin::other).count,
      tally_of(facts.refused, std::pair(mail::ClientOrigin::other, mail::RefusalClass::for_good)).count,
      tally_of(facts.forwarded, mail::ForwardStatus::sent).count, facts.senders.known.size(), facts.unparsed,
      facts.forgotten, peak_kib(), grown_kib);
}

/// Memory is looked at from a tenth of the file on: until then buffers grow to what they need.
int follow(const char* path) {
  Counting counting;
  net::LogFollower follower(path, net::LogBeginning::at_its_start, std::nullopt);
  const auto begin = cpu_seconds();
  long settled = 0;
  while (true) {
    const auto read = follower.read();
    if (read.failure) return EXIT_FAILURE;
    if (read.text.empty()) break;
    counting.take(read.text);
    if (settled == 0 && read.behind < 9 * counting.bytes()) settled = peak_kib();
  }
  print(counting, cpu_seconds() - begin, peak_kib() - settled);
  return EXIT_SUCCESS;
}

/// A made-up log of that many octets at least.
int write(const char* path, std::uint64_t least) {
  std::ofstream out(path, std::ios::binary);
  std::uint64_t written = 0;
  for (int first = 0; written < least && out; first += kMessagesAtOnce) {
    const auto text = bench::made_log(first, kMessagesAtOnce);
    out << text;
    written += text.size();
  }
  out.close();
  return out ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

/// log_lines write FILE OCTETS | log_lines follow FILE
int main(int count, char** arguments) {
  const std::string_view mode = count > 1 ? arguments[1] : "";
  if (mode == "write" && count == 4) return write(arguments[2], std::strtoull(arguments[3], nullptr, 10));
  if (mode == "follow" && count == 3) return follow(arguments[2]);
  fmt::print(stderr, "log_lines write FILE OCTETS | log_lines follow FILE\n");
  return EXIT_FAILURE;
}

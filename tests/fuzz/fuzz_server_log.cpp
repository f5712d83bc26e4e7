// Whole logs: lines are put together, judged and counted. What is counted adds up, what is kept is bounded
// and printable, and the same log in two reads tells the same as in one.
#include "core/cutover/server_log/server_log_reading.hpp"
#include "core/text/printable.hpp"

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace {

using namespace cutwatch;

constexpr WallTime kNow{std::chrono::seconds(1'796'155'200)};

void require(bool holds) {
  if (!holds) std::abort();
}

cutover::Server server(cutover::ServerRole role, const char* host, const char* address) {
  return {.role = role,
          .addresses = {{.host = host, .endpoint = {IpAddress::parse(address).value(), 25}}},
          .sends_from = {}};
}

const cutover::Plan& plan_of_fuzzing() {
  static const auto kPlan = [] {
    cutover::Plan plan{.domain = dns::Name::parse("example.org").value()};
    plan.servers = {server(cutover::ServerRole::old_server, "mail.example.org", "192.0.2.10"),
                    server(cutover::ServerRole::new_server, "in.proxy.example", "198.51.100.7")};
    return plan;
  }();
  return kPlan;
}

/// All of it, the first `cut` octets in a read of their own.
mail::LogFacts told(mail::Mta mta, cutover::ServerRole role, std::string_view log, std::size_t cut) {
  static const MailState kNoMail;
  const cutover::LogContext context{.plan = plan_of_fuzzing(),
                                    .role = role,
                                    .mail = kNoMail,
                                    .times =
                                        [] {
                                          return cutover::StrayTimes{
                                              .switched_since = kNow - std::chrono::hours(1),
                                              .first_bound = std::nullopt,
                                              .old_host_bound = std::nullopt,
                                              .grace = {}};
                                        },
                                    .now = kNow};
  cutover::ServerLogReading reading(mta, {.messages = 64, .bytes = 65'536, .sessions = 16});
  auto facts = reading.take(log.substr(0, cut), context, Seconds{0});
  return merged(std::move(facts), reading.take(log.substr(cut), context, Seconds{0}));
}

void check_text(std::string_view text) { require(text.size() < 1024 && printable(text, 1024) == text); }

void check_kept(const mail::LogFacts& facts) {
  require(facts.last_strangers.size() <= mail::kMostStrangersKept);
  require(facts.last_failures.size() <= mail::kMostFailuresKept);
  for (const auto& each : facts.last_strangers) {
    for (const auto& text : {each.address, each.name, each.queue_id}) check_text(text);
    require(each.at <= kNow);
  }
  for (const auto& each : facts.last_failures) {
    for (const auto& text : {each.queue_id, each.relay, each.dsn, each.words}) check_text(text);
  }
  for (const auto& [network, sender] : facts.senders.known) check_text(sender.name);
  check_text(facts.own_came_from);
}

void check_counts(const mail::LogFacts& facts) {
  require(facts.unparsed <= facts.lines);
  auto senders = facts.senders.others.messages;
  for (const auto& [network, sender] : facts.senders.known) {
    require(sender.before <= sender.messages && sender.first <= sender.last);
    senders += sender.messages;
  }
  require(senders >= facts.strangers.count && senders <= facts.lines);
  std::uint64_t accepted = 0;
  for (const auto& [origin, tally] : facts.accepted) accepted += tally.count;
  require(accepted <= facts.lines);
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer looks for this name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view log(reinterpret_cast<const char*>(data), size);
  const auto middle = log.find('\n', size / 2);
  const auto cut = middle == std::string_view::npos ? size : middle + 1;
  for (const auto mta : {mail::Mta::postfix, mail::Mta::exim, mail::Mta::opensmtpd}) {
    for (const auto role : {cutover::ServerRole::old_server, cutover::ServerRole::new_server}) {
      const auto facts = told(mta, role, log, size);
      check_kept(facts);
      check_counts(facts);
      require(facts == told(mta, role, log, cut));
    }
  }
  return 0;
}

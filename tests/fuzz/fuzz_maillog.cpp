// Lines of mail servers' logs. Every fact is a part of the line, and a line end behind it changes nothing.
#include "core/mail/log/mail_log_line.hpp"

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace {

using cutwatch::mail::LogClock;
using cutwatch::mail::LogLine;

void require(bool holds) {
  if (!holds) std::abort();
}

void check_part(std::string_view part, std::string_view line) {
  if (part.empty()) return;
  require(part.data() >= line.data() && part.data() + part.size() <= line.data() + line.size());
}

void check_parts(const LogLine& facts, std::string_view line) {
  for (const auto part : {facts.host,        facts.instance,       facts.service,
                          facts.pid,         facts.queue_id,       facts.session,
                          facts.client.name, facts.client.address, facts.orig_client.name,
                          facts.relay.name,  facts.relay.address,  facts.message_id,
                          facts.dsn,         facts.status,         facts.reply,
                          facts.stage,       facts.login,          facts.protocol,
                          facts.helo,        facts.local_user,     facts.child,
                          facts.commands})
    check_part(part, line);
  check_part(facts.from.value_or(""), line);
  check_part(facts.to.value_or(""), line);
  require(facts.client.address.find_first_not_of("0123456789abcdefABCDEF.:") == std::string_view::npos);
  require(!facts.delay || *facts.delay >= 0);
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer looks for this name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  const LogClock clock(cutwatch::WallTime(std::chrono::seconds(1'796'155'200)));
  using cutwatch::mail::Mta;
  for (const auto given : {std::optional<Mta>(), std::optional(Mta::postfix), std::optional(Mta::exim),
                           std::optional(Mta::opensmtpd)}) {
    const auto facts = read_mail_log_line(line, clock, given);
    if (!facts) continue;
    check_parts(*facts, line);
    const auto ended = std::string(line) + "\r\n";
    const auto again = read_mail_log_line(ended, clock, given);
    require(again && again->event == facts->event && again->queue_id == facts->queue_id &&
            again->client == facts->client && again->time == facts->time);
  }
  return 0;
}

#include "tests/core/cutover/server_log/log_world.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;
using mail::ForwardReason;
using mail::RefusalClass;

namespace {

constexpr std::string_view kUnasked =
    "2026-12-01 20:00:09 1xUnsc-0008Bq-14 == p@example.org R=proxy T=remote_smtp defer (-53): "
    "retry time not reached for any host for 'example.org'";

LogLines put_off_first(std::string_view answer) {
  return {
      "2026-12-01 20:00:00 1xUnsc-0008Bp-14 <= alice@sender.test H=(x) [203.0.113.9]:33094 P=esmtp S=378 "
      "id=x@y",
      fmt::format("2026-12-01 20:00:01 1xUnsc-0008Bp-14 == p@example.org R=proxy T=remote_smtp defer {}",
                  answer)};
}

LogLines next_unasked() {
  return {
      "2026-12-01 20:00:08 1xUnsc-0008Bq-14 <= alice@sender.test H=(x) [203.0.113.9]:33094 P=esmtp S=378 "
      "id=z@y",
      std::string(kUnasked)};
}

constexpr std::string_view kGreylisted =
    "(-44) H=mail.example.org [192.0.2.10]: SMTP error from remote mail server after RCPT "
    "TO:<p@example.org>: "
    "451 Greylisted, please try again";
constexpr std::string_view kDown = "(111): Connection refused";

ReadLog proxys_exim() { return {.role = ServerRole::new_server, .mta = mail::Mta::exim}; }

}  // namespace

TEST_CASE("what Exim puts off unasked has the reason of what was answered before") {
  for (const auto& [answer, reason] :
       {std::pair{kGreylisted, ForwardReason::greylisted}, std::pair{kDown, ForwardReason::next_hop_down}}) {
    CAPTURE(std::string(answer));
    const auto facts = proxys_exim().of(joined({put_off_first(answer), next_unasked()}));
    CHECK(facts.failures.at({RefusalClass::for_now, reason}).count == 2);
    CHECK(facts.failures.size() == 1);
    REQUIRE(facts.last_failures.size() == 2);
    CHECK(facts.last_failures.back().words == facts.last_failures.front().words);
  }
}

TEST_CASE("it has it over reads as well, and none where nothing was answered yet") {
  const auto log = proxys_exim();
  ServerLogReading reading(mail::Mta::exim);
  (void)reading.take(text_of_lines(put_off_first(kGreylisted)), log.context(), Seconds{0});
  const auto later = reading.take(text_of_lines(next_unasked()), log.context(), Seconds{0});
  CHECK(later.failures.at({RefusalClass::for_now, ForwardReason::greylisted}).count == 1);
  const auto alone = log.of(next_unasked());
  CHECK(alone.failures.at({RefusalClass::for_now, ForwardReason::other}).count == 1);
  CHECK(alone.minutes.empty());  // nobody refused anything
}

TEST_CASE("an old server that is busy is down, though its answer names the proxy") {
  const auto busy = postfix("smtp",
                            "ABCDEF1: to=<p@example.org>, relay=mail.example.org[192.0.2.10]:25, delay=1, "
                            "delays=0/0/0/1, dsn=4.3.0, "
                            "status=deferred (host mail.example.org[192.0.2.10] said: 450 4.3.0 "
                            "<in.proxy.example[198.51.100.7]>: Client "
                            "host rejected: upstream busy (in reply to RCPT TO command))");
  const auto facts = ReadLog{.role = ServerRole::new_server}.of(
      joined({received("ABCDEF1", "mx.sender.test[203.0.113.9]"), {busy}}));
  CHECK(facts.failures.at({RefusalClass::for_now, ForwardReason::next_hop_down}).count == 1);
}

TEST_CASE("a mirror's copy is handed on, by whichever name the new server knows the recipient") {
  const auto copy = [](std::string_view relay) {
    return postfix("smtp",
                   fmt::format("ABCDEF1: to=<p@mx-new.example.com>, relay={}:25, delay=1, delays=0/0/0/1, "
                               "dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as ABCDEF2)",
                               relay));
  };
  const ReadLog log{.plan = log_plan(Kind::server)};
  const auto stranded = [&](const LogLines& behind) {
    const auto facts = log.of(joined({received("ABCDEF1", "mx.sender.test[203.0.113.9]"), behind}));
    return mail::tally_of(facts.strays, mail::StrayKind::stranded).count;
  };
  CHECK(stranded({copy("new[198.51.100.7]"), delivered("ABCDEF1"), removed("ABCDEF1")}) == 0);
  CHECK(stranded({delivered("ABCDEF1"), copy("new[198.51.100.7]"), removed("ABCDEF1")}) == 0);
  CHECK(stranded({copy("elsewhere[203.0.113.77]"), delivered("ABCDEF1"), removed("ABCDEF1")}) == 1);
}

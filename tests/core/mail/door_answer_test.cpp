#include "core/mail/door_answer.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace cutwatch;
using namespace cutwatch::mail;

namespace {

DoorAnswer reply(int code, SmtpPhase stage) {
  return {.stage = stage, .reply = SmtpReply{code, "", "so"}, .failure = {}};
}

DoorAnswer failure(FailureKind kind, SmtpPhase stage) {
  return {.stage = stage, .reply = {}, .failure = Failure{kind, "so"}};
}

}  // namespace

TEST_CASE("replies are of a class wherever they come, and only a recipient that is taken opens") {
  for (const auto stage : {SmtpPhase::banner, SmtpPhase::ehlo, SmtpPhase::mail, SmtpPhase::rcpt}) {
    CHECK(class_of(reply(450, stage)) == DoorClass::put_off);
    CHECK(class_of(reply(554, stage)) == DoorClass::refused);
  }
  CHECK(class_of(reply(250, SmtpPhase::rcpt)) == DoorClass::open);
  CHECK_FALSE(class_of(reply(250, SmtpPhase::mail)));
  CHECK_FALSE(class_of(DoorAnswer{}));
}

TEST_CASE("closed is no connection, or one that is hung up before the greeting, and nothing else") {
  using enum FailureKind;
  constexpr std::array kKinds{timeout,  refused, unreachable, malformed, tls,
                              protocol, auth,    limited,     cancelled};
  for (const auto stage : kSmtpPhases) {
    for (const auto kind : kKinds) {
      const bool at_connect =
          stage == SmtpPhase::connect && (kind == timeout || kind == refused || kind == unreachable);
      const bool at_banner = stage == SmtpPhase::banner && (kind == refused || kind == protocol);
      CAPTURE(to_string(stage));
      CAPTURE(to_string(kind));
      CHECK(class_of(failure(kind, stage)) ==
            (at_connect || at_banner ? std::optional(DoorClass::closed) : std::nullopt));
      CHECK_FALSE(is_reached(failure(kind, stage)));
    }
  }
}

TEST_CASE(
    "a control is reached by any answer to MAIL or RCPT; a greeting may be that of the network between") {
  CHECK(is_reached(reply(450, SmtpPhase::rcpt)));
  CHECK(is_reached(reply(554, SmtpPhase::mail)));
  CHECK(is_reached(reply(250, SmtpPhase::rcpt)));
  CHECK_FALSE(is_reached(reply(554, SmtpPhase::banner)));
  CHECK_FALSE(is_reached(reply(421, SmtpPhase::ehlo)));
}

TEST_CASE("what an attempt says is kept, cut to what people need, with a failure beside a reply") {
  SmtpAttempt attempt{.ended_in = SmtpPhase::tls,
                      .reply = SmtpReply{454, "4.7.0", std::string(9000, 'x')},
                      .failure = Failure{FailureKind::tls, std::string(9000, 'y')}};
  const auto answer = door_answer(attempt);
  CHECK(answer.reply->text.size() < 600);
  CHECK(answer.failure->detail.size() < 600);
  CHECK_FALSE(class_of(answer));
  CHECK(answer.words().size() < 200);
  CHECK(reply(554, SmtpPhase::rcpt).words() == "554 so at rcpt");
}

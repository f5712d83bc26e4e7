#include "core/mail/smtp_code.hpp"

#include <doctest/doctest.h>

#include <string>

using cutwatch::mail::meaning_of_smtp_code;

TEST_CASE("codes that the tables know are told by them") {
  for (const auto& [code, part] : {std::pair{"250", "carried out"},
                                   {"421", "closes the connection"},
                                   {"550", "policy"},
                                   {"5.1.1", "never, the message bounces: the mailbox does not exist"},
                                   {"4.7.1", "not now, the sender tries again: a policy"},
                                   {"5.7.23", "SPF"},
                                   {"2.1.5", "it succeeded: the recipient is good"}}) {
    const auto told = meaning_of_smtp_code(code);
    REQUIRE_MESSAGE(told, std::string(code));
    CHECK(told->code == code);
    CHECK_MESSAGE(told->meaning.contains(part), told->meaning);
    CHECK(told->action.ends_with('.'));
  }
}

TEST_CASE("others are told by their class and subject") {
  CHECK(meaning_of_smtp_code("559")->meaning == "never, the message bounces; about the mail system");
  CHECK(meaning_of_smtp_code("499")->meaning == "not now, the sender tries again");
  CHECK(meaning_of_smtp_code("5.7.999")->meaning == "never, the message bounces: about security or policy");
  CHECK(meaning_of_smtp_code("4.9.1")->meaning == "not now, the sender tries again");
}

TEST_CASE("what is no code has no meaning") {
  for (const auto* text : {"", "5", "55", "5500", "5x0", "150", "650", "5.1", "5.1.", "5..1", "3.1.1",
                           "5.1.1.1", "5.1234.1", "5.1.x", ".1.1", "mx_problem", "-50", "5.-1.1"})
    CHECK_MESSAGE(!meaning_of_smtp_code(text), std::string(text));
}

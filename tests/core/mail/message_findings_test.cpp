#include "core/mail/message_findings.hpp"

#include <doctest/doctest.h>

// What messages show that their result does not tell.
using namespace cutwatch;
using namespace cutwatch::mail;

namespace {

LedgerEntry found_in(const std::string& folder, SpamSigns spam) {
  LedgerEntry entry{.id = "m"};
  entry.sighting = Sighting{.folder = folder, .is_junk = folder == "Junk"};
  entry.sighting->inspection = Inspection{.spam = std::move(spam)};
  return entry;
}

}  // namespace

TEST_CASE("spam that lies in no junk folder is a finding, and nothing else") {
  CHECK(findings_of(found_in("INBOX", {.is_marked = true, .score = 6.125})) ==
        std::vector<MessageFinding>{
            {.id = "spam_in_inbox",
             .text = "a filter called it spam with a score of 6.1, and it lies in INBOX all the same"}});
  CHECK(findings_of(found_in("\x1b[2J", {.is_marked = true})).at(0).text ==
        "a filter called it spam, and it lies in \\x1b[2J all the same");
  CHECK(findings_of(found_in("Junk", {.is_marked = true})).empty());
  CHECK(findings_of(found_in("INBOX", {.is_marked = false, .score = 99})).empty());
  CHECK(findings_of({.id = "not found"}).empty());
}

#include "core/mail/junk_folder.hpp"

#include <doctest/doctest.h>

using cutwatch::mail::is_junk_folder;

TEST_CASE("junk folders are known in any case and below any parent") {
  for (const auto* name : {"Junk", "JUNK", "spam", "INBOX.Spam", "[Gmail]/Spam", "Junk E-Mail",
                           "INBOX/Junk Email", "Bulk Mail"}) {
    CHECK_MESSAGE(is_junk_folder(name), name);
  }
  for (const auto* name : {"", "INBOX", "Junkyard", "not spam", "Spam/kept", "Bulk", "Junk "}) {
    CHECK_MESSAGE(!is_junk_folder(name), name);
  }
}

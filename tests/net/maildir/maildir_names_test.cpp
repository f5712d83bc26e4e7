#include "net/maildir/maildir_names.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::net;

TEST_CASE("folders are spelt as Maildir++ spells them") {
  CHECK(maildir_directory("INBOX").value() == ".");
  CHECK(maildir_directory("Inbox").value() == ".");
  CHECK(maildir_directory("Junk").value() == ".Junk");
  CHECK(maildir_directory("Archive/2026").value() == ".Archive.2026");
  CHECK(maildir_directory("Archive.2026").value() == ".Archive.2026");
  CHECK(maildir_directory("Entw\xc3\xbcrfe").value() == ".Entw&APw-rfe");
  CHECK(maildir_directory("Q&A").value() == ".Q&-A");
}

TEST_CASE("no name of a folder leads out of the maildir") {
  for (const auto* name :
       {"", ".", "..", "/", "../other", "a/../b", "a//b", "/etc", "a/", ".a", "a..b", "\xff"})
    CHECK_MESSAGE(maildir_directory(name).error().kind == FailureKind::malformed, name);
  CHECK_FALSE(maildir_directory(std::string_view("a\0b", 3)));
}

TEST_CASE("a message keeps the part of its name before the flags") {
  CHECK(unique_part("1700000000.M1P2.host:2,S") == "1700000000.M1P2.host");
  CHECK(unique_part("1700000000.M1P2.host") == "1700000000.M1P2.host");
  CHECK(unique_part(":2,") == "");
}

TEST_CASE("a name tells when its file was made, where a delivery agent gave it") {
  CHECK(stamp_in_name("1700000000.M1P2.host").value() == WallTime{Seconds{1'700'000'000}});
  for (const auto* name : {"", "1700000000", "170000000.M1", "17000000001.M1", "x700000000.M1", "msg.eml"})
    CHECK_MESSAGE(!stamp_in_name(name), name);
}

#include "net/log/rotated_name.hpp"

#include <doctest/doctest.h>

using namespace cutwatch::net;

TEST_CASE("names that rotation gives are known") {
  for (const auto* name : {"mail.log.1", "mail.log.02", "mail.log-20261123", "mail.log-2026-11-23",
                           "mail.log.20261123.1", "mail.log-20261123-1763884800"})
    CHECK_MESSAGE(rotated_name("mail.log", name) == RotatedName::plain, name);
  for (const auto* name : {"mail.log.2.gz", "mail.log-20261123.xz", "mail.log.3.zst", "mail.log.0.bz2"})
    CHECK_MESSAGE(rotated_name("mail.log", name) == RotatedName::compressed, name);
  CHECK(rotated_name("mainlog", "mainlog.01") == RotatedName::plain);
}

TEST_CASE("other logs and copies that people make are no rotated logs") {
  for (const auto* name :
       {"mail.log", "mail.log.bak", "mail.log.old", "mail.logs.1", "mail.log1", "xmail.log.1", "mail.log.",
        "mail.log.gz", "mail.log..1", "mail.log.1-", "mail.log.1.swp", "mail.lo"})
    CHECK_MESSAGE(rotated_name("mail.log", name) == RotatedName::none, name);
  CHECK(rotated_name("mail", "mail.err") == RotatedName::none);
  CHECK(rotated_name("mail", "mail.err.1") == RotatedName::none);
}

#include "core/mail/transmission_type.hpp"

#include <doctest/doctest.h>

using namespace cutwatch::mail;

TEST_CASE("whether mail came through TLS is what the protocol's name says, or not known") {
  for (const auto* with :
       {"ESMTPS", "esmtpsa", "LMTPS", "LMTPSA", "UTF8SMTPS", "UTF8SMTPSA", "SMTPS", " ESMTPS x"})
    CHECK_MESSAGE(is_encrypted(with) == true, with);
  for (const auto* with : {"SMTP", "ESMTP", "ESMTPA", "LMTP", "UTF8SMTP", "UTF8LMTPA"})
    CHECK_MESSAGE(is_encrypted(with) == false, with);
  for (const auto* with :
       {"", "Microsoft SMTP Server", "SMTPSVC", "ESMTPSX", "HTTP", "local", "UTF8", "MAPI"})
    CHECK_MESSAGE(is_encrypted(with) == std::nullopt, with);
}

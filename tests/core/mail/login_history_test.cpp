#include "core/mail/login_history.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::mail;

namespace {

constexpr SteadyTime kBegin{std::chrono::hours{100}};

}  // namespace

TEST_CASE("after three failures within an hour an account is left alone until the first is an hour ago") {
  LoginHistory logins;
  for (int i = 0; i < 3; ++i) {
    CHECK(logins.may_try("probe", kBegin + i * Seconds{15}));
    logins.note_failure("probe", kBegin + i * Seconds{15});
  }
  CHECK_FALSE(logins.may_try("probe", kBegin + Seconds{31}));
  CHECK(logins.may_try("other", kBegin + Seconds{31}));
  CHECK_FALSE(logins.may_try("probe", kBegin + std::chrono::hours{1} - Millis{1}));
  CHECK(logins.may_try("probe", kBegin + std::chrono::hours{1}));
  logins.note_failure("probe", kBegin + std::chrono::hours{1});
  CHECK_FALSE(logins.may_try("probe", kBegin + std::chrono::hours{1} + Seconds{14}));
  CHECK(logins.may_try("probe", kBegin + std::chrono::hours{1} + Seconds{15}));
}

TEST_CASE("a log-in that succeeds proves the password: failures before it count no more") {
  LoginHistory logins;
  for (int i = 0; i < 3; ++i) logins.note_failure("probe", kBegin);
  logins.note_success("probe");
  CHECK(logins.may_try("probe", kBegin));
}

TEST_CASE("failures that lie further apart stop nothing") {
  LoginHistory logins;
  for (int i = 0; i < 50; ++i) {
    const auto now = kBegin + i * std::chrono::minutes{20};
    CHECK(logins.may_try("probe", now));
    logins.note_failure("probe", now);
  }
}

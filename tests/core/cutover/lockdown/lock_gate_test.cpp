#include "tests/core/cutover/lockdown/lock_world.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

using V = VerdictKind;
using mail::DoorClass;
using mail::SmtpPhase;

struct Row {
  std::string_view what;
  std::vector<Observation> knocks;
  VerdictKind verdict;
  std::string words;
  std::optional<bool> is_locked;
  std::optional<DoorClass> shown;
};

void check(const Plan& plan, const std::vector<Observation>& rest, const std::vector<Row>& rows) {
  for (const auto& row : rows) {
    CAPTURE(row.what);
    const auto seen = lock_seen(plan, together({rest, row.knocks}));
    CHECK_MESSAGE(seen.verdict.kind == row.verdict, seen.verdict.evidence);
    CHECK_MESSAGE(seen.verdict.evidence.contains(row.words), seen.verdict.evidence);
    CHECK(seen.is_locked == row.is_locked);
    CHECK(seen.shown == row.shown);
  }
}

/// Twice, far enough apart.
std::vector<Observation> twice(const mail::DoorAnswer& answer) {
  return {knocked(kNow - 500, answer), knocked(kNow - 150, answer)};
}

std::vector<Observation> once(const mail::DoorAnswer& answer) { return {knocked(kNow - 150, answer)}; }

}  // namespace

TEST_CASE("after the last copy any refusal of strangers is a lock, if the proxy's mail still arrives") {
  const auto plan = lock_plan();
  check(plan, together({records_moved(), arrived(plan)}),
        {{"5xx", once(kHard), V::pass, "message m1 of main", true, DoorClass::refused},
         {"4xx, again after the delay", twice(kSoft), V::pass, "450 4.7.1", true, DoorClass::put_off},
         {"closed, again after the delay", twice(kDropped), V::pass, "timeout", true, DoorClass::closed},
         {"reset while connecting", twice(broke(FailureKind::refused, SmtpPhase::connect)), V::pass,
          "refused", true, DoorClass::closed},
         {"rejected by a router", twice(broke(FailureKind::unreachable, SmtpPhase::connect)), V::pass,
          "unreachable", true, DoorClass::closed},
         {"hung up on before the greeting", twice(broke(FailureKind::protocol, SmtpPhase::banner)), V::pass,
          "at banner", true, DoorClass::closed},
         {"554 instead of a greeting", once(said(554, "5.7.1", "Access denied", SmtpPhase::banner)), V::pass,
          "at banner", true, DoorClass::refused},
         {"421 all the time", twice(said(421, "4.3.2", "Service not available", SmtpPhase::banner)), V::pass,
          "421", true, DoorClass::put_off},
         {"open", once(kTakes), V::fail, "takes mail for probe@example.org from 203.0.113.9", false,
          DoorClass::open}});
}

TEST_CASE("while a copy may live a 4xx or no connection is in order, and a 5xx bounces mail") {
  const auto plan = lock_plan();
  check(plan, together({records_unmoved(), arrived(plan)}),
        {{"4xx", twice(kSoft), V::pass, "450 4.7.1", true, DoorClass::put_off},
         {"closed", twice(kDropped), V::pass, "timeout", true, DoorClass::closed},
         {"5xx", once(kHard), V::fail, "too early for a 5xx", true, DoorClass::refused},
         {"open", once(kTakes), V::fail, "takes mail", false, DoorClass::open}});
}

TEST_CASE("a 5xx whose time nobody can tell passes nothing") {
  const auto plan = lock_plan();
  const auto seen = lock_seen(plan, together({arrived(plan), once(kHard)}));
  CHECK(seen.verdict.kind == V::no_evidence);
  CHECK_MESSAGE(seen.verdict.evidence.contains("whether it is too early"), seen.verdict.evidence);
  CHECK(seen.is_locked == true);
}

TEST_CASE("what is not about who asks shows no lock, however often it is said") {
  const auto plan = lock_plan();
  std::vector<Row> rows;
  const auto add = [&](std::string_view what, const mail::DoorAnswer& answer, const std::string& words) {
    rows.push_back({what, twice(answer), V::no_evidence, words, std::nullopt, std::nullopt});
  };
  add("user unknown", said(550, "5.1.1", "User unknown"), "about the recipient");
  add("user unknown, without a code", said(550, "", "No such user here"), "about the recipient");
  add("unverified address", said(450, "4.1.1", "unverified address"), "about the recipient");
  add("mailbox full", said(452, "4.2.2", "Over quota"), "");
  add("relaying", said(554, "5.7.1", "<probe@example.org>: Relay access denied"), "about relaying");
  add("relaying, for now", said(454, "4.7.1", "Relay access denied"), "about relaying");
  add("rcpthosts", said(553, "", "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)"),
      "about relaying");
  add("SPF", said(550, "5.7.23", "SPF validation failed"), "about the sender");
  add("SPF in words", said(550, "5.7.1", "SPF check failed"), "about the sender");
  add("sender's domain", said(450, "4.1.8", "Sender address rejected: Domain not found"), "about the sender");
  add("a list", said(554, "5.7.1", "Service unavailable; Client host [203.0.113.9] blocked using bl.example"),
      "others say");
  add("no PTR", said(450, "4.7.25", "Client host rejected: cannot find your hostname"), "others say");
  add("HELO", said(504, "5.5.2", "Helo command rejected"), "about the command");
  add("STARTTLS", said(530, "5.7.0", "Must issue a STARTTLS command first", SmtpPhase::mail), "about TLS");
  add("greylisting that says so", said(451, "4.7.1", "Greylisting in action, please come back later"),
      "greylisting");
  add("rate", said(450, "4.7.1", "Error: too many connections"), "how often");
  add("a fault", said(451, "4.3.0", "Temporary lookup failure"), "fault of its own");
  add("TLS breaks", broke(FailureKind::tls, SmtpPhase::tls), "does not tell");
  add("no greeting in time", broke(FailureKind::timeout, SmtpPhase::banner), "does not tell");
  add("dropped in the middle", broke(FailureKind::protocol, SmtpPhase::rcpt), "does not tell");
  add("silent at RCPT", broke(FailureKind::timeout, SmtpPhase::rcpt), "does not tell");
  add("nonsense", broke(FailureKind::malformed, SmtpPhase::banner), "does not tell");
  check(plan, together({records_moved(), arrived(plan)}), rows);
}

TEST_CASE("a 4xx or no connection is waited out: who greylists takes the mail the next time") {
  const auto plan = lock_plan();
  const auto rest = together({records_moved(), arrived(plan)});
  for (const auto& answer : {kSoft, kDropped}) {
    const auto first = lock_seen(plan, together({rest, once(answer)}));
    CHECK(first.verdict.kind == V::wait);
    CHECK(first.verdict.until == at(kNow - 150 + 300));
    CHECK_FALSE(first.is_locked.has_value());
    // Again, but too soon; and after an answer of another kind between.
    CHECK(lock_seen(plan, together({rest, {knocked(kNow - 200, answer), knocked(kNow - 10, answer)}}))
              .verdict.kind == V::wait);
    CHECK(lock_seen(plan, together({rest,
                                    {knocked(kNow - 900, answer), knocked(kNow - 600, kTakes),
                                     knocked(kNow - 150, answer)}}))
              .verdict.kind == V::wait);
  }
  const auto taken =
      lock_seen(plan, together({rest, {knocked(kNow - 500, kSoft), knocked(kNow - 150, kTakes)}}));
  CHECK(taken.verdict.kind == V::fail);
  CHECK(taken.is_locked == false);
}

TEST_CASE("greylisting that forgot us in a long pause begins anew") {
  const auto plan = lock_plan();
  const auto rest = together({records_moved(), arrived(plan)});
  const double pause = 5 * 3600;
  CHECK(lock_seen(plan, together({rest, {knocked(kNow - 150 - pause, kSoft), knocked(kNow - 150, kSoft)}}))
            .verdict.kind == V::wait);
}

TEST_CASE("without a control that is reached, port 25 may be blocked here") {
  const auto plan = lock_plan();
  const auto rest = together({records_moved(), arrived(plan)});
  using Control = std::optional<mail::DoorAnswer>;
  for (const auto& answer : {kHard, kSoft, kDropped}) {
    for (const auto& control : {Control(), Control(kDropped), Control(said(554, "", "no", SmtpPhase::banner)),
                                Control(broke(FailureKind::timeout, SmtpPhase::banner))}) {
      const Knock knock{.answer = answer, .control = control};
      const auto seen =
          lock_seen(plan, together({rest, {knocked(kNow - 500, knock), knocked(kNow - 150, knock)}}));
      CHECK_MESSAGE(seen.verdict.kind == V::no_evidence, seen.verdict.evidence);
      CHECK_MESSAGE(seen.verdict.evidence.contains("control"), seen.verdict.evidence);
      CHECK_FALSE(seen.is_locked.has_value());
    }
  }
  // A door that is seen open is open, whatever else is reached.
  CHECK(lock_seen(plan, together({rest, {knocked(kNow - 150, Knock{.answer = kTakes, .control = kDropped})}}))
            .verdict.kind == V::fail);
}

TEST_CASE("who is asked from within tells nothing, by name") {
  auto plan = lock_plan();
  plan.lockdowns.front().allowed = {{ip("203.0.113.128"), 25}};
  const auto rest = together({records_moved(), arrived(plan)});
  struct Case {
    std::string source;
    std::string words;
  };
  for (const auto& [source, words] :
       {Case{"198.51.100.7", "198.51.100.7 is an address of the new server"},
        Case{"198.51.100.3", "198.51.100.3 is in 198.51.100.0/28, which the new server sends from"},
        Case{"203.0.113.200", "which the lock lets in"},
        Case{"192.0.2.10", "is an address of the old server itself"}}) {
    for (const auto& answer : {kTakes, kHard, kSoft}) {
      const Knock knock{.answer = answer, .left_from = ip(source)};
      const auto seen =
          lock_seen(plan, together({rest, {knocked(kNow - 500, knock), knocked(kNow - 150, knock)}}));
      CHECK(seen.verdict.kind == V::no_evidence);
      CHECK_MESSAGE(seen.verdict.evidence.contains(words), seen.verdict.evidence);
      CHECK_FALSE(seen.is_locked.has_value());
      CHECK_FALSE(seen.shown.has_value());
    }
  }
  const Knock unknown{.answer = kHard, .left_from = std::nullopt};
  CHECK(lock_seen(plan, together({rest, {knocked(kNow - 150, unknown)}})).verdict.kind == V::no_evidence);
}

TEST_CASE("a lock that refuses the proxy too is none") {
  const auto plan = lock_plan();
  auto asking = plan;
  asking.recipients = {.addresses = {kProbe}, .from = "probe@agent.example.net", .ehlo = "agent.example.net"};
  const auto refused_at_new = says(kNow - 100, "new", Replies{{kProbe, kUnknown}, {kControl, kUnknown}});
  const auto seen = lock_seen(asking, together({records_moved(), once(kHard), {refused_at_new}}));
  CHECK(seen.verdict.kind == V::fail);
  CHECK_MESSAGE(seen.verdict.evidence.contains("the new server refuses probe@example.org too"),
                seen.verdict.evidence);
  CHECK_FALSE(seen.is_locked.has_value());
  // A message since was refused.
  const std::vector<Observation> bounced_back{recorded_by(plan, kNow - 100, "m1"),
                                              attempted(kNow - 99, "m1", mail::SmtpDisposition::refused)};
  const auto harmed = lock_seen(plan, together({records_moved(), once(kHard), bounced_back}));
  CHECK(harmed.verdict.kind == V::fail);
  CHECK_MESSAGE(harmed.verdict.evidence.contains("does not get through either"), harmed.verdict.evidence);
  // One since is put off: nobody can tell yet.
  const std::vector<Observation> put_off{recorded_by(plan, kNow - 100, "m2"),
                                         attempted(kNow - 99, "m2", mail::SmtpDisposition::deferred)};
  CHECK(lock_seen(plan, together({records_moved(), once(kHard), arrived(plan, kNow - 120), put_off}))
            .verdict.kind == V::no_evidence);
}

TEST_CASE("that the recipient is valid must be shown, and what may refuse everybody needs mail since") {
  const auto plan = lock_plan();
  auto asking = plan;
  asking.recipients = {.addresses = {kProbe}, .from = "probe@agent.example.net", .ehlo = "agent.example.net"};
  const auto taken = says(kNow - 100, "new", Replies{{kProbe, kTaken}, {kControl, kUnknown}});
  const auto takes_any = says(kNow - 100, "new", Replies{{kProbe, kTaken}, {kControl, kTaken}});
  const auto verdict = [&](const std::vector<Observation>& knocks, const std::vector<Observation>& proof) {
    return lock_seen(asking, together({records_moved(), knocks, proof})).verdict.kind;
  };
  CHECK(verdict(once(kHard), {}) == V::no_evidence);
  CHECK(verdict(once(kHard), {takes_any}) == V::no_evidence);
  CHECK(verdict(once(kHard), {taken}) == V::pass);
  CHECK(verdict(twice(kSoft), {taken}) == V::pass);
  CHECK(verdict(twice(kDropped), {taken}) == V::no_evidence);
  CHECK(verdict(once(said(554, "", "no", SmtpPhase::banner)), {taken}) == V::no_evidence);
  CHECK(verdict(twice(said(421, "", "busy", SmtpPhase::banner)), {taken}) == V::no_evidence);
  CHECK(verdict(once(said(530, "5.7.1", "Client was not authenticated", SmtpPhase::mail)), {taken}) ==
        V::no_evidence);
  // From before the lock: the recipient is valid, and what the lock does to the proxy's mail is not known.
  CHECK(verdict(once(kHard), arrived(asking, kNow - 170)) == V::pass);
  CHECK(verdict(twice(kDropped), arrived(asking, kNow - 550)) == V::no_evidence);
}

TEST_CASE("a look that is too old, of another recipient, or none is no evidence") {
  const auto plan = lock_plan();
  const auto rest = together({records_moved(), arrived(plan)});
  CHECK(lock_seen(plan, rest).verdict.evidence.contains("has not been tried yet"));
  CHECK(lock_seen(plan, together({rest, {knocked(kNow - 901, kHard)}})).verdict.kind == V::no_evidence);
  CHECK(lock_seen(plan, together({rest, {knocked(kNow + 60, kHard)}})).verdict.kind == V::no_evidence);
  auto other = plan;
  other.lockdowns.front().recipient = "other@example.org";
  CHECK(lock_seen(other, together({rest, once(kHard)})).verdict.kind == V::no_evidence);
  auto none = plan;
  none.lockdowns.clear();
  CHECK(verdict_on(none, together({rest, once(kHard)}), "lock_in_place", kNow).kind == V::no_evidence);
  CHECK(verdict_on(plan, together({rest, once(kHard)}), "lock_in_place", kNow).kind == V::pass);
}

TEST_CASE("every address of the server is to be locked") {
  auto plan = lock_plan();
  const auto second = ip("192.0.2.11");
  plan.servers.front().addresses.push_back({.host = "mail.example.org", .endpoint = {second, 25}});
  const auto rest = together({records_moved(), arrived(plan), once(kHard)});
  CHECK(lock_seen(plan, rest).verdict.evidence.contains("192.0.2.11:25 has not been tried yet"));
  const auto with = [&](const mail::DoorAnswer& answer) {
    return lock_seen(plan,
                     together({rest, {knocked(kNow - 140, Knock{.answer = answer, .server = second})}}));
  };
  CHECK(with(kHard).verdict.kind == V::pass);
  CHECK(with(kTakes).verdict.kind == V::fail);
  CHECK(with(kTakes).shown == DoorClass::open);
  // One that no configured source can be tried from stays unknown.
  plan.lockdowns.front().sources = {ip("2001:db8::9")};
  CHECK(lock_seen(plan, rest).verdict.kind == V::no_evidence);
}

TEST_CASE("an address of another family than the control's is not closed by silence") {
  auto plan = lock_plan();
  const auto v6 = ip("2001:db8::10");
  plan.servers.front().addresses = {{.host = "mail.example.org", .endpoint = {v6, 25}}};
  const auto knock = [&](const mail::DoorAnswer& answer) {
    return Knock{.answer = answer, .left_from = ip("2001:db8::9"), .server = v6};
  };
  const auto verdict = [&](const mail::DoorAnswer& answer) {
    return lock_seen(plan,
                     together({records_moved(),
                               arrived(plan),
                               {knocked(kNow - 500, knock(answer)), knocked(kNow - 150, knock(answer))}}))
        .verdict.kind;
  };
  CHECK(verdict(kDropped) == V::no_evidence);
  CHECK(verdict(kHard) == V::pass);
}

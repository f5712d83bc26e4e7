#include "exporters/status_json.hpp"

#include "tests/support/observations.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace cutwatch;
using namespace cutwatch::test;
using nlohmann::json;

namespace {

metrics::Watched watched() {
  cutover::Plan plan{.domain = name("example.org")};
  plan.records.push_back({.question = kMxQuestion, .stages = {kOldMx, kNewMx}});
  return {
      .plans = {plan},
      .resolvers = {{"google", endpoint("192.0.2.1"), "goog"}, {"quad9", endpoint("192.0.2.2"), "quad9"}}};
}

json status(const Snapshot& snapshot, double now) {
  const auto text = exporters::status_json(watched(), snapshot, "1.2.3", at(now));
  for (const char c : text) REQUIRE(((c >= 0x20 && c < 0x7f) || c == '\n'));
  return json::parse(text);
}

std::set<std::string> keys_of(const json& object) {
  std::set<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.insert(key);
  return keys;
}

}  // namespace

TEST_CASE("before anything is known the status has its shape, and null for what is not known") {
  const auto root = status({}, 0);
  CHECK(keys_of(root) == std::set<std::string>{"version", "at", "state_file", "cutovers"});
  CHECK(root["version"] == "1.2.3");
  CHECK(root["at"] == "2026-12-01T00:00:00.000Z");
  const auto& cutover = root["cutovers"].at(0);
  CHECK(
      keys_of(cutover) ==
      std::set<std::string>{"domain",        "kind",        "phase",       "rolled_back", "taken_back",
                            "decision",      "conditions",  "maintenance", "gates",       "accepted",
                            "plan",          "rollback",    "changes",     "records",     "calibration",
                            "identity",      "recipients",  "mx_problems", "mailboxes",   "bounce_mailboxes",
                            "stopped_paths", "dns_mail",    "outbound",    "messages",    "lockdown",
                            "expected",      "server_logs", "queues",      "bypass",      "farewell"});
  CHECK(cutover["queues"] == json::array());
  CHECK(keys_of(cutover["bypass"]) == std::set<std::string>{"last", "counts", "audits"});
  CHECK(cutover["server_logs"] == json::array());
  CHECK(cutover["farewell"].is_null());
  CHECK(cutover["lockdown"] == json::array());
  CHECK(cutover["dns_mail"].is_null());
  CHECK(cutover["recipients"].is_null());
  CHECK(keys_of(cutover["decision"]) == std::set<std::string>{"decision", "next_step", "sentence", "until",
                                                              "publish", "publishes", "under_way"});
  CHECK(cutover["decision"]["publishes"].is_null());
  CHECK(cutover["maintenance"].is_null());
  CHECK(cutover["taken_back"].is_null());
  CHECK(cutover["accepted"] == json::array());
  CHECK(cutover["domain"] == "example.org");
  CHECK(cutover["kind"] == "proxy");
  CHECK(cutover["mx_problems"].is_null());
  CHECK(cutover["messages"].empty());
  CHECK(cutover["identity"].empty());
  CHECK(cutover["conditions"].empty());
  const auto& record = cutover["records"].at(0);
  CHECK(record["stages"] == json{{"10 mail.example.org."}, {"20 mail.example.org.", "5 in.proxy.example."}});
  CHECK(record["target"] == 1);
  CHECK(record["published"].empty());
  CHECK(record["noted"].is_null());
  CHECK(cutover["rollback"] ==
        json{{"publish", json::array()},
             {"effective", nullptr},
             {"ttl_only", false},
             {"proofs", json::array()},
             {"old_path",
              {{"state", "unproven"}, {"evidence", "no round trip of the plan takes the old path"}}}});
  for (const auto& step : cutover["plan"]) {
    CHECK(keys_of(step) ==
          std::set<std::string>{"step", "kind", "at", "sentence", "supposes", "proofs", "publish"});
    CHECK(step["at"].is_null());
  }
  CHECK(record["propagation_ratio"].is_null());
  const auto& resolver = record["resolvers"].at(0);
  CHECK(keys_of(resolver) ==
        std::set<std::string>{"id", "operator", "address", "state", "ttl_seconds", "expires", "old_expires",
                              "cache_age_seconds", "cache_age_uncertainty_seconds", "changes", "failure",
                              "caches", "ttl_cap_seconds", "ttl_floor_seconds", "honours_ttl",
                              "kept_past_ttl", "late_until", "intercepted", "expected_delay"});
  CHECK(record["predicted_curve"].empty());
  CHECK(keys_of(record["bounds"]) == std::set<std::string>{"lowered", "changed", "old_host"});
  CHECK(record["bounds"]["changed"].is_null());
  CHECK(resolver["operator"] == "goog");
  CHECK(resolver["address"] == "192.0.2.1:53");
  for (const auto* key : {"state", "ttl_seconds", "expires", "old_expires", "cache_age_seconds", "failure"})
    CHECK(resolver[key].is_null());
}

TEST_CASE("what is known of resolvers, authorities and messages is told") {
  const auto snapshot =
      folded({delegation(0, std::vector{kNs1, kNs2}), authority_says(0, kNs1, authoritative(kOldMx, 300), 7),
              authority_says(50, kNs1, authoritative(kNewMx, 60), 8),
              resolver_says(10, "google", answer(kOldMx, 200)),
              resolver_says(60, "google", answer(mx({"1 other.example"}), 100)),
              resolver_says(60, "quad9", fail(FailureKind::timeout, "no reply")),
              MxLinted{.domain = kDomain,
                       .at = at(1),
                       .findings = {{"mail.example.org.",
                                     {.problems = {dns::MxProblem::cname, dns::MxProblem::null_mx},
                                      .is_complete = true}}}},
              recorded(0, "m1"), attempted(1, "m1", mail::SmtpDisposition::accepted),
              mailbox_shows(3, {{"m1"}}), recorded(9, "m2")});
  const auto root = status(snapshot, 61);
  const auto& cutover = root["cutovers"].at(0);
  CHECK(cutover["mx_problems"] == json{"cname", "null_mx"});
  const auto& condition = cutover["conditions"].at(0);
  CHECK(keys_of(condition) == std::set<std::string>{"condition", "severity", "sentence", "question",
                                                    "evidence", "cause", "action", "runbook",
                                                    "muted_because"});
  CHECK(condition["muted_because"].is_null());
  CHECK(condition["condition"] == "mx_problem");
  CHECK(condition["severity"] == "critical");
  CHECK(condition["evidence"] == "the MX names mail.example.org. (cname), mail.example.org. (null_mx)");
  CHECK(condition["sentence"] ==
        "critical: the MX names mail.example.org. (cname), mail.example.org. (null_mx) (mx_problem). Correct "
        "the target's records, or name another host in the MX.");
  const auto& record = cutover["records"].at(0);
  const auto& google = record["resolvers"].at(0);
  CHECK(google["state"] == "other");
  CHECK(google["ttl_seconds"] == 100);
  CHECK(google["changes"].size() == 2);
  CHECK(google["changes"].at(0) == json{{"at", "2026-12-01T00:00:10.100Z"}, {"stages", {0}}});
  CHECK(google["old_expires"] == "2026-12-01T00:03:31.100Z");
  CHECK(record["resolvers"].at(1)["failure"] == "timeout: no reply");
  CHECK(record["resolvers"].at(1)["state"] == "unreachable");
  const auto& ns1 = record["authorities"].at(0);
  CHECK(ns1["nameserver"] == "ns1.example.org.");
  CHECK(ns1["state"] == "new");
  CHECK(ns1["serial"] == 8);
  CHECK(ns1["versions"].size() == 2);
  CHECK(ns1["versions"].at(0)["ended"] == "2026-12-01T00:00:50.100Z");
  CHECK(ns1["versions"].at(1)["ended"].is_null());
  const auto& ns2 = record["authorities"].at(1);
  CHECK(ns2["state"].is_null());
  CHECK(ns2["rrset"].is_null());
  const auto& m1 = cutover["messages"].at(0);
  CHECK(m1["id"] == "m1");
  CHECK(m1["message_id"] == "<m1@agent.example.net>");
  CHECK(m1["result"] == "delivered");
  CHECK(m1["latency_seconds"] == 2.0);
  CHECK(m1["folder"] == "INBOX");
  CHECK(m1["phases"]["connect"] == doctest::Approx(0.002));
  CHECK(m1["queue_id"].is_null());
  CHECK(m1["path_proof"] ==
        json{{"outcome", "unknown"}, {"grade", nullptr}, {"why", "its Received lines were not read"}});
  CHECK(m1["changes"].is_null());
  CHECK(m1["report"].is_null());
  const auto& m2 = cutover["messages"].at(1);
  CHECK(m2["path_proof"].is_null());
  CHECK(m2["result"].is_null());
  CHECK(m2["seen_at"].is_null());
}

TEST_CASE("whose evidence is done without is told of each cutover, with the reason") {
  auto plans = watched();
  plans.plans.front().accepted = {{"ns3.example.net", "dead \u2013 leaves"}, {"quad9", "our own cache"}};
  const auto root = json::parse(exporters::status_json(plans, {}, "1.2.3", at(0)));
  CHECK(root["cutovers"].at(0)["accepted"] ==
        json{{{"id", "ns3.example.net"}, {"reason", "dead \\xe2\\x80\\x93 leaves"}},
             {{"id", "quad9"}, {"reason", "our own cache"}}});
}

TEST_CASE("hostile text stays valid JSON in plain ASCII") {
  for (const auto& text : {std::string("\x1b[2J\"}\n"), std::string("\xff\xfe"), std::string("<script>"),
                           std::string("\xe2\x80\xae"), std::string("nul\0", 4)}) {
    auto story = std::vector{recorded(0, "m1"), attempted(1, "m1", mail::SmtpDisposition::deferred)};
    std::get<MessageAttempted>(story[1]).attempt.reply =
        mail::SmtpReply{.code = 451, .enhanced_code = "", .text = text};
    auto found = mailbox_shows(2, {{"m1"}});
    std::get<MailboxRead>(found).content->found["m1"].sighting.folder = text;
    story.push_back(found);
    story.push_back(MailboxRead{.domain = kDomain,
                                .mailbox = "inbox",
                                .at = at(3),
                                .ended = at(3),
                                .pace = kLookPace,
                                .content = fail(FailureKind::protocol, text)});
    story.push_back(resolver_says(0, "google", fail(FailureKind::malformed, text)));
    story.push_back(authority_says(0, kNs1, authoritative(dns::RrSet::of_canonical({text}), 5)));
    CHECK_NOTHROW(status(folded(story), 5));
  }
}

TEST_CASE("a ledger whose texts are no text stays valid JSON") {
  const std::string text = "m\xff\x1b\"\n";
  auto story = std::vector{recorded(0, text)};
  auto& entry = std::get<MessageRecorded>(story.front()).entry;
  entry.probe = entry.path = entry.from = text;
  CHECK_NOTHROW(status(folded(story), 5));
}

TEST_CASE("why a resolver seems to be intercepted is said in words, and null otherwise") {
  auto from_box = answer(kOldMx, 300);
  from_box.nsid = "box";
  const auto reason = [](const Snapshot& snapshot) {
    return status(snapshot, 1)["cutovers"][0]["records"][0]["resolvers"][0]["intercepted"];
  };
  auto snapshot = folded({resolver_says(0, "google", from_box)});
  CHECK(reason(snapshot).is_null());
  snapshot = folded({resolver_says(0, "quad9", from_box)}, std::move(snapshot));
  CHECK(reason(snapshot) == "the server \"box\" answers here, and at quad9");
}

TEST_CASE("a bound that a resolver's copy raised says which resolver and which TTL") {
  const auto bound = [](std::int64_t ttl) {
    const auto root = status(folded({authority_says(0, kNs1, authoritative(kOldMx, 60), 1),
                                     resolver_says(0.2, "google", answer(kOldMx, ttl)),
                                     authority_says(10, kNs1, authoritative(kNewMx, 60), 2)}),
                             60);
    return root["cutovers"].at(0)["records"].at(0)["bounds"]["changed"];
  };
  CHECK(bound(200'000)["basis"] == "shown");
  CHECK(bound(200'000)["shown_by"] == json{{"resolver", "google"}, {"original_ttl_seconds", 200'002}});
  CHECK(bound(60)["basis"] == "assumed");
  CHECK(bound(60)["shown_by"].is_null());
}

TEST_CASE("calibration: the status tells what was measured at each resolver, and who will be late") {
  const dns::WildcardNames names{name("cal.example.org"), name("cal0.example.org")};
  const dns::Calibration figures{.long_ttl = Seconds{172'800},
                                 .short_ttl = Seconds{1},
                                 .given_long = dns::GivenTtls{Seconds{86'400}, Seconds{86'400}},
                                 .given_short = dns::GivenTtls{Seconds{300}, Seconds{300}},
                                 .held_at_zero = std::nullopt,
                                 .aging = dns::Aging::counts_down,
                                 .caches = 2,
                                 .unmeasured = {}};
  const auto found = [&](const std::string& resolver, Result<dns::Calibration> result) {
    return CalibrationFound{
        .domain = kDomain, .names = names, .resolver = resolver, .at = at(1), .result = std::move(result)};
  };
  const auto snapshot =
      folded({authority_says(0, kNs1, authoritative(kOldMx, 60)), found("google", figures),
              found("quad9", fail(FailureKind::timeout, "none of 4 questions was answered")),
              resolver_says(2, "google", answer(kOldMx, 300))});
  CHECK(status(snapshot, 3)["cutovers"][0]["calibration"].is_null());
  auto with_names = watched();
  with_names.plans[0].calibration = names;
  const auto root = json::parse(exporters::status_json(with_names, snapshot, "1.2.3", at(3)));
  const auto& calibration = root["cutovers"][0]["calibration"];
  CHECK(calibration["long"] == "cal.example.org.");
  CHECK(calibration["short"] == "cal0.example.org.");
  CHECK(calibration["failure"].is_null());
  const auto& google = calibration["resolvers"].at(0);
  CHECK(google["id"] == "google");
  CHECK(google["measured"] == "2026-12-01T00:00:01.000Z");
  CHECK(google["figures"]["cap_seconds"] == 86'400);
  CHECK(google["figures"]["floor_seconds"] == 300);
  CHECK(google["figures"]["aging"] == "counts_down");
  CHECK(google["figures"]["caches_at_least"] == 2);
  CHECK(google["figures"]["long"]["given_seconds"] == json{{"least", 86'400}, {"most", 86'400}});
  const auto& quad9 = calibration["resolvers"].at(1);
  CHECK(quad9["figures"].is_null());
  CHECK(quad9["measured"].is_null());
  CHECK(quad9["failure"] == "timeout: none of 4 questions was answered");
  const auto& resolver = root["cutovers"][0]["records"][0]["resolvers"][0];
  CHECK(resolver["expected_delay"] == json{{"seconds", 240}, {"until", nullptr}});
  CHECK(resolver["ttl_cap_seconds"] == 86'400);
  CHECK(resolver["caches"] == 2);
  CHECK(calibration["waits_for"].is_null());
}

TEST_CASE("calibration: the status tells what measuring waits for") {
  const auto snapshot = folded({authority_says(0, kNs1, authoritative(kOldMx, 60), 1),
                                authority_says(10, kNs1, authoritative(kNewMx, 60), 2)});
  auto with_names = watched();
  with_names.plans[0].calibration = {name("cal.example.org"), name("cal0.example.org")};
  const auto root = json::parse(exporters::status_json(with_names, snapshot, "1.2.3", at(20)));
  CHECK(root["cutovers"][0]["calibration"]["waits_for"] ==
        "no resolver is measured until the last old copy of example.org. MX has ended, "
        "2026-12-01T00:01:15.100Z");
}

TEST_CASE("a server that has left the delegation is shown, with the history that bounds rest on") {
  const auto root = status(
      folded({delegation(0, std::vector{kNs1, kNs2}), authority_says(1, kNs1, authoritative(kOldMx, 300)),
              authority_says(1, kNs2, authoritative(kOldMx, 900)), delegation(60, std::vector{kNs1})}),
      70);
  const auto& departed = root["cutovers"].at(0)["records"].at(0)["departed"];
  REQUIRE(departed.size() == 1);
  CHECK(departed[0]["nameserver"] == kNs2.name);
  CHECK(departed[0]["departed_at"] == "2026-12-01T00:01:00.000Z");
  CHECK(departed[0]["versions"].at(0)["ttl_seconds"] == 900);
  CHECK(departed[0]["versions"].at(0)["ended"].is_null());
}

TEST_CASE("steps have their times, and records what each name server publishes and what there was before") {
  const auto root = status(
      folded({delegation(0, std::vector{kNs1, kNs2}), authority_says(0, kNs1, authoritative(kOldMx, 300), 7),
              authority_says(0, kNs2, authoritative(kOldMx, 300), 7),
              RecordNoted{.domain = kDomain,
                          .record = kMxQuestion,
                          .noted = {.rrset = kOldMx, .ttl = Seconds{300}, .at = at(1)}},
              authority_says(50, kNs1, authoritative(kNewMx, 60), 8)}),
      60);
  const auto& cutover = root["cutovers"].at(0);
  const auto& plan = cutover["plan"];
  CHECK(plan.at(0)["step"] == "lower_ttl");
  CHECK(plan.at(1)["step"] == "switch");
  CHECK(plan.at(1)["kind"] == "under_way");
  CHECK(plan.at(1)["at"] == "2026-12-01T00:00:50.100Z");
  CHECK(plan.at(1)["proofs"].at(0)["holds_up"] == "endless");
  CHECK(plan.at(1)["proofs"].at(0)["gate"] == "authorities_agree");
  const auto& back = cutover["rollback"];
  CHECK(back["publish"] == json{"example.org. 300 IN MX 10 mail.example.org."});
  const auto& record = cutover["records"].at(0);
  CHECK(record["published"].size() == 2);
  CHECK(record["published"].at(0)["nameservers"].size() == 1);
  CHECK(record["noted"]["zone_lines"] == json{"example.org. 300 IN MX 10 mail.example.org."});
  CHECK(record["noted"]["at"] == "2026-12-01T00:00:01.000Z");
}

TEST_CASE("the last changes are told with their sentence, and how it stands with the state file") {
  std::vector<ChronicleEntry> entries;
  for (int i = 0; i < 60; ++i) {
    entries.push_back({.at = at(i),
                       .about = {.kind = ChangeKind::verdict, .subject = "switch mx_valid"},
                       .before = "wait",
                       .after = i % 2 == 0 ? "pass" : "fail",
                       .words = "as \x1b[31mseen"});
  }
  auto snapshot = folded({JudgementChanged{.domain = kDomain, .entries = entries}});
  auto root = status(snapshot, 60);
  const auto& changes = root["cutovers"][0]["changes"];
  REQUIRE(changes.size() == 50);
  CHECK(changes[0]["at"] == "2026-12-01T00:00:10.000Z");
  CHECK(changes[49]["sentence"] == "gate mx_valid before switch: fail, was wait: as \\x1b[31mseen");
  CHECK(root["state_file"] == json{{"failing_since", nullptr}, {"failure", nullptr}, {"set_aside", nullptr}});
  snapshot = with_state_file(std::move(snapshot), {.set_aside = "/x/state.db.corrupt-1"});
  snapshot = fold(std::move(snapshot),
                  StateWriteFailed{.at = at(1), .failure = {FailureKind::storage, "disk full"}});
  root = status(snapshot, 60);
  CHECK(root["state_file"] == json{{"failing_since", "2026-12-01T00:00:01.000Z"},
                                   {"failure", "storage: disk full"},
                                   {"set_aside", "/x/state.db.corrupt-1"}});
}

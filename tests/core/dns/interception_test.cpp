#include "core/dns/interception.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::dns;
using test::answer;
using test::at;
using test::authoritative;
using test::kOldMx;

namespace {

const Channel kTls = DotChannel{.tls_name = "dns.example.net", .ca_file = ""};

Resolver resolver(const std::string& id, const std::string& operator_id, Channel channel = PlainChannel{}) {
  return {.id = id,
          .endpoint = test::endpoint("192.0.2.1"),
          .operator_id = operator_id,
          .channel = std::move(channel)};
}

Resolver of_nobody(const std::string& id) {
  auto out = resolver(id, id);
  out.is_operator_assumed = true;
  return out;
}

Answer from(const std::string& nsid, Answer said = answer(kOldMx, 300)) {
  said.nsid = nsid;
  return said;
}

/// One resolver and what it said last.
struct Said {
  Resolver resolver;
  Result<Answer> answer;
};

std::map<std::string, Suspicion> judged(const std::vector<Said>& said) {
  std::vector<ResolverView> views;
  for (const auto& each : said) views.push_back(with_reply({}, at(0), at(0.1), each.answer));
  std::vector<ResolverEvidence> evidence;
  for (std::size_t i = 0; i < said.size(); ++i) {
    evidence.push_back({.resolver = &said[i].resolver});
    evidence.back().add(views[i], at(1));
  }
  return find_interceptions(evidence);
}

std::string suspects(const std::vector<Said>& said) {
  std::string out;
  for (const auto& [id, suspicion] : judged(said)) out += (out.empty() ? "" : " ") + id;
  return out;
}

}  // namespace

TEST_CASE("who is suspected of not answering itself") {
  const Resolver google = resolver("google", "google");
  const Resolver quad9 = resolver("quad9-open", "quad9");
  const Resolver isp = resolver("isp-1", "isp");
  const Resolver partner = resolver("partner", "partner");
  const Resolver local = resolver("system-1", "local");
  struct Row {
    const char* what;
    std::vector<Said> said;
    std::string suspects;
  };
  const Row rows[] = {
      {"one server for two public operators",
       {{google, from("box")}, {quad9, from("box")}},
       "google quad9-open"},
      {"and for an ISP as well",
       {{google, from("box")}, {quad9, from("box")}, {isp, from("box")}},
       "google isp-1 quad9-open"},
      {"servers of their own", {{google, from("gpdns-ams")}, {quad9, from("res100.ams")}}, ""},
      {"no server ids", {{google, answer(kOldMx, 300)}, {quad9, answer(kOldMx, 300)}}, ""},
      {"empty server ids", {{google, from("")}, {quad9, from("")}}, ""},
      {"one of them shows none", {{google, from("box")}, {quad9, answer(kOldMx, 300)}}, ""},
      {"several addresses of one operator",
       {{resolver("isp-1", "isp"), from("x")}, {resolver("isp-2", "isp"), from("x")}},
       ""},
      {"two operators that the configuration names",
       {{isp, from("x")}, {partner, from("x")}},
       "isp-1 partner"},
      {"addresses whose operator nobody named",
       {{of_nobody("a"), from("x")}, {of_nobody("b"), from("x")}},
       ""},
      {"nobody knows whose address, and a public one",
       {{of_nobody("a"), from("x")}, {google, from("x")}},
       ""},
      {"the host's own forwards to a public one",
       {{local, from("gpdns-ams")}, {google, from("gpdns-ams")}},
       ""},
      {"an ISP forwards to a public one: its view is not its own",
       {{isp, from("gpdns-ams")}, {google, from("gpdns-ams")}},
       "isp-1"},
      {"authority", {{google, authoritative(kOldMx, 300)}, {quad9, answer(kOldMx, 300)}}, "google"},
      {"authority of the host's own, which may hold zones", {{local, authoritative(kOldMx, 300)}}, ""},
      {"authority over TLS: the server itself says it",
       {{resolver("dot", "isp", kTls), authoritative(kOldMx, 300)}},
       ""},
      {"an error proves nothing",
       {{google, from("box", test::answer_of_kind(AnswerKind::servfail))}, {quad9, from("box")}},
       ""},
      {"silence proves nothing", {{google, fail(FailureKind::timeout)}, {quad9, from("box")}}, ""},
      {"TLS proves whose server it is",
       {{resolver("quad9-dot", "quad9", kTls), from("x")}, {quad9, from("x")}, {google, from("x")}},
       "google"},
      {"two proven operators: an id that anybody may have",
       {{resolver("a", "quad9", kTls), from("1")},
        {resolver("b", "google", kTls), from("1")},
        {google, from("1")},
        {quad9, from("1")}},
       ""},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    CHECK(suspects(row.said) == row.suspects);
  }
}

TEST_CASE("a suspicion names its reason") {
  const auto shared = judged({{resolver("google", "google"), from("box\x1b")},
                              {resolver("quad9-open", "quad9"), from("box\x1b")},
                              {resolver("he", "he"), from("box\x1b")}});
  const auto text = to_string(shared.at("google"));
  CHECK(text.ends_with("answers here, and at he, quad9-open"));
  CHECK(text.find('\x1b') == std::string::npos);
  const auto authority = judged({{resolver("google", "google"), authoritative(kOldMx, 300)}});
  CHECK(to_string(authority.at("google")) == "it answers with authority (AA), which no cache does");
}

TEST_CASE("server ids of copies that have ended no longer count") {
  const auto resolvers = std::vector{resolver("google", "google"), resolver("quad9-open", "quad9")};
  ResolverView google = with_reply({}, at(0), at(0.1), from("box"));
  google = with_reply(std::move(google), at(10), at(10.1), from("gpdns-ams"));
  const ResolverView quad9 = with_reply({}, at(0), at(0.1), from("box", answer(kOldMx, 9000)));
  const auto count = [&](double now) {
    std::vector<ResolverEvidence> evidence{{.resolver = &resolvers[0]}, {.resolver = &resolvers[1]}};
    evidence[0].add(google, at(now));
    evidence[1].add(quad9, at(now));
    return find_interceptions(evidence).size();
  };
  CHECK(count(20) == 2);
  CHECK(count(400) == 0);
}

TEST_CASE("all that are suspected have one view together") {
  const auto google = resolver("google", "google");
  const auto quad9 = resolver("quad9-open", "quad9");
  CHECK(view_owner(google, false) == "google");
  CHECK(view_owner(google, true) == view_owner(quad9, true));
  CHECK(view_owner(google, true) != "google");
}

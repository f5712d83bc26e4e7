#include "core/dns/mx_lint.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::dns;
using test::mx;
using test::name;

namespace {

Answer address() {
  auto out = test::answer_of_kind(AnswerKind::records);
  out.rrset = RrSet::of_canonical({"192.0.2.1"});
  return out;
}

Answer alias(AnswerKind kind = AnswerKind::records) {
  auto out = kind == AnswerKind::records ? address() : test::answer_of_kind(kind);
  out.is_alias = true;
  return out;
}

const auto kNodata = test::answer_of_kind(AnswerKind::nodata);
const auto kNxdomain = test::answer_of_kind(AnswerKind::nxdomain);
const auto kServfail = test::answer_of_kind(AnswerKind::servfail);
const auto kLoop = test::answer_of_kind(AnswerKind::cname_loop);

using Problems = std::optional<std::set<MxProblem>>;

}  // namespace

TEST_CASE("the answers for an MX target name what is wrong with it") {
  struct Row {
    const char* what;
    TargetAnswers answers;
    Problems problems;
  };
  const Row rows[] = {
      {"A and AAAA", {address(), address()}, std::set<MxProblem>{}},
      {"A only", {address(), kNodata}, std::set<MxProblem>{}},
      {"AAAA only", {kNodata, address()}, std::set<MxProblem>{}},
      {"A, and AAAA not answered", {address(), std::nullopt}, std::set<MxProblem>{}},
      {"A, and AAAA fails", {address(), kServfail}, std::set<MxProblem>{}},
      {"neither", {kNodata, kNodata}, std::set{MxProblem::no_address}},
      {"no such name", {kNxdomain, kNxdomain}, std::set{MxProblem::unresolvable}},
      {"servers fail", {kServfail, kServfail}, std::set{MxProblem::unresolvable}},
      {"half fails", {kNodata, kServfail}, std::set{MxProblem::unresolvable}},
      {"aliases in a circle", {kLoop, std::nullopt}, std::set{MxProblem::unresolvable}},
      {"an alias", {alias(), kNodata}, std::set{MxProblem::cname}},
      {"an alias seen by AAAA", {std::nullopt, alias()}, std::set{MxProblem::cname}},
      {"an alias to nothing",
       {alias(AnswerKind::nxdomain), std::nullopt},
       std::set{MxProblem::cname, MxProblem::unresolvable}},
      {"no answer at all", {}, std::nullopt},
      {"no A, AAAA not answered", {kNodata, std::nullopt}, std::nullopt},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    CHECK(lint(mx({"10 mail.example.org"}), {{name("mail.example.org"), row.answers}}) == row.problems);
  }
}

TEST_CASE("null MX and addresses as targets need no look-up") {
  CHECK(lint(mx({"0 ."}), {}) == Problems{{MxProblem::null_mx}});
  CHECK(lint(mx({"10 192.0.2.1"}), {}) == Problems{{MxProblem::ip_literal}});
  CHECK(targets_to_resolve(mx({"0 .", "10 192.0.2.1", "10 a.example", "20 a.example", "30 b.example"})) ==
        std::set{name("a.example"), name("b.example")});
}

TEST_CASE("no evidence is no finding, unless something else is known to be wrong") {
  CHECK(lint(mx({"10 a.example", "20 b.example"}), {{name("a.example"), {address(), kNodata}}}) ==
        std::nullopt);
  CHECK(lint(mx({"10 a.example", "20 192.0.2.1"}), {}) == Problems{{MxProblem::ip_literal}});
  CHECK(lint(test::kAbsent, {}) == Problems{std::set<MxProblem>{}});
}

TEST_CASE("problems have the names of the contract") {
  std::vector<std::string> names;
  for (const auto problem : kMxProblems) names.emplace_back(to_string(problem));
  CHECK(names == std::vector<std::string>{"cname", "no_address", "ip_literal", "null_mx", "unresolvable"});
}

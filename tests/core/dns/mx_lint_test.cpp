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
const auto kRefused = test::answer_of_kind(AnswerKind::refused);
const auto kServfail = test::answer_of_kind(AnswerKind::servfail);
const auto kLoop = test::answer_of_kind(AnswerKind::cname_loop);

using Problems = std::optional<std::set<MxProblem>>;

Problems problems(const RrSet& rrset, const std::map<Name, TargetAnswers>& answers) {
  return problems_of(lint(rrset, answers));
}

/// The findings without what they say of families.
MxFindings problems_alone(MxFindings findings) {
  for (auto& [exchange, finding] : findings) finding.has_addresses.clear();
  return findings;
}

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
      {"servers fail, for the first time", {kServfail, kServfail}, std::nullopt},
      {"a resolver refuses us: that says nothing about the name", {kRefused, kRefused}, std::nullopt},
      {"half is refused", {kNodata, kRefused}, std::nullopt},
      {"half fails, for the first time", {kNodata, kServfail}, std::nullopt},
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
    CHECK(problems(mx({"10 mail.example.org"}), {{name("mail.example.org"), row.answers}}) == row.problems);
  }
}

TEST_CASE("null MX and addresses as targets need no look-up") {
  CHECK(problems(mx({"0 ."}), {}) == Problems{{MxProblem::null_mx}});
  CHECK(problems(mx({"10 192.0.2.1"}), {}) == Problems{{MxProblem::ip_literal}});
  CHECK(targets_to_resolve(mx({"0 .", "10 192.0.2.1", "10 a.example", "20 a.example", "30 b.example"})) ==
        std::set{name("a.example"), name("b.example")});
}

TEST_CASE("no evidence is no finding, unless something else is known to be wrong") {
  CHECK(problems(mx({"10 a.example", "20 b.example"}), {{name("a.example"), {address(), kNodata}}}) ==
        std::nullopt);
  CHECK(problems(mx({"10 a.example", "20 192.0.2.1"}), {}) == Problems{{MxProblem::ip_literal}});
  CHECK(problems(test::kAbsent, {}) == Problems{std::set<MxProblem>{}});
}

TEST_CASE("each exchange has its own finding, and is judged anew where the answers suffice") {
  const auto rrset = mx({"10 a.example", "20 b.example", "30 192.0.2.1"});
  const auto first = lint(rrset, {{name("a.example"), {kNxdomain, kNxdomain}}});
  CHECK(problems_alone(first) == MxFindings{{"a.example.", {{MxProblem::unresolvable}, true}},
                                            {"b.example.", {{}, false}},
                                            {"192.0.2.1.", {{MxProblem::ip_literal}, true}}});
  CHECK(with_look({}, first) == first);
  const auto silence = with_look(first, lint(rrset, {{name("b.example"), {address(), kNodata}}}));
  CHECK(problems_alone(silence).at("a.example.") == MxFinding{{MxProblem::unresolvable}, true, 1});
  CHECK(problems_alone(silence).at("b.example.") == MxFinding{{}, true});
  const auto half =
      with_look(silence, lint(rrset, {{name("a.example"), {kNodata, std::nullopt}},
                                      {name("b.example"), {alias(AnswerKind::nodata), std::nullopt}}}));
  CHECK(problems_alone(half).at("a.example.") == MxFinding{{MxProblem::unresolvable}, true, 2});
  CHECK(problems_alone(half).at("b.example.") == MxFinding{{MxProblem::cname}, true, 1});
  const auto repaired = with_look(half, lint(rrset, {{name("a.example"), {address(), kNodata}}}));
  CHECK(problems_alone(repaired).at("a.example.") == MxFinding{{}, true});
  CHECK(with_look(half, lint(mx({"10 c.example"}), {})) == MxFindings{{"c.example.", {{}, false}}});
}

TEST_CASE("a resolution that fails is a problem when it fails again, and known as one until it does not") {
  const auto rrset = mx({"10 a.example"});
  const auto look = [&](const MxFindings& known, const TargetAnswers& answers) {
    return with_look(known, lint(rrset, {{name("a.example"), answers}}));
  };
  const TargetAnswers fails{kServfail, kServfail};
  const TargetAnswers good{address(), kNodata};
  CHECK(problems_of(look({}, fails)) == std::nullopt);
  CHECK(problems_of(look(look({}, fails), fails)) == Problems{{MxProblem::unresolvable}});
  CHECK(problems_of(look(look(look({}, fails), {}), fails)) == Problems{{MxProblem::unresolvable}});
  CHECK(problems_of(look(look({}, good), fails)) ==
        Problems{std::set<MxProblem>{}});  // a pass is believed on
  CHECK(problems_of(look(look(look({}, good), fails), fails)) == Problems{{MxProblem::unresolvable}});
  CHECK(problems_of(look(look(look({}, fails), good), fails)) == Problems{std::set<MxProblem>{}});
  const auto bad = look(look({}, fails), fails);
  CHECK(problems_of(look(bad, {})) == Problems{{MxProblem::unresolvable}});
  CHECK(problems_of(look(bad, good)) == Problems{std::set<MxProblem>{}});
  CHECK(problems_of(look(bad, {kNodata, kNodata})) == Problems{{MxProblem::no_address}});
  CHECK(problems_of(look(look(bad, good), fails)) == Problems{std::set<MxProblem>{}});
}

TEST_CASE("silence is no finding, however long it lasts") {
  const auto rrset = mx({"10 a.example"});
  MxFindings known;
  for (int look = 0; look < 10; ++look) known = with_look(known, lint(rrset, {}));
  CHECK(problems_of(known) == std::nullopt);
}

TEST_CASE("a pass survives three incomplete looks in a row, a problem all of them") {
  const auto rrset = mx({"10 a.example"});
  const std::map<Name, TargetAnswers> good{{name("a.example"), {address(), kNodata}}};
  auto known = with_look({}, lint(rrset, good));
  for (int look = 0; look < 3; ++look) {
    known = with_look(known, lint(rrset, {}));
    CHECK(problems_of(known) == Problems{std::set<MxProblem>{}});
  }
  known = with_look(known, lint(rrset, {}));
  CHECK(problems_of(known) == std::nullopt);
  known = with_look(known, lint(rrset, {}));
  CHECK(problems_of(known) == std::nullopt);
  known = with_look(known, lint(rrset, good));
  for (int look = 0; look < 3; ++look) known = with_look(known, lint(rrset, {}));
  CHECK(problems_of(known) == Problems{std::set<MxProblem>{}});

  auto bad = with_look({}, lint(rrset, {{name("a.example"), {kNxdomain, kNxdomain}}}));
  for (int look = 0; look < 10; ++look) bad = with_look(bad, lint(rrset, {}));
  CHECK(problems_of(bad) == Problems{{MxProblem::unresolvable}});
}

TEST_CASE("of which families a target has addresses is known until it is told otherwise") {
  const auto rrset = mx({"10 a.example"});
  using Families = std::map<RrType, bool>;
  const auto look = [&](const MxFindings& known, const TargetAnswers& answers) {
    return with_look(known, lint(rrset, {{name("a.example"), answers}}));
  };
  const auto families = [](const MxFindings& findings) { return findings.at("a.example.").has_addresses; };
  const Families both{{RrType::a, true}, {RrType::aaaa, true}};
  const auto known = look({}, {address(), address()});
  CHECK(families(known) == both);
  CHECK(families(look(known, {address(), std::nullopt})) == both);
  CHECK(families(look(known, {kServfail, kRefused})) == both);
  CHECK(families(with_look(known, fruitless_look(known))) == both);
  CHECK(families(look(known, {address(), kNodata})) == Families{{RrType::a, true}, {RrType::aaaa, false}});
  CHECK(families(look(known, {kNxdomain, std::nullopt})) ==
        Families{{RrType::a, false}, {RrType::aaaa, true}});
  CHECK(families(look({}, {address(), kServfail})) == Families{{RrType::a, true}});
  CHECK(families(look({}, {})).empty());
  CHECK(with_look(known, lint(mx({"10 b.example"}), {})).at("b.example.").has_addresses.empty());
}

TEST_CASE("what a resolver makes up from A is no AAAA record") {
  const auto made_up = [](const std::vector<std::string>& data) {
    auto out = test::answer_of_kind(AnswerKind::records);
    out.rrset = RrSet::parse(RrType::aaaa, data).value();
    const auto findings = lint(mx({"10 a.example"}), {{name("a.example"), {address(), out}}});
    return !findings.at("a.example.").has_addresses.at(RrType::aaaa);
  };
  CHECK(made_up({"64:ff9b::c000:20a"}));
  CHECK(made_up({"64:ff9b::192.0.2.10", "64:FF9B:0::192.0.2.11"}));
  CHECK_FALSE(made_up({"64:ff9b::c000:20a", "2001:db8::10"}));
  CHECK_FALSE(made_up({"64:ff9b:1::10"}));
}

TEST_CASE("problems have the names of the contract") {
  std::vector<std::string> names;
  for (const auto problem : kMxProblems) names.emplace_back(to_string(problem));
  CHECK(names == std::vector<std::string>{"cname", "no_address", "ip_literal", "null_mx", "unresolvable"});
}

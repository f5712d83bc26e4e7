#include "tests/core/dns/trace.hpp"

#include <algorithm>
#include <charconv>
#include <deque>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace cutwatch::test {
namespace {

constexpr Seconds kSpacing{5};
const std::vector<dns::Resolver> kResolver{{"it", endpoint("192.0.2.1"), "its operator"}};

int number(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// What follows `mark` in a token, as a number.
int number_after(std::string_view token, char mark, int otherwise) {
  const auto found = token.find(mark);
  return found == std::string_view::npos ? otherwise : number(token.substr(found + 1));
}

/// What the authority had, asked for without delay. Changes are seen at once.
struct Look {
  double when;
  dns::RrSet rrset;
  std::int64_t ttl;
  std::uint32_t serial;
};

std::vector<Look> looks_at_the_authority(std::string_view scenario) {
  const auto every_second_until = [](std::vector<Look> looks, double end) {
    while (looks.back().when < end) {
      looks.push_back(looks.back());
      looks.back().when += 1;
    }
    return looks;
  };
  if (scenario == "E1")
    return every_second_until({{-1, kOldMx, 40, 1}, {4.5, kOldMx, 40, 1}, {5, kNewMx, 40, 2}}, 80);
  if (scenario == "E2") return every_second_until({{-0.1, kOldMx, 15, 1}, {50, kNewMx, 15, 2}}, 80);
  return every_second_until(
      {{-0.1, kOldMx, 60, 1}, {0, kOldMx, 8, 2}, {14.5, kOldMx, 8, 2}, {15, kNewMx, 8, 3}}, 80);
}

/// Another look right after an answer, at what was found in the second before it; none while the authority
/// is silent.
std::optional<Look> looked_again(const std::vector<Look>& looks, WallTime now) {
  const auto next = std::ranges::find_if(looks, [&](const Look& each) { return at(each.when) > now; });
  if (next == looks.begin()) return std::nullopt;
  auto look = *std::prev(next);
  if (now - at(look.when) > kSpacing) return std::nullopt;
  look.when = std::chrono::duration<double>(now - kStart).count();
  return look;
}

Seconds first_ttl(std::string_view scenario) { return Seconds{looks_at_the_authority(scenario).front().ttl}; }

Observation looked(const Look& look) {
  return AuthorityAnswered{
      .domain = kDomain,
      .record = kMxQuestion,
      .server = kNs1,
      .serial = look.serial,
      .sighting = {
          .sent = at(look.when), .ended = at(look.when), .answer = authoritative(look.rrset, look.ttl)}};
}

bool is_reply(std::string_view token) { return token.starts_with('O') || token.starts_with('N'); }

Result<dns::Answer> answer_of(std::string_view token) {
  if (token == "TMO") return fail(FailureKind::timeout);
  if (!is_reply(token)) return answer_of_kind(dns::AnswerKind::servfail);
  auto out = answer(token.front() == 'O' ? kOldMx : kNewMx, number(token.substr(1)));
  if (token.ends_with("!e3")) out.extended_errors.push_back({.code = 3, .text = {}});
  return out;
}

Millis duration_of(std::string_view token) {
  return Millis{token == "TMO" ? 3500 : number_after(token, '@', 10)};
}

/// What was published when the copy behind an answer was fetched.
Seconds published_ttl(std::string_view scenario, std::string_view token, Seconds when, Seconds ttl) {
  if (scenario == "E1") return Seconds{40};
  if (scenario == "E2") return Seconds{15};
  const auto ends = when + ttl;  // of what was fetched first, perhaps under a cap of 20
  const bool was_fetched_first = token.front() == 'O' && (ends == Seconds{60} || ends == Seconds{20});
  return Seconds{was_fetched_first ? 60 : 8};
}

/// What the set-up made of it; knot-resolver shows its minimum in the first answer only.
Seconds inserted_ttl(const Trace& trace, std::string_view token, Seconds when, Seconds ttl) {
  const auto published = published_ttl(trace.scenario, token, when, ttl);
  if (trace.setup.find("max20") != std::string::npos) return std::min(published, Seconds{20});
  return std::max(published, ttl);
}

struct KnownCopy {
  WallTime inserted;
  WallTime ends_by;
};

/// Of those that may live at `now`.
Millis oldest_age(const std::vector<KnownCopy>& copies, WallTime now) {
  Millis oldest{};
  for (const auto& copy : copies) {
    if (now < copy.ends_by) oldest = std::max(oldest, now - copy.inserted);
  }
  return oldest;
}

/// unbound's outdated answers say 30; so do copies that are as old.
bool is_stale(const Trace& trace, int column) {
  const auto index = static_cast<std::size_t>(column);
  return trace.setup.starts_with("ubstale") && trace.tokens[index].starts_with("O30") &&
         trace.tokens[index - 1] != "O35";
}

Observation answered(std::string_view token, WallTime sent) {
  return ResolverAnswered{
      .domain = kDomain,
      .record = kMxQuestion,
      .resolver = kResolver.front().id,
      .sighting = {.sent = sent, .ended = sent + duration_of(token), .answer = answer_of(token)}};
}

}  // namespace

std::vector<Trace> read_traces() {
  std::ifstream file(CUTWATCH_TRACES);
  if (!file) throw std::runtime_error("cannot read " CUTWATCH_TRACES);
  std::vector<Trace> traces;
  std::string line;
  std::string scenario;
  WallTime bound;
  while (std::getline(file, line)) {
    if (line.empty() || line.front() == '#') continue;
    if (line.front() == '@') {
      scenario = line.substr(1, 2);
      bound = at(number_after(line, '=', 0));
      continue;
    }
    std::istringstream words(line);
    auto& trace = traces.emplace_back(Trace{.scenario = scenario, .setup = {}, .bound = bound, .tokens = {}});
    words >> trace.setup;
    for (std::string token; words >> token;) trace.tokens.push_back(token);
  }
  return traces;
}

cutover::RecordAssessment replay(
    const Trace& trace, const std::function<void(const TraceStep&, const cutover::RecordAssessment&)>& show) {
  static std::deque<Snapshot> snapshots;
  static const cutover::WatchedRecord plain{.question = kMxQuestion, .stages = {kOldMx, kNewMx}};
  static std::deque<cutover::WatchedRecord> records;
  auto& record = records.emplace_back(plain);
  record.bounds.past.original_ttl = first_ttl(trace.scenario);
  auto& snapshot = snapshots.emplace_back();
  const auto looks = looks_at_the_authority(trace.scenario);
  auto look = looks.begin();
  const auto look_until = [&](WallTime until) {
    for (; look != looks.end() && at(look->when) <= until; ++look)
      snapshot = fold(std::move(snapshot), looked(*look));
  };
  cutover::RecordAssessment last;
  std::vector<KnownCopy> copies;
  for (int column = 0; column < static_cast<int>(trace.tokens.size()); ++column) {
    const std::string& token = trace.tokens[static_cast<std::size_t>(column)];
    const Seconds when = kSpacing * column;
    const WallTime sent = kStart + when - (column == 0 ? kBeforeTheChange : Millis{0});
    look_until(sent);
    snapshot = fold(std::move(snapshot), answered(token, sent));
    const WallTime now = sent + duration_of(token) + Millis{100};
    look_until(now);
    if (const auto again = looked_again(looks, now); again)
      snapshot = fold(std::move(snapshot), looked(*again));
    last = assess_record(record, record_of(snapshot), kResolver, now);
    const Seconds ttl{is_reply(token) ? number(std::string_view(token).substr(1)) : 0};
    if (is_reply(token) && !is_stale(trace, column)) {
      // What had to be fetched first was inserted when the answer came.
      copies.push_back({.inserted = sent + duration_of(token) - (inserted_ttl(trace, token, when, ttl) - ttl),
                        .ends_by = sent + duration_of(token) + ttl + Seconds{1}});
    }
    show({.column = column, .token = token, .ttl = ttl, .age = oldest_age(copies, now)}, last);
  }
  return last;
}

}  // namespace cutwatch::test

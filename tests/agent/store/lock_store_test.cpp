#include "agent/store/dns_restore.hpp"
#include "agent/store/lock_row.hpp"
#include "agent/store/message_store.hpp"
#include "tests/core/cutover/lockdown/lock_world.hpp"
#include "tests/support/temp_directory.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::store;
using namespace cutwatch::test;

namespace {

LockState state_of(const std::vector<Observation>& seen) {
  return folded(seen).domains.at(kDomain)->locks.begin()->second;
}

const LockState kKnown = state_of({knocked(100, kTakes), knocked(400, kSoft), knocked(700, kSoft)});

KnownLock key_for(const LockState& state) { return {kDomain, key_of(state.last)}; }

}  // namespace

TEST_CASE("what is known of a door is read as it was written") {
  const std::vector<LockState> states{
      kKnown, state_of({knocked(100, broke(FailureKind::timeout, mail::SmtpPhase::rcpt))}),
      state_of(
          {knocked(100, Knock{.answer = kDropped, .left_from = std::nullopt, .control = std::nullopt})})};
  for (const auto& state : states) {
    const auto read = parse_lock(text_of_lock(state), kDomain);
    REQUIRE_MESSAGE(read.has_value(), read.error().detail);
    CHECK(*read == state);
  }
}

TEST_CASE("a damaged row is an error, whatever is damaged") {
  const auto text = text_of_lock(kKnown);
  for (std::size_t cut = 0; cut < text.size(); ++cut) CHECK_FALSE(parse_lock(text.substr(0, cut), kDomain));
  auto changed = text;
  changed.replace(changed.find("\"4xx\""), 5, "\"6xx\"");
  CHECK_FALSE(parse_lock(changed, kDomain));
  changed = text;
  changed.replace(changed.find("192.0.2.10"), 10, "192.0.2.1x");
  CHECK_FALSE(parse_lock(changed, kDomain));
}

TEST_CASE("over a restart it counts on, where the plan still asks for the same") {
  const TempDirectory directory;
  const auto path = directory.file("state.db");
  {
    auto messages = MessageStore::open(path, {}).value();
    DnsStore store(messages.database());
    REQUIRE(store.write({.locks = {{key_for(kKnown), kKnown}}}, at(700)));
  }
  auto messages = MessageStore::open(path, {}).value();
  DnsStore store(messages.database());
  const auto kept = store.load();
  REQUIRE(kept);
  CHECK(kept->damaged.empty());
  metrics::Watched watched{.plans = {lock_plan()}, .resolvers = {}};
  const auto restored = with_kept_dns({}, *kept, watched, at(800));
  CHECK(restored.domains.at(kDomain)->locks.begin()->second == kKnown);
  watched.plans.front().lockdowns.front().recipient = "other@example.org";
  CHECK_FALSE(with_kept_dns({}, *kept, watched, at(800)).domains.contains(kDomain));
  watched.plans.front().lockdowns.clear();
  CHECK_FALSE(with_kept_dns({}, *kept, watched, at(800)).domains.contains(kDomain));
  REQUIRE(store.forget_before(at(701)));
  CHECK(store.load()->locks.empty());
}

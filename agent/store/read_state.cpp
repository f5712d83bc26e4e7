#include "agent/store/read_state.hpp"

#include "agent/store/chronicle_restore.hpp"
#include "agent/store/dns_restore.hpp"
#include "agent/store/message_store.hpp"
#include "agent/store/recall.hpp"
#include "agent/store/state_copy.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

namespace cutwatch::store {
namespace {

std::unexpected<Failure> unusable(const std::string& path, const Failure& failure) {
  return fail(FailureKind::storage,
              fmt::format("cannot use the state file {}: {}", printable(path), failure.detail));
}

}  // namespace

Result<StateRead> read_state(const std::string& path, const metrics::Watched& watched) {
  const auto copy = StateCopy::of(path);
  if (!copy) return std::unexpected(copy.error());
  // The copy is brought up to this schema; an empty file would become a new store.
  auto messages = MessageStore::open(copy->path(), {});
  if (!messages) return unusable(path, messages.error());
  auto ledgers = messages->load();
  if (!ledgers) return unusable(path, ledgers.error());
  auto kept = DnsStore(messages->database()).load();
  if (!kept) return unusable(path, kept.error());
  auto judgements = ChronicleStore(messages->database()).load();
  if (!judgements) return unusable(path, judgements.error());
  auto snapshot = with_ledgers_of(watched, *std::move(ledgers));
  snapshot = with_kept_dns(std::move(snapshot), *kept, watched, WallTime::min());
  kept->damaged.insert(kept->damaged.end(), judgements->damaged.begin(), judgements->damaged.end());
  return StateRead{.snapshot = with_chronicles(std::move(snapshot), *judgements, watched),
                   .last_written = copy->last_written(),
                   .damaged = std::move(kept->damaged)};
}

}  // namespace cutwatch::store

#include "agent/store/read_state.hpp"

#include "agent/store/chronicle_restore.hpp"
#include "agent/store/dns_restore.hpp"
#include "agent/store/last_write.hpp"
#include "agent/store/log_store.hpp"
#include "agent/store/message_store.hpp"
#include "agent/store/recall.hpp"
#include "agent/store/set_aside.hpp"
#include "agent/store/state_copy.hpp"
#include "agent/store/state_path.hpp"
#include "core/text/printable.hpp"

namespace cutwatch::store {

Result<StateRead> read_state(const std::string& path, const metrics::Watched& watched) {
  const auto copy = StateCopy::of(path);
  if (!copy) return std::unexpected(copy.error());
  // The copy is brought up to this schema; an empty file would become a new store.
  auto messages = MessageStore::open(copy->path(), {});
  if (!messages) return copy->unusable(messages.error());
  auto ledgers = messages->load();
  if (!ledgers) return copy->unusable(ledgers.error());
  auto kept = DnsStore(messages->database()).load();
  if (!kept) return copy->unusable(kept.error());
  auto judgements = ChronicleStore(messages->database()).load();
  if (!judgements) return copy->unusable(judgements.error());
  auto logs = LogStore(messages->database()).load();
  if (!logs) return copy->unusable(logs.error());
  auto database = messages->database();
  const auto written = last_write(database);
  if (!written) return copy->unusable(written.error());
  auto snapshot = with_ledgers_of(watched, *std::move(ledgers));
  snapshot = with_kept_dns(std::move(snapshot), *kept, watched, kNobodyLooks);
  kept->damaged.insert(kept->damaged.end(), judgements->damaged.begin(), judgements->damaged.end());
  kept->damaged.insert(kept->damaged.end(), logs->damaged.begin(), logs->damaged.end());
  snapshot = with_chronicles(std::move(snapshot), *judgements, watched);
  snapshot = with_server_logs(std::move(snapshot), *logs, watched);
  return StateRead{
      .snapshot = with_state_file(std::move(snapshot),
                                  {.failing = {}, .set_aside = printable(left_aside(followed(path)))}),
      .last_written = written->value_or(copy->last_written()),
      .is_in_use = copy->is_in_use(),
      .damaged = std::move(kept->damaged)};
}

}  // namespace cutwatch::store

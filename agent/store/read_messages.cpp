#include "agent/store/read_messages.hpp"

#include "agent/store/message_store.hpp"
#include "agent/store/state_copy.hpp"

namespace cutwatch::store {

Result<std::vector<mail::LedgerEntry>> read_messages(const std::string& path, const std::string& domain) {
  const auto copy = StateCopy::of(path);
  if (!copy) return std::unexpected(copy.error());
  auto messages = MessageStore::open(copy->path(), {});
  if (!messages) return copy->unusable(messages.error());
  auto all = messages->all(domain);
  if (!all) return copy->unusable(all.error());
  return all;
}

}  // namespace cutwatch::store

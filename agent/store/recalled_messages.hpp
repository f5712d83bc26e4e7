#pragma once
#include "agent/store/totals_table.hpp"
#include "core/mail/contribution.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <string>

namespace cutwatch::store {

/// What is counted of messages that were recalled: the snapshot knows them again, and may count more of them
/// when their rows have been forgotten. The last `kMaxRecalled` to be recalled. A value.
class RecalledMessages {
 public:
  struct Counted {
    TotalsKey key;
    mail::Contribution contribution;
  };

  void remember(const std::string& id, Counted counted);
  /// Null where it was not recalled. Valid until the next `remember`.
  Counted* find(const std::string& id);

 private:
  std::map<std::string, Counted> counted_;
  std::deque<std::string> ids_;  ///< In the order in which they were first recalled.
};

/// No snapshot keeps more messages of a domain that have ended; a few domains may recall at once.
inline constexpr std::size_t kMaxRecalled = 4096;

}  // namespace cutwatch::store

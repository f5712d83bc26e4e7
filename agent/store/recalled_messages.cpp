#include "agent/store/recalled_messages.hpp"

#include <utility>

namespace cutwatch::store {

void RecalledMessages::remember(const std::string& id, Counted counted) {
  const auto [place, is_new] = counted_.insert_or_assign(id, std::move(counted));
  if (!is_new) return;
  ids_.push_back(id);
  if (ids_.size() <= kMaxRecalled) return;
  counted_.erase(ids_.front());
  ids_.pop_front();
}

RecalledMessages::Counted* RecalledMessages::find(const std::string& id) {
  const auto place = counted_.find(id);
  return place == counted_.end() ? nullptr : &place->second;
}

}  // namespace cutwatch::store

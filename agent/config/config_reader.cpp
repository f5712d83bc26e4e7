#include "agent/config/config_reader.hpp"

#include "agent/config/not_yet.hpp"
#include "agent/config/suggestion.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::config {
namespace {

bool is_bare(std::string_view key) {
  return !key.empty() && std::ranges::all_of(key, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

/// A key as TOML would have it written.
std::string written(std::string_view key) {
  return is_bare(key) ? std::string(key) : fmt::format("\"{}\"", printable(key, 60));
}

std::string below(std::string_view table, std::string_view key) {
  return table.empty() ? std::string(key) : fmt::format("{}.{}", table, key);
}

}  // namespace

const Node* Reader::member(std::string_view key) const {
  const auto found = std::ranges::find(members(), key, &Member::key);
  return found == members().end() ? nullptr : &found->value;
}

const Node* Reader::find(std::string_view key) {
  const Node* node = member(key);
  if (std::ranges::find(asked_, key) != asked_.end()) return node;
  asked_.emplace_back(key);
  const auto pattern = pattern_of(key);
  complaints_.note_asked(pattern);
  if (const auto said = not_yet(pattern); node != nullptr && said) complaints_.add_not_yet(spot(key), *said);
  return node;
}

const Node* Reader::find_list(std::string_view key, std::string_view expected) {
  const Node* node = find(key);
  if (node == nullptr || std::holds_alternative<List>(node->value)) return node;
  complain_mismatch(spot(key), expected, *node);
  return nullptr;
}

bool Reader::is_empty_list(std::string_view key) const {
  const Node* node = member(key);
  const auto* list = node == nullptr ? nullptr : std::get_if<List>(&node->value);
  return list != nullptr && list->items.empty();
}

std::size_t Reader::count_written(std::string_view key) const {
  const Node* node = member(key);
  const auto* list = node == nullptr ? nullptr : std::get_if<List>(&node->value);
  return list == nullptr ? 0 : list->items.size();
}

Spot Reader::spot(std::string_view key) const {
  const Node* node = member(key);
  return {node == nullptr ? spot_.at : node->at, below(spot_.key, key)};
}

std::string Reader::pattern_of(std::string_view key) const { return below(pattern_, key); }

Spot Reader::item_spot(const Spot& list, std::size_t index, const Node& item) {
  return {item.at, fmt::format("{}[{}]", list.key, index)};
}

bool Reader::has_too_many(const List& list, const Spot& where, std::size_t most) {
  if (list.items.size() <= most) return false;
  complaints_.add(where, fmt::format("expected at most {} elements, got {}", most, list.items.size()));
  return true;
}

void Reader::complain_mismatch(const Spot& at, std::string_view expected, const Node& got) {
  complaints_.add(at, fmt::format("expected {}, got {}", expected, describe(got)));
}

void Reader::reject_unknown() {
  for (const auto& member : members()) {
    if (std::ranges::find(asked_, member.key) != asked_.end()) continue;
    if (complaints_.is_full()) return;
    const auto meant = nearest(member.key, asked_);
    complaints_.add({member.at, below(spot_.key, written(member.key))},
                    meant.empty() ? "unknown key" : fmt::format("unknown key; did you mean \"{}\"?", meant));
  }
}

}  // namespace cutwatch::config

#pragma once
#include "agent/config/complaints.hpp"
#include "agent/config/document.hpp"

#include <concepts>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace cutwatch::config {

/// What a key takes: how complaints call it, and how it is read. Nothing is converted: 1.0 is no integer.
template <class T>
struct ValueKind {
  std::string expected;  ///< "a port from 1 to 65535"
  std::function<std::optional<T>(const Node&)> read;
};

/// A value of a list, and where it stands.
template <class T>
struct Item {
  T value;
  Spot spot;
};

/// Far above what anyone needs; they keep the comparison of each with each quick.
inline constexpr std::size_t kMostElements = 1000;
inline constexpr std::size_t kMostTables = 10'000;

/// A cursor over one table that remembers which keys were asked for. What does not fit becomes a complaint,
/// and the reading goes on, so that one run shows everything that is wrong. Borrows its node and the
/// complaints.
class Reader {
 public:
  /// A table's `key` carries indices ("cutover[0].record[1]"), its `pattern` does not; both are empty for the
  /// root.
  Reader(const Node& table, Spot spot, std::string pattern, Complaints& complaints)
      : node_(table), spot_(std::move(spot)), pattern_(std::move(pattern)), complaints_(complaints) {}

  /// nullopt when the key is absent, or with a complaint when its value does not fit.
  template <class T>
  std::optional<T> get(std::string_view key, const ValueKind<T>& kind) {
    const Node* node = find(key);
    return node == nullptr ? std::nullopt : value(*node, spot(key), kind);
  }

  template <class T>
  T get_or(std::string_view key, const ValueKind<T>& kind, std::type_identity_t<T> fallback) {
    return get(key, kind).value_or(std::move(fallback));
  }

  /// As `get`, but absence is a complaint too.
  template <class T>
  std::optional<T> need(std::string_view key, const ValueKind<T>& kind) {
    if (find(key) == nullptr) complain(key, "missing; expected " + kind.expected);
    return get(key, kind);
  }

  /// The elements that fit; each that does not is a complaint ("paths[1]"). Empty when the key is absent.
  template <class T>
  std::vector<Item<T>> list(std::string_view key, const ValueKind<T>& kind) {
    const Node* node = find_list(key, "an array, each element " + kind.expected);
    return node == nullptr ? std::vector<Item<T>>{} : items(std::get<List>(node->value), spot(key), kind);
  }

  /// The same for a list that stands inside another one.
  template <class T>
  std::vector<Item<T>> items(const List& list, const Spot& where, const ValueKind<T>& kind) {
    std::vector<Item<T>> out;
    if (has_too_many(list, where, kMostElements)) return out;
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      const Spot at = item_spot(where, i, list.items[i]);
      if (auto read = value(list.items[i], at, kind)) out.push_back({*std::move(read), at});
    }
    return out;
  }

  /// Reads a table below this one; an absent one is read as if it were empty. Unknown keys in it become
  /// complaints.
  template <std::invocable<Reader&> F>
  void table(std::string_view key, F&& read) {
    const Node* node = find(key);
    const Node empty{spot_.at, Table{}};
    read_table(node == nullptr ? empty : *node, spot(key), pattern_of(key), read);
  }

  /// Reads each table of an array of tables; none when the key is absent.
  template <std::invocable<Reader&> F>
  void each_table(std::string_view key, F&& read) {
    const Node* node = find_list(key, "an array of tables");
    if (node == nullptr) return;
    if (has_too_many(std::get<List>(node->value), spot(key), kMostTables)) return;
    const auto& tables = std::get<List>(node->value).items;
    for (std::size_t i = 0; i < tables.size(); ++i) {
      read_table(tables[i], item_spot(spot(key), i, tables[i]), pattern_of(key), read);
    }
  }

  bool has(std::string_view key) { return find(key) != nullptr; }
  /// True for [] as it is written; not where elements did not fit, which have their complaints.
  bool is_empty_list(std::string_view key) const;
  /// How many elements are written there, those that do not fit included; 0 where there is no list.
  std::size_t count_written(std::string_view key) const;
  /// The value's place, or the table's where the key is absent.
  Spot spot(std::string_view key) const;
  const Spot& spot() const { return spot_; }

  void complain(std::string_view key, std::string message) { complaints_.add(spot(key), std::move(message)); }
  void complain(const Spot& at, std::string message) { complaints_.add(at, std::move(message)); }

  /// A complaint for every key that was never asked for. The table functions above do it for their tables.
  void reject_unknown();

 private:
  const std::vector<Member>& members() const { return std::get<Table>(node_.value).members; }
  const Node* member(std::string_view key) const;
  const Node* find(std::string_view key);
  const Node* find_list(std::string_view key, std::string_view expected);
  std::string pattern_of(std::string_view key) const;
  static Spot item_spot(const Spot& list, std::size_t index, const Node& item);
  bool has_too_many(const List& list, const Spot& where, std::size_t most);
  void complain_mismatch(const Spot& at, std::string_view expected, const Node& got);

  template <class T>
  std::optional<T> value(const Node& node, const Spot& at, const ValueKind<T>& kind) {
    auto read = kind.read(node);
    if (!read) complain_mismatch(at, kind.expected, node);
    return read;
  }

  template <class F>
  void read_table(const Node& node, Spot at, std::string pattern, F& read) {
    if (!std::holds_alternative<Table>(node.value)) return complain_mismatch(at, "a table", node);
    Reader below(node, std::move(at), std::move(pattern), complaints_);
    read(below);
    below.reject_unknown();
  }

  const Node& node_;
  Spot spot_;
  std::string pattern_;
  Complaints& complaints_;
  std::vector<std::string> asked_;
};

/// The values alone.
template <class T>
std::vector<T> values(std::vector<Item<T>> items) {
  std::vector<T> out;
  for (auto& item : items) out.push_back(std::move(item.value));
  return out;
}

/// A complaint at every element that equals an earlier one.
template <class T>
void reject_repeats(Reader& reader, const std::vector<Item<T>>& items) {
  for (std::size_t i = 1; i < items.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!(items[i].value == items[j].value)) continue;
      reader.complain(items[i].spot, "the same as " + items[j].spot.key);
      break;
    }
  }
}

}  // namespace cutwatch::config

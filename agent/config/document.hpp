#pragma once
#include "core/time/time.hpp"

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// A TOML document as plain values, so that one file alone sees the TOML library.
namespace cutwatch::config {

/// Both count from one; columns count code points.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  friend auto operator<=>(const Position&, const Position&) = default;
};

struct Node;
struct Member;

struct Table {
  std::vector<Member> members;
};

struct List {
  std::vector<Node> items;
};

/// A value of a kind that no key takes: a float, a date or time without a zone.
struct Other {
  std::string_view kind;  ///< "a date-time without a zone"
};

struct Node {
  Position at;
  std::variant<Table, List, std::string, std::int64_t, bool, WallTime, Other> value;
};

struct Member {
  std::string key;
  Position at;  ///< Where the key stands; `value.at` is where its value does.
  Node value;
};

struct SyntaxError {
  Position at;
  std::string message;
};

/// Never throws for what the text holds. The root of the result is a table.
std::expected<Node, SyntaxError> parse_document(std::string_view text);

/// What a complaint says it got: `"prox"`, `7`, `a table`. Printable, short.
std::string describe(const Node& node);

}  // namespace cutwatch::config

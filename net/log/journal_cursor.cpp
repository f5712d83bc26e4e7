#include "net/log/journal_cursor.hpp"

#include <algorithm>
#include <array>

namespace cutwatch::net {
namespace {

/// The value behind "x=" in "s=...;i=...;b=...;m=...;t=...;x=..." (sd_journal_get_cursor(3)).
std::string_view part(std::string_view cursor, char name) {
  while (!cursor.empty()) {
    const auto end = std::min(cursor.find(';'), cursor.size());
    const auto one = cursor.substr(0, end);
    if (one.size() >= 2 && one[0] == name && one[1] == '=') return one.substr(2);
    cursor.remove_prefix(std::min(end + 1, cursor.size()));
  }
  return {};
}

}  // namespace

bool is_same_entry(std::string_view cursor, std::string_view other) {
  if (cursor == other) return true;
  return std::ranges::all_of(std::array{'b', 'm', 't', 'x'}, [&](char name) {
    return !part(cursor, name).empty() && part(cursor, name) == part(other, name);
  });
}

}  // namespace cutwatch::net

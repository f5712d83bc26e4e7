#include "net/maildir/maildir_names.hpp"

#include "core/text/ascii.hpp"
#include "core/text/printable.hpp"
#include "net/imap/imap_text.hpp"

#include <algorithm>
#include <charconv>

namespace cutwatch::net {
namespace {

bool has_empty_part(std::string_view name) {
  const auto is_divider = [](char c) { return c == '/' || c == '.'; };
  if (name.empty() || is_divider(name.front()) || is_divider(name.back())) return true;
  return std::ranges::adjacent_find(
             name, [&](char one, char other) { return is_divider(one) && is_divider(other); }) != name.end();
}

}  // namespace

Result<std::string> maildir_directory(std::string_view folder) {
  if (is_same_name(folder, "INBOX")) return ".";
  if (has_empty_part(folder) || folder.contains('\0'))
    return fail(FailureKind::malformed, "not the name of a folder: " + printable(folder, 80));
  auto name = modified_utf7(folder);
  if (!name) return name;
  std::ranges::replace(*name, '/', '.');
  return "." + *name;
}

std::string_view unique_part(std::string_view file_name) { return file_name.substr(0, file_name.find(':')); }

std::optional<WallTime> stamp_in_name(std::string_view file_name) {
  static constexpr std::size_t kDigits = 10;  // 2001 to 2286
  std::int64_t seconds = 0;
  const auto head = file_name.substr(0, kDigits);
  const bool is_stamp = head.size() == kDigits && std::ranges::all_of(head, is_digit) &&
                        file_name.substr(kDigits).starts_with('.');
  if (!is_stamp) return std::nullopt;
  std::from_chars(head.data(), head.data() + head.size(), seconds);
  return WallTime{Seconds{seconds}};
}

}  // namespace cutwatch::net

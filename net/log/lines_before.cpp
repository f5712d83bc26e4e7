#include "net/log/lines_before.hpp"

#include "net/log/open_log.hpp"
#include "net/log/rotated_logs.hpp"

#include <algorithm>
#include <optional>

namespace cutwatch::net {
namespace {

std::optional<OpenLog> at_path(const std::string& path, const LogFilePosition& position) {
  auto log = OpenLog::open(path, OpenLog::Links::followed);
  if (!log) return std::nullopt;
  const auto facts = log->facts();
  const auto head = log->read(0, position.head_size);
  if (!facts || !head || log_change(position, *facts, *head) != LogChange::none) return std::nullopt;
  return *std::move(log);
}

}  // namespace

std::string lines_before(const std::string& path, const LogFilePosition& position, std::size_t most) {
  auto log = at_path(path, position);
  if (!log) log = find_what_was_read(path, position);
  if (!log) return {};
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(most, position.offset));
  auto text = log->read(position.offset - size, size);
  if (!text) return {};
  if (size == position.offset) return *std::move(text);
  const auto first_end = text->find('\n');
  return first_end == std::string::npos ? std::string() : text->substr(first_end + 1);
}

}  // namespace cutwatch::net

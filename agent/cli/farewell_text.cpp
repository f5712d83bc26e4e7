#include "agent/cli/farewell_text.hpp"

#include "agent/cli/json_text.hpp"
#include "core/text/counted.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>

namespace cutwatch::cli {
namespace {

using nlohmann::json;

constexpr std::size_t kShown = 5;

std::uint64_t number_at(const json& object, const char* key) {
  if (!object.is_object()) return 0;
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

std::string sender_line(const json& sender) {
  const auto name = text_at(sender, "name");
  return fmt::format("  {}{}: {}, the last at {}\n", text_at(sender, "network"),
                     name.empty() ? "" : fmt::format(" ({})", name),
                     counted(number_at(sender, "messages"), "message"), text_at(sender, "last"));
}

/// Of those who were seen at all since; nothing where the new server's log is not read.
std::string moved(const json& farewell) {
  const auto share = farewell.find("share_moved");
  if (share == farewell.end() || !share->is_number()) return {};
  return fmt::format("Of the old server's former senders, by the mail they sent, {:.0f} % have moved\n",
                     std::clamp(share->get<double>(), 0.0, 1.0) * 100);
}

std::string beyond(std::size_t networks, std::uint64_t messages) {
  std::string out;
  if (networks > 0) out += fmt::format("  and {} more\n", counted(networks, "network"));
  if (messages > 0)
    out += fmt::format("  and {} of networks that are not told apart\n", counted(messages, "message"));
  return out;
}

}  // namespace

std::string farewell_text(const json& cutover) {
  const auto found = cutover.is_object() ? cutover.find("farewell") : cutover.end();
  if (found == cutover.end() || !found->is_object()) return {};
  auto out = moved(*found);
  const auto late = list_at(*found, "late");
  const auto others = number_at(*found, "other_messages");
  if (late.empty() && others == 0) return out;
  out += fmt::format("Still sending to the old server since {}:\n", text_at(*found, "since"));
  const auto shown = std::min(late.size(), kShown);
  for (std::size_t i = 0; i < shown; ++i) out += sender_line(late[i]);
  const auto all = std::max<std::uint64_t>(number_at(*found, "late_networks"), late.size());
  return out + beyond(all - shown, others);
}

}  // namespace cutwatch::cli

#include "net/queue/postqueue_line.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace cutwatch::net {
namespace {

using Json = nlohmann::json;

/// Until the year 2200: what comes later does not fit what is reckoned with it.
constexpr std::uint64_t kMostSeconds = 7'258'118'400;
/// An entry has three: itself, its recipients, one of them.
constexpr int kMostDepth = 16;

/// What lies deeper is left out.
bool is_shallow(int depth, Json::parse_event_t /*event*/, Json& /*value*/) { return depth <= kMostDepth; }

std::string text(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::uint64_t> number(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_unsigned()) return std::nullopt;
  return found->get<std::uint64_t>();
}

std::optional<WallTime> arrived(const Json& object) {
  const auto seconds = number(object, "arrival_time");
  if (!seconds || *seconds > kMostSeconds) return std::nullopt;
  return WallTime(Seconds(static_cast<std::int64_t>(*seconds)));
}

bool flag(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

void read_recipients(const Json& entry, mail::QueuedMessage& out) {
  const auto found = entry.find("recipients");
  if (found == entry.end() || !found->is_array()) return;
  for (const auto& each : *found) {
    if (out.recipients.size() >= mail::kMostRecipients) return;
    if (!each.is_object()) continue;
    out.recipients.push_back({.address = text(each, "address"), .delay_reason = text(each, "delay_reason")});
  }
}

}  // namespace

Result<mail::QueuedMessage> parse_postqueue_line(std::string_view json) {
  const auto entry = Json::parse(json, is_shallow, false);
  if (!entry.is_object()) return fail(FailureKind::malformed, "no JSON object");
  mail::QueuedMessage out;
  out.id = text(entry, "queue_id");
  if (out.id.empty()) return fail(FailureKind::malformed, "an entry without a queue id");
  out.queue = mail::queue_called(text(entry, "queue_name"));
  out.arrived = arrived(entry);
  out.size = number(entry, "message_size").value_or(0);
  out.sender = text(entry, "sender");
  out.is_forced_expired = flag(entry, "forced_expire");
  read_recipients(entry, out);
  return out;
}

}  // namespace cutwatch::net

#include "exporters/outbound_json.hpp"

#include "core/text/printable.hpp"
#include "exporters/authentication_json.hpp"
#include "exporters/json_values.hpp"

#include <ranges>
#include <string>

namespace cutwatch::exporters {
namespace {

using nlohmann::json;

/// Null while none has ended.
const mail::LedgerEntry* last_ended(const MailState& mail, const std::string& id, std::string_view path) {
  for (const auto& entry : mail.ended | std::views::reverse) {
    if (entry->probe == id && entry->path == path) return &*entry;
  }
  return nullptr;
}

json row_of(const cutover::Plan& plan, const cutover::RoundTrip& trip, std::string_view path,
            const mail::LedgerEntry* last) {
  json out{{"id", printable(trip.id)},
           {"via", path},
           {"from", printable(trip.from)},
           {"to", printable(trip.to)},
           {"mailbox", printable(trip.mailbox)},
           {"asks_if_still_local", is_to_own_domain(plan, trip.to)},
           {"message", json()},
           {"result", json()},
           {"ended_at", json()},
           {"detail", json()},
           {"authentication", json()}};
  if (last == nullptr) return out;
  out["message"] = printable(last->id);
  out["result"] = state_or_null(last->result);
  out["ended_at"] = time_or_null(last->ended);
  out["detail"] = printable(last->detail, 1024);
  out["authentication"] = authentication_json(plan, *last);
  return out;
}

}  // namespace

json outbound_json(const cutover::Plan& plan, const MailState& mail) {
  json out = json::array();
  for (const auto& trip : plan.outbound) {
    for (const auto path : trip.paths) {
      const auto name = to_string(path);
      out.push_back(row_of(plan, trip, name, last_ended(mail, trip.id, name)));
    }
  }
  return out;
}

}  // namespace cutwatch::exporters

#include "agent/config/sections.hpp"
#include "agent/config/text_forms.hpp"
#include "agent/config/value_kinds.hpp"
#include "core/cutover/recipients/recipient_target.hpp"
#include "core/text/ascii.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::config {
namespace {

using cutover::ServerRole;

constexpr std::size_t kMostRecipients = 50;
constexpr Millis kLeastOnLoopback{Seconds{1}};
constexpr std::chrono::days kMostInterval{7};

bool is_on_loopback(const cutover::Plan& plan) {
  return std::ranges::all_of(plan.servers, [](const cutover::Server& server) {
    return std::ranges::all_of(server.addresses,
                               [](const auto& one) { return one.endpoint.address.is_loopback(); });
  });
}

void check_count(Reader& recipients) {
  const auto written = recipients.count_written("addresses");
  if (!recipients.has("addresses"))
    recipients.complain("addresses", "missing; expected at least one mail address of the domain");
  if (recipients.is_empty_list("addresses"))
    recipients.complain("addresses", "expected at least one mail address of the domain");
  if (written > kMostRecipients)
    recipients.complain("addresses",
                        fmt::format("expected at most {} addresses, got {}", kMostRecipients, written));
}

void check_address(Reader& recipients, const Item<std::string>& address, const cutover::Plan& plan) {
  const auto domain = plan.label();
  if (!domain.empty() && !equals_ignoring_case(domain_of(address.value), domain))
    recipients.complain(address.spot,
                        fmt::format("expected an address of {}, got {}", domain, address.value));
  if (equals_ignoring_case(address.value, control_recipient(plan)))
    recipients.complain(address.spot, "this is whom servers are asked for as one that nobody has");
}

std::vector<std::string> read_addresses(Reader& recipients, const cutover::Plan& plan) {
  auto addresses = recipients.list("addresses", mail_address());
  check_count(recipients);
  reject_repeats(recipients, addresses);
  for (const auto& address : addresses) check_address(recipients, address, plan);
  return values(std::move(addresses));
}

/// Unless it is said, that of the first round trip: what servers make of it is known then.
void read_sender(Reader& recipients, cutover::RecipientList& out, const cutover::Plan& plan) {
  const auto* trip = plan.round_trips.empty() ? nullptr : &plan.round_trips.front();
  const auto from = recipients.get("from", mail_address());
  if (!recipients.has("from") && trip == nullptr)
    recipients.complain("from", "missing; expected a mail address, or a [[cutover.roundtrip]] that has one");
  out.from = from.value_or(trip == nullptr ? "" : trip->from);
  const bool is_trips = trip != nullptr && out.from == trip->from;
  out.ehlo = recipients.get_or("ehlo", host_name(), is_trips ? trip->ehlo : std::string(domain_of(out.from)));
}

}  // namespace

void read_recipients(Reader& recipients, cutover::Plan& plan) {
  cutover::RecipientList out;
  out.addresses = read_addresses(recipients, plan);
  read_sender(recipients, out, plan);
  const auto least = is_on_loopback(plan) ? kLeastOnLoopback : cutover::kLeastBetweenLooks;
  out.interval = recipients.get_or("interval", duration_between(least, kMostInterval), out.interval);
  for (const auto role : {ServerRole::old_server, ServerRole::new_server}) {
    if (plan.server(role) == nullptr)
      recipients.complain(
          recipients.spot(),
          fmt::format("there is no [[cutover.server]] with the role \"{}\"", to_string(role)));
  }
  plan.recipients = std::move(out);
}

}  // namespace cutwatch::config

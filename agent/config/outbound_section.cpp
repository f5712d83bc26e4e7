#include "agent/config/sections.hpp"
#include "agent/config/text_forms.hpp"
#include "agent/config/value_kinds.hpp"
#include "core/cutover/plan/on_loopback.hpp"

#include <fmt/core.h>

namespace cutwatch::config {
namespace {

using cutover::Path;

constexpr Millis kLeastInterval{Seconds{1}};
constexpr std::chrono::days kMostInterval{7};

bool takes_submissions(const cutover::Plan& plan, Path path) {
  const auto* server = plan.server_of(path);
  return server != nullptr && !server->submission.empty();
}

/// Those that are said, or else all servers that mail can be handed in at. Mail to the domain itself tells
/// something of the old one only.
std::vector<Path> read_via(Reader& outbound, const cutover::Plan& plan, bool is_to_own_domain) {
  const auto said = outbound.list("via", one_of<Path>({{"old", Path::old_path}, {"new", Path::new_path}}));
  reject_repeats(outbound, said);
  if (outbound.is_empty_list("via")) outbound.complain("via", "expected at least one of old, new");
  for (const auto& [path, spot] : said) {
    if (!takes_submissions(plan, path)) {
      outbound.complain(
          spot, fmt::format("no [[cutover.server]] with the role \"{}\" has `submission`", to_string(path)));
    }
    if (is_to_own_domain && path == Path::new_path) {
      outbound.complain(spot,
                        "mail to the domain itself shows whether the old server still takes it for its "
                        "own: expected \"old\" alone");
    }
  }
  if (outbound.has("via")) return values(said);
  std::vector<Path> all;
  for (const auto path : {Path::old_path, Path::new_path}) {
    if (takes_submissions(plan, path) && !(is_to_own_domain && path == Path::new_path)) all.push_back(path);
  }
  if (all.empty())
    outbound.complain("via", is_to_own_domain
                                 ? "missing; the old [[cutover.server]] has no `submission` to send it by"
                                 : "missing; no [[cutover.server]] has `submission` to send it by");
  return all;
}

std::string read_mailbox_id(Reader& outbound, std::string_view key, const std::optional<std::string>& id,
                            const cutover::Plan& plan) {
  if (id && plan.mailbox(*id) == nullptr)
    outbound.complain(key, fmt::format("there is no [[cutover.mailbox]] with the id \"{}\"", *id));
  return id.value_or("");
}

/// It counts together with the round trips that go to the same server.
void check_caps(Reader& outbound, const cutover::RoundTrip& trip, Reading& reading,
                const cutover::Plan& plan) {
  for (const auto path : trip.paths) {
    if (stays_on_loopback(plan, trip, path)) continue;
    const auto exceeded = reading.budget.take(plan.label(), path, trip.interval);
    if (exceeded) return outbound.complain("interval", *exceeded);
  }
}

}  // namespace

void read_outbound(Reader& outbound, Reading& reading, cutover::Plan& plan) {
  cutover::RoundTrip out;
  out.entrance = mail::Entrance::submission;
  const auto id = outbound.need("id", identifier());
  out.from = outbound.need("from", mail_address()).value_or("");
  out.to = outbound.need("to", mail_address()).value_or("");
  out.ehlo = outbound.get_or("ehlo", host_name(), std::string(domain_of(out.from)));
  out.mailbox = read_mailbox_id(outbound, "mailbox", outbound.need("mailbox", identifier()), plan);
  out.bounces = read_mailbox_id(outbound, "bounces", outbound.get("bounces", identifier()), plan);
  out.interval = outbound.get_or("interval", duration_between(kLeastInterval, kMostInterval), out.interval);
  read_deadlines(outbound, out);
  out.paths = read_via(outbound, plan, is_to_own_domain(plan, out.to));
  check_caps(outbound, out, reading, plan);
  if (id && plan.round_trip(*id) != nullptr)
    outbound.complain("id", fmt::format("\"{}\" is the id of an earlier round trip of this cutover", *id));
  out.id = id.value_or("");
  plan.outbound.push_back(std::move(out));
}

}  // namespace cutwatch::config

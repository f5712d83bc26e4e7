#include "exporters/watch_table.hpp"

#include "core/text/printable.hpp"
#include "exporters/bound_text.hpp"
#include "exporters/countdown.hpp"
#include "exporters/curve_line.hpp"
#include "exporters/late_text.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace cutwatch::exporters {
namespace {

constexpr std::size_t kStateColumn = 45;
constexpr std::size_t kStateWidth = std::string_view("unreachable (unreachable)").size();  // the longest

std::string_view colour_of(std::string_view state) {
  if (state == "new") return "\x1b[32m";
  if (state == "old") return "\x1b[33m";
  if (state == "mixed") return "\x1b[35m";
  return "\x1b[31m";
}

std::string coloured(std::string text, std::string_view state, Colours colours) {
  if (colours == Colours::none || state.empty()) return text;
  return fmt::format("{}{}\x1b[0m", colour_of(state), text);
}

std::string time_left(const std::optional<WallTime>& end, WallTime now) {
  return end ? countdown(*end - now) : "-";
}

std::string data_of(const std::vector<dns::RrSet>& held) {
  std::string out;
  for (const auto& rrset : held) out += (out.empty() ? "" : " | ") + rrset.text();
  return printable(out, 512);
}

std::string with_failure(std::string_view state, const std::optional<dns::LastReply>& last) {
  if (!last || last->answer) return std::string(state);
  return fmt::format("{} ({})", state, to_string(last->answer.error().kind));
}

/// Without the port where it is the usual one.
std::string short_text(const Endpoint& endpoint) {
  static constexpr std::uint16_t kDnsPort = 53;
  return endpoint.port == kDnsPort ? endpoint.address.text() : to_string(endpoint);
}

/// What is out of the ordinary: " [3 caches; cap 3600 s; kept past TTL: stale or refetch_old]".
std::string ways_of(const cutover::ResolverAssessment& seen, WallTime now) {
  std::vector<std::string> ways;
  if (seen.caches > 1) ways.push_back(fmt::format("{} caches", seen.caches));
  if (seen.cap) ways.push_back(fmt::format("cap {} s", seen.cap->count()));
  if (seen.lengthened) ways.push_back(fmt::format("lengthens TTLs to {} s", seen.lengthened->ttl.count()));
  if (seen.late_until) ways.push_back(fmt::format("late for {}", countdown(*seen.late_until - now)));
  if (seen.kept) ways.push_back(kept_text(*seen.kept));
  return ways.empty() ? "" : fmt::format(" [{}]", fmt::join(ways, "; "));
}

struct Row {
  std::string_view state;
  std::string text;
  std::string name;
  std::string ttl;
  std::string left;
  std::string data;
};

Row row_of(const cutover::AuthorityAssessment& authority) {
  const auto* version = authority.view->history.current();
  return {.state = authority.state ? to_string(*authority.state) : "",
          .text = state_text(authority),
          .name = name_of(authority.server) + " (authority)",
          .ttl = version ? std::to_string(version->ttl.count()) : "-",
          .left = "-",
          .data = version ? data_of({version->rrset}) : ""};
}

Row row_of(const cutover::ResolverAssessment& resolver, WallTime now) {
  return {.state = resolver.state ? to_string(*resolver.state) : "",
          .text = state_text(resolver),
          .name = name_of(*resolver.resolver),
          .ttl = resolver.ttl ? std::to_string(resolver.ttl->count()) : "-",
          .left = time_left(resolver.old_expires ? resolver.old_expires : resolver.expires, now),
          .data = (resolver.view ? data_of(dns::held_at(resolver.view->entries, now)) : "") +
                  ways_of(resolver, now)};
}

std::string line_of(const Row& row, Colours colours, std::size_t width) {
  auto plain = fmt::format("{:<44.44} {:<{}} {:>7} {:>9}  {}", printable(row.name), row.text, kStateWidth,
                           row.ttl, row.left, row.data);
  if (plain.size() > width) plain.resize(width);
  if (plain.size() < kStateColumn + kStateWidth) return plain;
  return plain.substr(0, kStateColumn) +
         coloured(plain.substr(kStateColumn, kStateWidth), row.state, colours) +
         plain.substr(kStateColumn + kStateWidth);
}

void add_suspicions(std::vector<std::string>& lines,
                    const std::vector<cutover::ResolverAssessment>& resolvers, std::size_t width) {
  for (const auto& each : resolvers) {
    if (!each.suspicion) continue;
    auto line =
        fmt::format("{} (intercepted?): {}", printable(each.resolver->id), to_string(*each.suspicion));
    lines.push_back(line.substr(0, width));
  }
}

void add_delegation(std::vector<std::string>& lines, const cutover::RecordAssessment& record,
                    std::size_t width) {
  if (record.sides == nullptr || !*record.sides || !**record.sides) return;
  for (const auto& finding : (**record.sides)->findings())
    lines.push_back(printable("delegation: " + finding).substr(0, width));
}

std::string headline(const cutover::RecordAssessment& record) {
  auto text = to_string(record.record->question);
  if (record.propagation_ratio) text += fmt::format(": {:.0f} % new", *record.propagation_ratio * 100);
  return text;
}

}  // namespace

std::string name_of(const dns::NameServer& server) {
  return fmt::format("{} {}", server.name, short_text(server.endpoint));
}

std::string name_of(const dns::Resolver& resolver) {
  const auto address = short_text(resolver.endpoint);
  if (resolver.id.contains("://")) return resolver.id;  // it says the address
  return resolver.id == address ? address : fmt::format("{} {}", resolver.id, address);
}

std::string state_text(const cutover::ResolverAssessment& resolver) {
  if (!resolver.view || !resolver.view->last) return "no answer yet";
  if (!resolver.state) return "between copies";
  if (resolver.suspicion && resolver.view->last->answer)
    return fmt::format("{} (intercepted?)", to_string(*resolver.state));
  return with_failure(to_string(*resolver.state), resolver.view->last);
}

std::string state_text(const cutover::AuthorityAssessment& authority) {
  if (!authority.state) return "no answer yet";
  return with_failure(to_string(*authority.state), authority.view->last) + (authority.lag ? ", lagging" : "");
}

std::vector<std::string> watch_table(const cutover::RecordAssessment& record, WallTime now, Colours colours,
                                     std::size_t width) {
  std::vector<std::string> lines{headline(record).substr(0, width)};
  for (const auto& line : {bound_line(record.bounds, now), curve_line(record.curve, now)}) {
    if (!line.empty()) lines.push_back(line.substr(0, width));
  }
  lines.push_back(line_of(
      {.state = "", .text = "state", .name = "server", .ttl = "TTL", .left = "ends in", .data = "holds"},
      Colours::none, width));
  for (const auto& authority : record.authorities)
    lines.push_back(line_of(row_of(authority), colours, width));
  for (const auto& resolver : record.resolvers)
    lines.push_back(line_of(row_of(resolver, now), colours, width));
  add_suspicions(lines, record.resolvers, width);
  add_delegation(lines, record, width);
  return lines;
}

}  // namespace cutwatch::exporters

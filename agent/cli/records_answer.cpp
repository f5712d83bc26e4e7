#include "agent/cli/records_answer.hpp"

#include "agent/cli/command_line.hpp"
#include "agent/cli/cutover_parts.hpp"
#include "agent/cli/json_text.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::cli {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxName = 320;

std::string servers_of(const json& group) {
  std::string out;
  for (const auto& server : list_at(group, "nameservers")) {
    if (!server.is_string()) continue;
    out += fmt::format("{}{}", out.empty() ? "" : ", ",
                       printable(server.get_ref<const std::string&>(), kMaxName));
  }
  return out;
}

/// As a comment; what is one already, as of an absent record, stays as it is.
std::string commented(const json& lines) {
  std::string out;
  for (const auto& line : lines) {
    const bool is_comment = line.is_string() && line.get_ref<const std::string&>().starts_with(';');
    out += zone_text(json::array({line}), is_comment ? "" : "; ");
  }
  return out;
}

std::string group_head(const json& group) {
  return fmt::format("; {}, at {}\n", servers_of(group), text_at(group, "last_seen"));
}

std::string published_text(const std::string& record, const json& groups) {
  if (groups.empty()) return fmt::format("; {}: no name server has said what it publishes\n", record);
  if (groups.size() == 1)
    return group_head(groups.front()) + zone_text(list_at(groups.front(), "zone_lines"), "");
  auto out = fmt::format("; {}: THE NAME SERVERS DISAGREE: none of these is the record\n", record);
  for (const auto& group : groups) out += group_head(group) + commented(list_at(group, "zone_lines"));
  return out;
}

std::string noted_text(const json& record) {
  const auto noted = part_of(record, {"noted"});
  if (!noted.contains("noted") || !noted["noted"].is_object()) return "; before the cutover: not noted\n";
  return fmt::format("; before the cutover, noted at {}\n", text_at(noted["noted"], "at")) +
         commented(list_at(noted["noted"], "zone_lines"));
}

void add(RecordsAnswer& answer, const json& record) {
  const auto name = fmt::format("{} {}", text_at(record, "name"), text_at(record, "rrtype"));
  const auto groups = list_at(record, "published");
  answer.zone += published_text(name, groups) + noted_text(record);
  if (groups.empty() && answer.exit_status == kPass) answer.exit_status = kCannotTell;
  if (groups.size() < 2) return;
  answer.exit_status = kNotPassed;
  answer.warnings.push_back(fmt::format("{}: the name servers disagree", name));
}

}  // namespace

RecordsAnswer records_answer(const json& cutover) {
  RecordsAnswer answer{.exit_status = kPass, .zone = {}, .warnings = {}, .document = {}};
  auto records = json::array();
  for (const auto& record : list_at(cutover, "records")) {
    add(answer, record);
    records.push_back(part_of(record, {"name", "rrtype", "published", "noted"}));
  }
  answer.document = part_of(cutover, {"domain"});
  answer.document["records"] = std::move(records);
  return answer;
}

}  // namespace cutwatch::cli

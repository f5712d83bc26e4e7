#include "agent/init/config_text.hpp"

#include "agent/config/duration.hpp"
#include "agent/init/cares.hpp"
#include "agent/init/comment.hpp"
#include "agent/init/findings.hpp"
#include "agent/init/move.hpp"
#include "agent/init/new_server.hpp"
#include "agent/init/planned_records.hpp"
#include "agent/init/resolvers_text.hpp"
#include "agent/init/ttl_text.hpp"
#include "core/text/date.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace cutwatch::init {
namespace {

using cutover::Kind;

constexpr std::size_t kMaxFile = 1024;

std::string without_dot(const dns::Name& name) { return name.text().substr(0, name.text().size() - 1); }

std::string_view in_words(Kind kind) {
  switch (kind) {
    case Kind::proxy: return "a filtering proxy is put in front of the server";
    case Kind::address: return "the mail server keeps its name and gets another address";
    case Kind::server: return "mail moves to another server";
  }
  std::unreachable();
}

/// As a shell takes it for one word; printable.
std::string shell_word(const std::string& text) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/._-+,:@%").contains(c);
  };
  const auto shown = printable(text, kMaxFile);
  if (!text.empty() && shown == text && std::ranges::all_of(text, is_plain)) return text;
  std::string out = "'";
  for (const char c : shown) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string head(const Found& found, const Wishes& wishes, const Move& move) {
  const auto domain = without_dot(wishes.domain);
  auto out = comment(fmt::format("{}: {} (kind {}).", domain, in_words(move.kind), to_string(move.kind)));
  out += "#\n";
  out +=
      comment(fmt::format("Written by cutwatch init at {}, from what the DNS said then. What could not be "
                          "read is said, and nothing "
                          "was made up. Read it through, look at each CARE, take the mailbox and the round "
                          "trip at the end into use, "
                          "and then:",
                          rfc3339(found.at)));
  out += "#\n";
  const auto file = shell_word(wishes.file);
  out += fmt::format("#   cutwatch config check {}\n", file);
  out += fmt::format("#   cutwatch run --config.file {}\n", file);
  out += "#   cutwatch status\n";
  out += "#\n# Found:\n";
  for (const auto& each : findings_of(found, wishes, move)) out += comment("- " + each, "  ");
  for (const auto& each : cares_of(found, wishes, move)) out += comment("CARE: " + each, "      ");
  return out;
}

std::string cutover_text(const Found& found, const Wishes& wishes, const Move& move,
                         const PlannedRecords& planned) {
  auto out = fmt::format("\n[[cutover]]\ndomain = {}\n", toml_string(without_dot(wishes.domain)));
  out += comment(fmt::format("Kind {}: {}.", to_string(move.kind), move.because));
  out += fmt::format("kind = \"{}\"\n", to_string(move.kind));
  if (wishes.planned_at) {
    out += fmt::format("planned_at = {}\n", rfc3339(*wishes.planned_at));
  } else {
    out += comment(
        "When the records are to change. Resolvers are left alone before it, so that asking fills no "
        "cache with the old ones.");
    out += "# planned_at = 2030-01-01T20:00:00Z\n";
  }
  return out + ttl_text(found, wishes, planned);
}

/// As people read an MX: preferred hosts first.
std::vector<std::string> data_in_order(const PlannedRecord& record, const dns::RrSet& stage) {
  auto data = stage.data();
  if (record.question.type == dns::RrType::mx)
    std::ranges::sort(data, {},
                      [](const std::string& each) { return std::pair(std::atoi(each.c_str()), each); });
  return data;
}

std::string record_text(const PlannedRecord& record, std::string_view interval) {
  std::string out = "\n[[cutover.record]]\n";
  if (!record.remark.empty()) out += comment(record.remark);
  out += fmt::format("name = {}\n", toml_string(without_dot(record.question.name)));
  out += fmt::format("rrtype = \"{}\"\n", to_string(record.question.type));
  if (record.stages.size() == 1) {
    out += fmt::format("stages = [{}]\n", toml_list(data_in_order(record, record.stages.front())));
  } else {
    out += "stages = [\n";
    for (const auto& stage : record.stages)
      out += fmt::format("  {},\n", toml_list(data_in_order(record, stage)));
    out += "]\n";
  }
  if (record.step) out += fmt::format("steps = [\"{}\"]\n", to_string(*record.step));
  if (!interval.empty()) out += fmt::format("interval = \"{}\"\n", interval);
  return out;
}

std::string records_text(const PlannedRecords& planned, const Wishes& wishes) {
  const auto interval = interval_for(planned.records.size(), wishes);
  std::string out;
  for (const auto& record : planned.records) out += record_text(record, interval);
  if (planned.left_out.empty()) return out;
  out += "\n# Not in the plan:\n";
  for (const auto& each : planned.left_out) out += comment("- " + each, "  ");
  return out;
}

std::string server_text(const Host& server, std::string_view role) {
  std::vector<std::string> addresses;
  for (const auto& each : server.addresses) addresses.push_back(each.text());
  const bool is_known = is_host_name(server.name) && !addresses.empty();
  std::string out = "\n";
  if (!is_known)
    out += comment(fmt::format("FILL IN: where the {} server is reached. It could not be found out.", role));
  const auto* mark = is_known ? "" : "# ";
  out += fmt::format("{}[[cutover.server]]\n{}role = \"{}\"\n", mark, mark, role);
  const auto host = is_host_name(server.name) ? without_dot(server.name) : "mail.example.org";
  out += fmt::format("{}host = {}\n", mark, toml_string(host));
  out += fmt::format("{}addresses = {}\n", mark, is_known ? toml_list(addresses) : "[\"198.51.100.7\"]");
  out += fmt::format("{}port = 25\n", mark);
  return out;
}

/// Where mail is read: the host's address where the DNS says it, else the old server's, for people to
/// correct.
std::string mailbox_address(const Found& found, const std::string& host, const Move& move) {
  const auto name = dns::Name::parse(host);
  auto addresses = name ? found.addresses_of(*name) : std::vector<IpAddress>{};
  if (addresses.empty()) addresses = move.old_server.addresses;
  return addresses.empty() ? "192.0.2.10" : addresses.front().text();
}

/// Where both servers are known, the messages go down both paths.
std::string mail_text(const Found& found, const Wishes& wishes, const Move& move) {
  const auto domain = without_dot(wishes.domain);
  std::string out = "\n";
  out += comment(
      "FILL IN: a mailbox of its own for probe messages, and the round trips that end in it. Without "
      "them no gate that asks whether mail arrives can be opened. address is where the host of url is "
      "reached. The password stands in a file that nobody but the agent's user may read (chmod 0600).");
  const auto host = "imap." + domain;
  out += fmt::format(
      "# [[cutover.mailbox]]\n# id = \"inbox\"\n# url = {}\n# address = {}\n# user = {}\n# "
      "password_file = \"/etc/cutwatch/imap-password\"\n# folders = [\"INBOX\", \"Junk\"]\n",
      toml_string("imaps://" + host), toml_string(mailbox_address(found, host, move)),
      toml_string("probe@" + domain));
  out += fmt::format(
      "#\n# [[cutover.roundtrip]]\n# id = \"main\"\n# from = \"probe@agent.example.net\"\n# to = {}\n# paths "
      "= "
      "[\"old\", \"new\"]\n# mailbox = \"inbox\"\n# interval = \"5m\"\n",
      toml_string("probe@" + domain));
  return out;
}

/// As it would stand there, for each name server that does not answer.
std::string accept_text(const Found& found) {
  if (!found.zone) return {};
  std::string ids;
  std::string last;
  for (const auto& [server, failure] : found.zone->servers) {
    if (!failure || server.name == last) continue;
    last = server.name;
    ids += fmt::format("#   {{ id = {}, reason = \"dead, leaves the delegation\" }},\n",
                       toml_string(server.name.substr(0, server.name.size() - 1)));
  }
  if (ids.empty()) return {};
  return comment("A name server that is dead and leaves the delegation can be done without, by name:") +
         "# accept = [\n" + ids + "# ]\n";
}

/// Mail goes on to the old server where the change of the MX had to be left out.
const PlannedRecord* mx_that_stays(const PlannedRecords& planned, const Wishes& wishes, const Move& move) {
  if (move.kind == cutover::Kind::address) return nullptr;
  const auto mx = std::ranges::find(planned.records, dns::Question{wishes.domain, dns::RrType::mx},
                                    &PlannedRecord::question);
  return mx == planned.records.end() || mx->stages.size() > 1 ? nullptr : &*mx;
}

}  // namespace

Result<std::string> config_text(const Found& found, const Wishes& wishes) {
  const auto move = move_of(found, wishes);
  if (!move) return std::unexpected(move.error());
  const auto planned = records_of(found, wishes, *move);
  if (planned.records.empty())
    return fail(FailureKind::protocol, "no record of the plan can be written down");
  if (const auto* mx = mx_that_stays(planned, wishes, *move)) {
    return fail(FailureKind::protocol,
                fmt::format("the MX ({}) cannot be led away from the old server: the new host has one of its "
                            "addresses",
                            mx->stages.front().text()));
  }
  return head(found, wishes, *move) + resolvers_text(wishes) + cutover_text(found, wishes, *move, planned) +
         accept_text(found) + records_text(planned, wishes) + server_text(move->old_server, "old") +
         server_text({move->new_server.name, addresses_of_new(found, *move, move->new_server)}, "new") +
         mail_text(found, wishes, *move);
}

}  // namespace cutwatch::init

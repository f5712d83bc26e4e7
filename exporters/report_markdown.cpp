#include "core/text/counted.hpp"
#include "exporters/copies_json.hpp"
#include "exporters/markdown_text.hpp"
#include "exporters/report.hpp"
#include "exporters/report_arrivals.hpp"

#include <fmt/core.h>

#include <initializer_list>

namespace cutwatch::exporters {
namespace {

using nlohmann::json;

/// One column: its heading, and which field of a row is shown there.
struct Column {
  const char* heading;
  const char* field;
};

std::string text_of(const json& value) {
  if (value.is_null() || value == false) return "-";
  if (value == true) return "yes";
  if (value.is_string()) return markdown_text(value.get_ref<const std::string&>());
  if (value.is_number_float()) return fmt::format("{:.1f}", value.get<double>());
  return markdown_text(value.dump());
}

/// Says so where there is no row.
std::string table(const std::string& heading, const json& rows, std::initializer_list<Column> columns) {
  std::string out = fmt::format("\n## {}\n\n", heading);
  if (rows.empty()) return out + "None.\n";
  std::string line = "|";
  std::string rule = "|";
  for (const auto& column : columns) {
    line += fmt::format(" {} |", column.heading);
    rule += "---|";
  }
  out += line + "\n" + rule + "\n";
  for (const auto& row : rows) {
    out += "|";
    for (const auto& column : columns) out += fmt::format(" {} |", text_of(row.at(column.field)));
    out += "\n";
  }
  return out;
}

/// What the agent said last; and what the file lets one judge, where that is something else.
std::string decision_text(const json& report) {
  const auto judged = text_of(report.at("decision").at("sentence"));
  const auto& told = report.at("told");
  if (told.is_null()) return judged;
  auto out = fmt::format("The agent said last, at {} in phase {}: {}", text_of(told.at("at")),
                         text_of(told.at("phase")), text_of(told.at("sentence")));
  if (told.at("sentence") != report.at("decision").at("sentence"))
    out +=
        fmt::format("\n\nAs of {}, from what the file holds: {}", text_of(report.at("known_until")), judged);
  return out;
}

/// What a file does not hold yet.
std::string freshness(const json& report) {
  if (report.at("agent_runs") != true) return {};
  return "The agent still runs, and what it has seen last may not be written yet: `cutwatch status` knows "
         "more.\n\n";
}

/// How long messages took where, and what filters wrote into them.
std::string arrivals(const json& messages) {
  const auto shown = shown_arrivals(messages);
  auto out = table("How long messages took, in seconds", delay_rows(shown),
                   {{"id", "id"},
                    {"path", "path"},
                    {"to the first server", "to_first"},
                    {"in it", "first"},
                    {"to the last", "to_final"},
                    {"in it", "final"},
                    {"to the mailbox", "to_mailbox"},
                    {"the mailbox's clock", "mailbox_skew"}});
  out += table("Hops of messages", hop_rows(shown),
               {{"id", "id"},
                {"by", "by"},
                {"from", "from"},
                {"with", "with"},
                {"TLS", "tls"},
                {"at", "at"},
                {"delay (s)", "delay_seconds"},
                {"clock", "skew"},
                {"trusted", "trusted"}});
  out += table("What spam filters wrote", spam_rows(shown),
               {{"id", "id"},
                {"folder", "folder"},
                {"marked", "marked"},
                {"score", "score"},
                {"finding", "finding"},
                {"fields", "fields"}});
  const auto left_out = arrivals_left_out(messages);
  if (left_out > 0)
    out +=
        fmt::format("\nThese are the ways of {}; `report -o json` has {} more.\n", kMostArrivals, left_out);
  return out;
}

/// Only where something is sent out.
std::string outbound(const json& rows) {
  json shown = json::array();
  for (auto row : rows) {
    const auto& found = row.at("authentication");
    for (const char* method : {"spf", "dkim", "dmarc"})
      row[method] = found.is_object() ? found.at(method) : json();
    shown.push_back(std::move(row));
  }
  return table("Mail that users of the servers send: the last message of each", shown,
               {{"round trip", "id"},
                {"via", "via"},
                {"to", "to"},
                {"result", "result"},
                {"ended", "ended_at"},
                {"SPF", "spf"},
                {"DKIM", "dkim"},
                {"DMARC", "dmarc"},
                {"last reply", "detail"}});
}

/// Only where the old server's log tells it. Names are what the senders' own name servers say.
std::string farewell(const json& farewell) {
  json parted = json::array();
  for (const auto& [state, messages] : farewell.at("former_messages").items())
    parted.push_back(
        {{"state", state}, {"messages", messages}, {"networks", farewell.at("former_networks").at(state)}});
  auto out = table("Who sent to the old server before the switch, by where it was seen last since", parted,
                   {{"seen", "state"}, {"networks", "networks"}, {"messages before", "messages"}});
  out += table("Who still sent to the old server after the switch", farewell.at("late"),
               {{"network", "network"},
                {"name", "name"},
                {"messages", "messages"},
                {"before the switch", "before"},
                {"the last", "last"}});
  const auto more = farewell.at("late_networks").get<std::size_t>() - farewell.at("late").size();
  return more == 0 ? out : out + fmt::format("\nAnd {} more.\n", counted(more, "network"));
}

/// Only where messages are expected in further mailboxes.
std::string copies(const json& report) {
  auto out =
      table("Copies in further mailboxes, of the messages that are remembered", report.at("copy_totals"),
            {{"round trip", "probe"},
             {"path", "path"},
             {"mailbox", "mailbox"},
             {"arrived", "arrived"},
             {"junk", "junk"},
             {"missing", "missing"},
             {"awaited", "awaited"},
             {"not sent", "not_sent"}});
  const auto amiss = copies_amiss(report.at("messages"));
  if (amiss.empty()) return out;
  return out + table("Copies that did not simply arrive, the last first", amiss,
                     {{"id", "id"},
                      {"recorded", "recorded_at"},
                      {"mailbox", "mailbox"},
                      {"state", "state"},
                      {"found", "seen_at"},
                      {"folder", "folder"},
                      {"bounce", "bounce"}});
}

}  // namespace

std::string report_markdown(const json& report) {
  auto out = fmt::format("# Cutover of {}\n\n{}\n\n{}{}\n", text_of(report.at("domain")),
                         text_of(report.at("summary")), freshness(report), decision_text(report));
  out += table("What was wrong when the state was written last", report.at("conditions"),
               {{"condition", "condition"},
                {"severity", "severity"},
                {"evidence", "evidence"},
                {"muted by planned work", "muted_because"}});
  out += table("Timeline", report.at("timeline"), {{"at", "at"}, {"what", "kind"}, {"change", "sentence"}});
  out += table("When resolvers followed", report.at("resolvers"),
               {{"record", "record"},
                {"changed to", "target"},
                {"published", "published_at"},
                {"resolver", "resolver"},
                {"first only new", "only_new_since"},
                {"after (s)", "took_seconds"},
                {"state", "state"},
                {"kept past its bound", "kept_past_bound_because"},
                {"until", "kept_until"}});
  out += table("Messages in all", report.at("message_totals"),
               {{"round trip", "probe"},
                {"path", "path"},
                {"delivered", "delivered"},
                {"late", "late"},
                {"junk", "junk"},
                {"refused", "refused"},
                {"on purpose", "refused_on_purpose"},
                {"lost", "lost"},
                {"untold", "untold"},
                {"in flight", "in_flight"},
                {"unawaited", "unawaited"},
                {"recorded", "recorded"},
                {"put off", "deferrals"},
                {"duplicates", "duplicates"}});
  out += table("Messages that are remembered, losses first", report.at("messages"),
               {{"id", "id"},
                {"round trip", "probe"},
                {"path", "path"},
                {"recorded", "recorded_at"},
                {"ended", "ended_at"},
                {"result", "result"},
                {"on purpose", "refused_on_purpose"},
                {"latency (s)", "latency_seconds"},
                {"greylisted (s)", "greylisted_seconds"},
                {"last reply", "detail"}});
  if (!report.at("outbound").empty()) out += outbound(report.at("outbound"));
  if (!report.at("copy_totals").empty()) out += copies(report);
  if (report.at("farewell").is_object()) out += farewell(report.at("farewell"));
  out += arrivals(report.at("messages"));
  out += table("Gates waived", report.at("waived"), {{"gate", "gate"}, {"reason", "reason"}});
  out += table("Servers and resolvers done without", report.at("accepted"),
               {{"id", "id"}, {"reason", "reason"}});
  out += table("Records as they were before", report.at("records_noted"),
               {{"record", "record"}, {"data", "rrset"}, {"TTL (s)", "ttl"}, {"noted", "noted_at"}});
  return out;
}

}  // namespace cutwatch::exporters

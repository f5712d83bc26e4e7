#include "agent/config/sections.hpp"
#include "agent/config/value_kinds.hpp"
#include "core/text/quoted.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace cutwatch::config {
namespace {

using cutover::LogSourceKind;
using cutover::ServerLog;

struct Source {
  LogSourceKind kind = LogSourceKind::file;
  std::string path;
};

/// Paths are absolute, so that a slip in one of the two words is not taken for a file.
ValueKind<Source> log_source() {
  return {"an absolute path (\"/var/log/mail.log\"), \"journal\" or \"stdin\"",
          [](const Node& node) -> std::optional<Source> {
            auto said = text().read(node);
            if (!said) return std::nullopt;
            if (*said == "journal") return Source{.kind = LogSourceKind::journal, .path = {}};
            if (*said == "stdin") return Source{.kind = LogSourceKind::standard_input, .path = {}};
            if (!said->starts_with('/') || said->ends_with('/')) return std::nullopt;
            return Source{.kind = LogSourceKind::file, .path = *std::move(said)};
          }};
}

ValueKind<mail::Mta> mta() {
  return one_of<mail::Mta>(
      {{"postfix", mail::Mta::postfix}, {"exim", mail::Mta::exim}, {"opensmtpd", mail::Mta::opensmtpd}});
}

/// What a server's own `log` may be of; of Exchange nothing is read, so that it is none of the plan's logs.
ValueKind<std::optional<mail::Mta>> kind_of_server_log() {
  return one_of<std::optional<mail::Mta>>({{"postfix", mail::Mta::postfix},
                                           {"exim", mail::Mta::exim},
                                           {"opensmtpd", mail::Mta::opensmtpd},
                                           {"exchange", std::nullopt}});
}

/// Lines that are the old server's and the new one's tell nothing of either. The journal of a host that has
/// both holds the lines of each, with units or identifiers of its own.
bool are_same_lines(const ServerLog& one, const ServerLog& other) {
  if (one.kind != other.kind || one.source() != other.source()) return false;
  return one.role == other.role || one.kind != LogSourceKind::journal ||
         (one.unit == other.unit && one.identifiers == other.identifiers);
}

bool is_taken(Reader& log, std::string_view key, const ServerLog& one, const cutover::Plan& plan) {
  const auto other =
      std::ranges::find_if(plan.logs, [&](const ServerLog& each) { return are_same_lines(each, one); });
  if (other == plan.logs.end()) return false;
  log.complain(key, fmt::format("{} is the log of the {} server already", quoted(one.source()),
                                to_string(other->role)));
  return true;
}

/// What says which entries of the journal, and belongs to nothing else.
void read_journal_keys(Reader& log, ServerLog& out, bool is_journal) {
  out.unit = log.get_or("unit", ascii_text(), "");
  const auto identifiers = log.list("identifiers", ascii_text());
  reject_repeats(log, identifiers);
  out.identifiers = values(identifiers);
  if (log.is_empty_list("identifiers")) log.complain("identifiers", "expected at least one identifier");
  for (const auto* key : {"unit", "identifiers"}) {
    if (!is_journal && log.has(key)) log.complain(key, "belongs to a log with source = \"journal\"");
  }
}

void check_stdin(Reader& log, Reading& reading) {
  if (log.has("from_start"))
    log.complain("from_start", "standard input is read as it comes: expected no such key with \"stdin\"");
  if (std::exchange(reading.is_stdin_taken, true))
    log.complain("source", "standard input is read by an earlier [[cutover.log]]: expected another source");
}

}  // namespace

void read_log(Reader& log, Reading& reading, cutover::Plan& plan) {
  const auto role = log.need("role", server_role());
  const auto source = log.need("source", log_source());
  ServerLog out;
  out.mta = log.get_or("mta", mta(), mail::Mta::postfix);
  out.is_read_from_start = log.get_or("from_start", flag(), false);
  // Of which kind a faulty source was to be is not known: what goes with the journal is let pass then.
  read_journal_keys(log, out, !source || source->kind == LogSourceKind::journal);
  if (role && plan.server(*role) == nullptr)
    log.complain("role",
                 fmt::format("there is no [[cutover.server]] with the role \"{}\"", to_string(*role)));
  if (source && source->kind == LogSourceKind::standard_input) check_stdin(log, reading);
  if (!role || !source) return;
  out.role = *role;
  out.kind = source->kind;
  out.path = source->path;
  if (!is_taken(log, "source", out, plan)) plan.logs.push_back(std::move(out));
}

void read_log_of_server(Reader& log, std::optional<cutover::ServerRole> role, cutover::Plan& plan) {
  const auto kind = log.need("kind", kind_of_server_log());
  const auto file = log.need("file", text());
  if (!role || !kind || !*kind || !file) return;
  ServerLog out{.role = *role, .path = *file, .mta = **kind};
  if (!is_taken(log, "file", out, plan)) plan.logs.push_back(std::move(out));
}

}  // namespace cutwatch::config

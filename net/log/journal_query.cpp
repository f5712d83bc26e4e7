#include "net/log/journal_query.hpp"

#include <fmt/core.h>

#include <utility>

namespace cutwatch::net {
namespace {

/// `--cursor` and not `--after-cursor`: where the entry is gone, the latter passes over the first one that is
/// still there (systemd issue 30288), and nobody would know that anything is missing.
std::vector<std::string> start_arguments(const JournalStart& start) {
  switch (start.kind) {
    case JournalStart::Kind::entry: return {"--no-tail", "--cursor=" + start.cursor};
    case JournalStart::Kind::last: return {"--lines=1"};
    case JournalStart::Kind::instant:
      return {
          "--no-tail",
          fmt::format("--since=@{}", std::chrono::floor<Seconds>(start.instant.time_since_epoch()).count())};
    case JournalStart::Kind::earliest: return {"--no-tail"};
    case JournalStart::Kind::back:
      return {"--reverse", fmt::format("--lines={}", start.most), "--cursor=" + start.cursor};
  }
  std::unreachable();
}

}  // namespace

std::vector<std::string> journal_arguments(const JournalQuery& query, const JournalStart& start) {
  std::vector<std::string> out{query.program, "--output=json"};
  if (start.kind != JournalStart::Kind::back) out.emplace_back("--follow");
  for (const auto* each :
       {"--no-pager", "--quiet", "--output-fields=MESSAGE,SYSLOG_IDENTIFIER,SYSLOG_PID,_PID,_COMM,_HOSTNAME"})
    out.emplace_back(each);
  for (auto& each : start_arguments(start)) out.push_back(std::move(each));
  if (!query.unit.empty()) out.push_back("--unit=" + query.unit);
  for (const auto& each : query.identifiers) out.push_back("--identifier=" + each);
  constexpr const char* kOfFacilityMail = "SYSLOG_FACILITY=2";
  if (query.unit.empty() && query.identifiers.empty()) out.emplace_back(kOfFacilityMail);
  return out;
}

}  // namespace cutwatch::net

#include "core/snapshot/snapshot.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch {

bool AuthorityView::is_lame() const {
  if (!last || !last->answer) return false;
  const auto& answer = *last->answer;
  const bool sends_away = answer.kind == dns::AnswerKind::refused || answer.kind == dns::AnswerKind::referral;
  return sends_away || (answer.is_definite() && !answer.is_authoritative);
}

const dns::RrSet* AuthorityView::published() const {
  if (!last || !last->answer) return nullptr;
  const auto& answer = *last->answer;
  return answer.is_definite() && answer.is_authoritative ? &answer.rrset : nullptr;
}

std::vector<dns::AuthorityHistory> RecordState::histories() const {
  std::vector<dns::AuthorityHistory> out;
  for (const auto& [server, view] : authorities) out.push_back(view->history);
  return out;
}

void RecordState::add_departed(const dns::NameServer& server, DepartedAuthority gone) {
  departed[server].write() = std::move(gone);
  if (departed.size() <= kMaxDeparted) return;
  const auto first =
      std::ranges::min_element(departed, {}, [](const auto& each) { return each.second->departed_at; });
  forgotten = dns::with_forgotten(forgotten, first->second->history, first->second->departed_at);
  departed.erase(first);
}

std::vector<dns::AuthorityHistory> RecordState::histories_with_departed() const {
  auto out = histories();
  for (const auto& [server, gone] : departed) out.push_back(gone->history);
  return out;
}

std::optional<std::set<dns::MxProblem>> DomainState::mx_problems() const {
  return mx_findings ? dns::problems_of(*mx_findings) : std::nullopt;
}

bool is_own_network_down(const Snapshot& snapshot) {
  return std::ranges::any_of(snapshot.domains, [](const auto& domain) {
    return std::ranges::any_of(domain.second->records,
                               [](const auto& record) { return record.second->own_network.is_down; });
  });
}

Snapshot with_state_file(Snapshot snapshot, const StateFile& state_file) {
  snapshot.state_file = Shared(state_file);
  for (auto& [label, domain] : snapshot.domains) domain.write().state_file = snapshot.state_file;
  return snapshot;
}

std::string_view to_string(QueryResult result) noexcept {
  switch (result) {
    case QueryResult::ok: return "ok";
    case QueryResult::nxdomain: return "nxdomain";
    case QueryResult::nodata: return "nodata";
    case QueryResult::servfail: return "servfail";
    case QueryResult::refused: return "refused";
    case QueryResult::timeout: return "timeout";
    case QueryResult::unreachable: return "unreachable";
    case QueryResult::malformed: return "malformed";
  }
  std::unreachable();
}

namespace {

QueryResult result_of_answer(dns::AnswerKind kind) {
  switch (kind) {
    case dns::AnswerKind::records: return QueryResult::ok;
    case dns::AnswerKind::nodata: return QueryResult::nodata;
    case dns::AnswerKind::nxdomain: return QueryResult::nxdomain;
    case dns::AnswerKind::servfail: return QueryResult::servfail;
    case dns::AnswerKind::refused: return QueryResult::refused;
    case dns::AnswerKind::referral: return QueryResult::servfail;
    case dns::AnswerKind::cname_loop: return QueryResult::malformed;
  }
  std::unreachable();
}

}  // namespace

std::optional<QueryResult> query_result(const Result<dns::Answer>& answer) {
  if (answer) return result_of_answer(answer->kind);
  switch (answer.error().kind) {
    case FailureKind::timeout: return QueryResult::timeout;
    case FailureKind::refused:
    case FailureKind::unreachable:
    case FailureKind::tls: return QueryResult::unreachable;  // whoever is there, it is not that server
    case FailureKind::malformed:
    case FailureKind::protocol:
    case FailureKind::auth: return QueryResult::malformed;
    case FailureKind::limited:
    case FailureKind::storage:
    case FailureKind::cancelled: return std::nullopt;
  }
  std::unreachable();
}

}  // namespace cutwatch

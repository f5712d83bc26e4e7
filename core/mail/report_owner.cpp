#include "core/mail/report_owner.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace cutwatch::mail {
namespace {

/// Compares in time that does not depend on where the texts differ.
bool is_same_token(std::string_view one, std::string_view other) {
  if (one.size() != other.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < one.size(); ++i)
    difference |= static_cast<unsigned char>(one[i]) ^ static_cast<unsigned char>(other[i]);
  return difference == 0;
}

std::string envelope_token(const std::string& id, const TokenOf& token_of) {
  return token_of("envelope-" + id);
}

/// "ID.TOKEN"; nullopt of an ENVID that others chose.
std::optional<std::pair<std::string, std::string>> parts_of(const std::string& envelope_id) {
  const auto dot = envelope_id.find('.');
  if (dot == std::string::npos || dot == 0 || envelope_id.size() > 100) return std::nullopt;
  const auto id = lowered(envelope_id.substr(0, dot));
  if (!std::ranges::all_of(id, is_alphanumeric)) return std::nullopt;
  return std::pair{id, envelope_id.substr(dot + 1)};
}

}  // namespace

std::string_view to_string(ReportDoubt doubt) noexcept {
  switch (doubt) {
    case ReportDoubt::no_report: return "no_report";
    case ReportDoubt::foreign: return "foreign";
    case ReportDoubt::unproven: return "unproven";
    case ReportDoubt::forged: return "forged";
    case ReportDoubt::contradictory: return "contradictory";
    case ReportDoubt::unknown: return "unknown";
  }
  std::unreachable();
}

std::string envelope_id(const std::string& id, const TokenOf& token_of) {
  return id + "." + envelope_token(id, token_of);
}

std::expected<ReportOwner, ReportDoubt> owner_of(const ReportClaims& claims, const TokenOf& token_of) {
  if (!claims.dsn.is_report()) return std::unexpected(ReportDoubt::no_report);
  const bool has_token = !claims.id.empty() && !claims.token.empty();
  if (has_token && !is_same_token(claims.token, token_of(claims.id)))
    return std::unexpected(ReportDoubt::forged);
  std::vector<std::string> proven;
  if (has_token) proven.push_back(claims.id);
  if (const auto envelope = parts_of(claims.dsn.original_envelope_id)) {
    // One of another program, of the same form by chance, is no attempt to forge.
    const bool is_proof = is_same_token(envelope->second, envelope_token(envelope->first, token_of));
    if (is_proof) proven.push_back(envelope->first);
  }
  const bool is_by_token = !proven.empty();
  // By a false bounce a message is at worst called lost, by false good news mail that is lost would be fine.
  const bool is_address_proof = !claims.dsn.has_good_news();
  if (is_address_proof) proven.insert(proven.end(), claims.addressed.begin(), claims.addressed.end());
  // An id without a token proves nothing, and may yet contradict.
  if (proven.empty())
    return std::unexpected(claims.id.empty() ? ReportDoubt::foreign : ReportDoubt::unproven);
  if (!claims.id.empty()) proven.push_back(claims.id);
  proven.insert(proven.end(), claims.addressed.begin(), claims.addressed.end());
  const bool is_one = std::ranges::all_of(proven, [&](const auto& id) { return id == proven.front(); });
  if (!is_one) return std::unexpected(ReportDoubt::contradictory);
  return ReportOwner{.id = proven.front(), .has_token = is_by_token};
}

}  // namespace cutwatch::mail

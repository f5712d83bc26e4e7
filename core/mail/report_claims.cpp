#include "core/mail/report_claims.hpp"

#include "core/mail/bounce_notice.hpp"
#include "core/mail/mime_part.hpp"
#include "core/mail/probe_message.hpp"
#include "core/mail/returned_message.hpp"
#include "core/mail/verp.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kMaxAddressed = 8;
constexpr std::size_t kLongestClaim = 128;

/// Where the address that a mail was delivered to is written, by its sender or by the last server.
constexpr auto kAddressFields = std::to_array<std::string_view>(
    {"Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "To"});

bool is_address_field(const HeaderField& field) {
  return std::ranges::any_of(kAddressFields,
                             [&](auto name) { return equals_ignoring_case(field.name, name); });
}

std::vector<std::string> addressed_ids(const HeaderBlock& header, const std::vector<std::string>& senders) {
  static constexpr std::size_t kMaxFields = 32;
  std::vector<std::string> ids;
  std::size_t read = 0;
  for (const auto& field : header.fields) {
    if (!is_address_field(field)) continue;
    if (++read > kMaxFields) break;
    for (const auto& sender : senders) {
      auto id = verp_id(field.value, sender);
      if (!id || ids.size() >= kMaxAddressed || std::ranges::find(ids, *id) != ids.end()) continue;
      ids.push_back(*std::move(id));
    }
  }
  return ids;
}

/// What stands in the text counts only where a server that knows no MIME put the returned message there.
HeaderBlock header_brought_along(const MimePart& mail) {
  auto header = returned_header(mail);
  if (!header.fields.empty() || mail.is("multipart/report")) return header;
  const auto notice = read_notice(mail);
  return header_in(notice.copy);
}

std::string claim(const HeaderBlock& header, std::string_view name) {
  return std::string(trimmed(header.value_of(name).value_or("")).substr(0, kLongestClaim));
}

}  // namespace

Result<ReportClaims> read_claims(std::string_view bytes, const std::vector<std::string>& senders) {
  auto dsn = read_dsn(bytes);
  if (!dsn) return std::unexpected(dsn.error());
  ReportClaims claims{.dsn = *std::move(dsn), .id = {}, .token = {}, .addressed = {}};
  if (!claims.dsn.is_report()) return claims;
  const auto mail = read_mail(bytes);
  if (!mail) return std::unexpected(mail.error());
  const auto header = header_brought_along(*mail);
  claims.id = claim(header, kIdHeader);
  claims.token = claim(header, kTokenHeader);
  claims.addressed = addressed_ids(mail->header, senders);
  return claims;
}

}  // namespace cutwatch::mail

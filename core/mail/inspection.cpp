#include "core/mail/inspection.hpp"

#include "core/mail/header_block.hpp"
#include "core/text/ascii.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kLongestReceived = 1000;
constexpr std::string_view kReceived = "Received";

std::vector<std::string> received_of(const HeaderBlock& header) {
  std::vector<std::string> values;
  for (const auto& field : header.fields) {
    if (!equals_ignoring_case(field.name, kReceived)) continue;
    if (values.size() == kMaxReceived) break;
    values.push_back(printable(field.value, kLongestReceived));
  }
  return values;
}

}  // namespace

bool Inspection::has_changed(MessageField field) const {
  return std::ranges::find(changes, field, &FieldChange::field) != changes.end();
}

std::string changes_in_words(const Inspection& inspection) {
  std::string out;
  for (const auto& change : inspection.changes) {
    if (change.field == MessageField::dkim) continue;
    out += fmt::format("{}{}", out.empty() ? "another " : ", ", to_string(change.field));
  }
  if (!inspection.has_changed(MessageField::dkim)) return out;
  return out + (out.empty() ? "a broken signature" : " and a broken signature");
}

std::optional<Inspection> inspect(std::string_view sent, std::string_view arrived, std::size_t limit,
                                  const std::vector<IpNetwork>& trusted, std::string_view authserv_id) {
  const bool is_cut = arrived.size() >= limit;
  if (arrived.empty() || (is_cut && sent.size() < limit)) return std::nullopt;
  auto changes = is_cut ? changes_as_far_as_read(sent, arrived) : changes_between(sent, arrived);
  if (!changes) return std::nullopt;
  const auto header = take_header(arrived);
  Inspection out{.received = received_of(header), .changes = *std::move(changes)};
  out.believed = believed_lines(out.received.trace(), trusted);
  out.spam = spam_signs_of(header);
  out.authentication = believed_results(header, authserv_id, out.believed.count);
  return out;
}

}  // namespace cutwatch::mail

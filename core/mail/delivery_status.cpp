#include "core/mail/delivery_status.hpp"

#include "core/mail/delivery_groups.hpp"
#include "core/mail/enhanced_status.hpp"
#include "core/mail/xtext.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>

namespace cutwatch::mail {
namespace {

/// "type; value" (RFC 3464 §2.1.2). Where there is no type, all is value.
struct Typed {
  std::string type;  ///< In lower case.
  std::string_view value;
};

Typed typed(std::string_view text) {
  const auto end = text.find(';');
  const auto type = trimmed(text.substr(0, end));
  const bool is_type =
      end != std::string_view::npos && !type.empty() && type.find_first_of(" @<:") == type.npos;
  if (!is_type) return {.type = {}, .value = trimmed(text)};
  return {.type = lowered(type), .value = trimmed(text.substr(end + 1))};
}

std::string address_of(const Typed& address) {
  auto text = address.value;
  if (const auto open = text.find('<'); open != text.npos && text.find('>', open) != text.npos) {
    text = text.substr(open + 1, text.find('>', open) - open - 1);
  }
  return address.type == "utf-8" ? utf8_address_decoded(text) : std::string(text);
}

/// The server's name without what some write after it: "mx.example.org. (192.0.2.1, the server for ...)".
std::string server_of(std::string_view value) {
  auto name = typed(value).value;
  name = name.substr(0, name.find_first_of(" \t("));
  return std::string(name.ends_with('.') ? name.substr(0, name.size() - 1) : name);
}

std::optional<DsnAction> action_of(std::string_view value) {
  static constexpr std::array kActions = {DsnAction::failed, DsnAction::delayed, DsnAction::delivered,
                                          DsnAction::relayed, DsnAction::expanded};
  const auto word = value.substr(0, value.find_first_of(" \t;(,."));
  const auto found = std::ranges::find_if(
      kActions, [&](DsnAction action) { return equals_ignoring_case(word, to_string(action)); });
  return found == kActions.end() ? std::nullopt : std::optional(*found);
}

std::string_view value(const HeaderBlock& group, std::string_view name) {
  return trimmed(group.value_of(name).value_or(""));
}

/// What the sender wrote (RFC 3464 §2.3.1), in xtext (RFC 3461 §4.2).
std::string original_address(const HeaderBlock& group) {
  const auto original = typed(value(group, "Original-Recipient"));
  return original.type == "rfc822" ? xtext_decoded(address_of(original)) : address_of(original);
}

/// The final address is what the reporter knows, and the one that is told, unless it is no mail address and
/// the original is.
std::string recipient_address(const HeaderBlock& group, const std::string& before) {
  auto address = address_of(typed(value(group, "Final-Recipient")));
  return address.empty() || (!address.contains('@') && before.contains('@')) ? before : address;
}

/// RFC 3463 §2: what the class alone says where a reporter leaves the action out.
std::optional<DsnAction> action_by_class(std::string_view status) {
  if (status.starts_with('5')) return DsnAction::failed;
  return status.starts_with('2') ? std::optional(DsnAction::delivered) : std::nullopt;
}

DsnRecipient recipient_of(const HeaderBlock& group) {
  DsnRecipient out;
  out.original_address = original_address(group);
  out.address = recipient_address(group, out.original_address);
  out.diagnostic = typed(value(group, "Diagnostic-Code")).value;
  out.status = status_of_field(value(group, "Status"));
  if (out.status.empty()) out.status = status_in_diagnostic(out.diagnostic);
  out.action = action_of(value(group, "Action"));
  if (!out.action) out.action = action_by_class(out.status);
  out.remote_mta = server_of(value(group, "Remote-MTA"));
  return out;
}

}  // namespace

DeliveryStatus read_delivery_status(std::string_view body) {
  const auto groups = delivery_groups(body);
  DeliveryStatus out;
  for (const auto& group : groups.recipients) {
    auto recipient = recipient_of(group);
    if (!recipient.address.empty()) out.recipients.push_back(std::move(recipient));
  }
  out.original_envelope_id = xtext_decoded(value(groups.message, "Original-Envelope-Id"));
  out.reporting_mta = server_of(value(groups.message, "Reporting-MTA"));
  for (const auto* name : {"X-Original-Message-ID", "Original-Message-ID"}) {
    if (out.original_message_id.empty()) out.original_message_id = value(groups.message, name);
  }
  return out;
}

}  // namespace cutwatch::mail

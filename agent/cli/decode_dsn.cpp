#include "agent/cli/decode_dsn.hpp"

#include "agent/cli/decode_line.hpp"
#include "core/mail/dsn.hpp"

namespace cutwatch::cli {
namespace {

using nlohmann::json;

json known(const std::string& text) { return text.empty() ? json(nullptr) : json(text); }

json recipient_json(const mail::DsnRecipient& recipient) {
  return {{"address", recipient.address},
          {"action", recipient.action ? json(mail::to_string(*recipient.action)) : json(nullptr)},
          {"status", known(recipient.status)},
          {"diagnostic", known(recipient.diagnostic)},
          {"remote_mta", known(recipient.remote_mta)}};
}

json decode(const json& input) {
  const auto text = given_text(input);
  if (!text) return rejected(text.error().detail);
  const auto dsn = mail::read_dsn(*text);
  if (!dsn) return rejected(dsn.error().detail);
  json recipients = json::array();
  for (const auto& each : dsn->recipients) recipients.push_back(recipient_json(each));
  return {{"ok", true},
          {"is_bounce", dsn->is_bounce},
          {"auto_submitted", known(dsn->auto_submitted)},
          {"recipients", std::move(recipients)},
          {"original_message_id", known(dsn->original_message_id)},
          {"original_envelope_id", known(dsn->original_envelope_id)}};
}

}  // namespace

std::string decode_dsn_line(const std::string& line) { return decode_line(line, decode); }

}  // namespace cutwatch::cli

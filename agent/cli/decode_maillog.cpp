#include "agent/cli/decode_maillog.hpp"

#include "agent/cli/decode_line.hpp"
#include "core/address/ip_address.hpp"
#include "core/mail/log/mail_log_line.hpp"
#include "core/text/date.hpp"
#include "core/text/mail_date.hpp"
#include "runtime/clock.hpp"

#include <optional>
#include <string_view>

namespace cutwatch::cli {
namespace {

using nlohmann::json;

json known(std::string_view text) { return text.empty() ? json(nullptr) : json(text); }

json known(const std::optional<std::string_view>& text) { return text ? json(*text) : json(nullptr); }

json address_json(std::string_view text) {
  const auto address = IpAddress::parse(text);
  return address ? json(address->text()) : json(nullptr);
}

json facts_of(const mail::LogLine& line) {
  return {{"ok", true},
          {"time", line.time ? json(rfc3339_seconds(*line.time)) : json(nullptr)},
          {"daemon", known(line.daemon)},
          {"event", mail::to_string(line.event)},
          {"queue_id", known(line.queue_id)},
          {"client_ip", address_json(line.client.address)},
          {"client_name", known(line.client.name)},
          {"relay_host", known(line.relay.name)},
          {"relay_ip", address_json(line.relay.address)},
          {"relay_port", line.relay.port == 0 ? json(nullptr) : json(line.relay.port)},
          {"from", known(line.from)},
          {"to", known(line.to)},
          {"message_id", known(line.message_id)},
          {"dsn", known(line.dsn)},
          {"status", known(line.status)},
          {"delay", line.delay ? json(*line.delay) : json(nullptr)},
          {"delays", line.delays ? json(*line.delays) : json(nullptr)},
          {"reply", known(line.reply)}};
}

/// The instant that lines without a year are judged by: the given one, else this one.
std::optional<WallTime> now_of(const json& input) {
  const auto now = input.find("now");
  if (now == input.end() || now->is_null()) return RealClock().wall();
  return now->is_string() ? parse_mail_date(now->get_ref<const std::string&>()) : std::nullopt;
}

json decode(const json& input) {
  const auto text = given_text(input);
  if (!text) return rejected(text.error().detail);
  const auto now = now_of(input);
  if (!now) return rejected("\"now\" is not a time");
  std::optional<mail::Mta> mta;
  if (const auto given = input.find("mta"); given != input.end() && !given->is_null()) {
    if (given->is_string()) mta = mail::mta_of(given->get_ref<const std::string&>());
    if (!mta) return rejected(R"("mta" is not "postfix", "exim" or "opensmtpd")");
  }
  const auto line = mail::read_mail_log_line(*text, mail::LogClock(*now), mta);
  return line ? facts_of(*line) : rejected("not a line of a mail server's log");
}

}  // namespace

std::string decode_maillog_line(const std::string& line) { return decode_line(line, decode); }

}  // namespace cutwatch::cli

#include "agent/cli/decode_received.hpp"

#include "agent/cli/decode_line.hpp"
#include "core/mail/received.hpp"
#include "core/text/date.hpp"

#include <optional>

namespace cutwatch::cli {
namespace {

using nlohmann::json;

json known(const std::optional<std::string>& text) { return text ? json(*text) : json(nullptr); }

json decode(const json& input) {
  const auto text = given_text(input);
  if (!text) return rejected(text.error().detail);
  const auto received = mail::parse_received(*text);
  if (!received) return rejected(received.error().detail);
  return {{"ok", true},
          {"from", known(received->from)},
          {"from_ip", received->from_ip ? json(received->from_ip->text()) : json(nullptr)},
          {"helo", known(received->helo)},
          {"by", known(received->by)},
          {"with", known(received->with)},
          {"queue_id", known(received->id)},
          {"for", known(received->recipient)},
          {"via", known(received->via)},
          {"envelope_from", known(received->envelope_from)},
          {"date", received->date ? json(rfc3339_seconds(*received->date)) : json(nullptr)}};
}

}  // namespace

std::string decode_received_line(const std::string& line) { return decode_line(line, decode); }

}  // namespace cutwatch::cli

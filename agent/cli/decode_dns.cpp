#include "agent/cli/decode_dns.hpp"

#include "agent/cli/dns_json.hpp"
#include "agent/cli/json_id.hpp"
#include "core/dns/rr_type_name.hpp"
#include "net/dns/message_decoder.hpp"

#include <optional>

namespace cutwatch::cli {
namespace {

using nlohmann::json;

std::optional<std::uint8_t> digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<std::uint8_t>(c - 'A' + 10);
  return std::nullopt;
}

std::optional<std::vector<std::uint8_t>> octets_of(const std::string& hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  std::vector<std::uint8_t> octets;
  octets.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const auto high = digit(hex[i]);
    const auto low = digit(hex[i + 1]);
    if (!high || !low) return std::nullopt;
    octets.push_back(static_cast<std::uint8_t>(*high << 4 | *low));
  }
  return octets;
}

json rejected(const std::string& reason) { return {{"ok", false}, {"error", reason}}; }

json question_json(const dns::Message& message) {
  if (message.questions.size() != 1) return nullptr;
  const auto& question = message.questions.front();
  return {{"name", question.name.text()}, {"type", dns::rr_type_name(question.type)}};
}

json decoded(const dns::Message& message) {
  return {{"ok", true},
          {"rcode", rcode_json(message.rcode)},
          {"qr", message.is_response},
          {"aa", message.is_authoritative},
          {"tc", message.is_truncated},
          {"ad", message.is_authentic},
          {"question", question_json(message)},
          {"answers", answers_json(message)}};
}

/// What lies deeper is dropped: copying and printing JSON recurse, and the line is anybody's.
bool is_shallow(int depth, json::parse_event_t, json&) { return depth <= 16; }

json decode(const json& input) {
  const auto hex = input.find("hex");
  if (hex == input.end() || !hex->is_string()) return rejected("no \"hex\" text");
  const auto octets = octets_of(hex->get_ref<const std::string&>());
  if (!octets) return rejected("\"hex\" is not pairs of hexadecimal digits");
  const auto message = net::decode_message(*octets);
  return message ? decoded(*message) : rejected(message.error().detail);
}

/// The facts as one line, the id before them.
std::string line_of(const std::string& id, const json& facts) {
  const auto members = facts.dump(-1, ' ', true, json::error_handler_t::replace).substr(1);
  return R"({"id":)" + id + "," + members;
}

}  // namespace

std::string decode_dns_line(const std::string& line) {
  const json input = json::parse(without_numbers(line), is_shallow, false);
  if (!input.is_object()) return line_of("null", rejected("not a JSON object"));
  return line_of(id_text(line), decode(input));
}

}  // namespace cutwatch::cli

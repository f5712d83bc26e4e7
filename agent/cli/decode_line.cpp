#include "agent/cli/decode_line.hpp"

#include "agent/cli/json_id.hpp"
#include "agent/cli/shallow_json.hpp"

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

/// The facts as one line, the id before them.
std::string line_of(const std::string& id, const json& facts) {
  const auto members = facts.dump(-1, ' ', true, json::error_handler_t::replace).substr(1);
  return R"({"id":)" + id + "," + members;
}

}  // namespace

std::string decode_line(const std::string& line, LineDecoder decode) {
  const json input = shallow_json(without_numbers(line));
  if (!input.is_object()) return line_of("null", rejected("not a JSON object"));
  return line_of(id_text(line), decode(input));
}

json rejected(const std::string& reason) { return {{"ok", false}, {"error", reason}}; }

Result<std::vector<std::uint8_t>> given_octets(const json& input) {
  const auto hex = input.find("hex");
  if (hex == input.end() || !hex->is_string()) return fail(FailureKind::malformed, "no \"hex\" text");
  auto octets = octets_of(hex->get_ref<const std::string&>());
  if (!octets) return fail(FailureKind::malformed, "\"hex\" is not pairs of hexadecimal digits");
  return *std::move(octets);
}

Result<std::string> given_text(const json& input) {
  const auto text = input.find("input");
  if (text != input.end() && text->is_string()) return text->get<std::string>();
  if (!input.contains("hex")) return fail(FailureKind::malformed, "no \"input\" text");
  const auto octets = given_octets(input);
  if (!octets) return std::unexpected(octets.error());
  return std::string(octets->begin(), octets->end());
}

}  // namespace cutwatch::cli

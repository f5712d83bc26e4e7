#include "agent/cli/decode_dns.hpp"

#include "agent/cli/decode_line.hpp"
#include "agent/cli/dns_json.hpp"
#include "core/dns/rr_type_name.hpp"
#include "net/dns/message_decoder.hpp"

namespace cutwatch::cli {
namespace {

using nlohmann::json;

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

json decode(const json& input) {
  const auto octets = given_octets(input);
  if (!octets) return rejected(octets.error().detail);
  const auto message = net::decode_message(*octets);
  return message ? decoded(*message) : rejected(message.error().detail);
}

}  // namespace

std::string decode_dns_line(const std::string& line) { return decode_line(line, decode); }

}  // namespace cutwatch::cli

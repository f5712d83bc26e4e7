// Any octets: the decoder neither crashes nor hangs, everything it gives is printable ASCII and canonical,
// and what it accepts it accepts again without the octets that it said it ignores.
#include "core/dns/answer.hpp"
#include "core/dns/rrset.hpp"
#include "net/dns/message_decoder.hpp"
#include "net/dns/query_encoder.hpp"
#include "net/dns/reply_match.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace {

using namespace cutwatch;

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

void check_record(const dns::ResourceRecord& record) {
  require(is_printable(record.owner.text()));
  require(is_printable(record.data));
  require(dns::Name::parse(record.owner.text()).value() == record.owner);
  for (const auto type : dns::kRrTypes) {
    const bool is_typed =
        record.type == std::to_underlying(type) && record.rr_class == 1 && !record.data.empty();
    if (is_typed) require(dns::canonical_data(type, record.data) == record.data);
  }
}

void check_round_trip(const dns::MessageQuestion& question) {
  for (const auto type : dns::kRrTypes) {
    const net::DnsQuery query{.question = {.name = question.name, .type = type}};
    const net::EncodedQuery encoded(query, {.id = 1, .case_bits = 0x123456789abcdef}, net::Edns::with);
    const auto decoded = net::decode_message(encoded.octets());
    require(decoded.has_value() && decoded->questions.size() == 1 &&
            decoded->questions[0].name == question.name);
    net::match_reply(encoded, encoded.octets());
    dns::answer_to(query.question, *decoded);
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer looks for this name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto message = net::decode_message({data, size});
  if (!message) {
    require(message.error().kind == FailureKind::malformed && is_printable(message.error().detail));
    return 0;
  }
  for (const auto* section : {&message->answers, &message->authority})
    std::ranges::for_each(*section, check_record);
  std::ranges::for_each(message->questions, check_round_trip);
  if (message->nsid) require(is_printable(*message->nsid));
  for (const auto& error : message->extended_errors) require(is_printable(error.text));
  return 0;
}

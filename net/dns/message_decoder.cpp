#include "net/dns/message_decoder.hpp"

#include "core/text/printable.hpp"
#include "net/dns/rdata_text.hpp"
#include "net/dns/wire_reader.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::net {
namespace {

constexpr std::size_t kMaxMessage = 65535;
constexpr std::size_t kMinQuestion = 5;
constexpr std::size_t kMinRecord = 11;
constexpr std::uint16_t kTypeOpt = 41;
constexpr std::uint16_t kClassAny = 255;
constexpr std::uint16_t kClassNone = 254;

struct Counts {
  std::uint16_t questions, answers, authority, additional;
};

/// What stands between a record's owner and its data (RFC 1035 §3.2.1).
struct RecordHead {
  std::uint16_t type = 0;
  std::uint16_t rr_class = 0;
  std::uint32_t ttl = 0;
  std::uint16_t size = 0;  ///< Of the data.
};

std::uint16_t number_at(std::span<const std::uint8_t> octets, std::size_t at) {
  return static_cast<std::uint16_t>(octets[at] << 8 | octets[at + 1]);
}

Counts read_header(WireReader& reader, dns::Message& message) {
  const auto header = reader.take(12);
  if (header.empty()) return {};
  message.id = number_at(header, 0);
  const unsigned flags = number_at(header, 2);
  message.is_response = (flags & 0x8000) != 0;
  message.opcode = static_cast<std::uint8_t>(flags >> 11 & 0x0f);
  message.is_authoritative = (flags & 0x0400) != 0;
  message.is_truncated = (flags & 0x0200) != 0;
  message.is_recursion_available = (flags & 0x0080) != 0;
  message.is_authentic = (flags & 0x0020) != 0;
  message.rcode = static_cast<std::uint16_t>(flags & 0x0f);
  return {.questions = number_at(header, 4),
          .answers = number_at(header, 6),
          .authority = number_at(header, 8),
          .additional = number_at(header, 10)};
}

void read_questions(WireReader& reader, std::uint16_t count, dns::Message& message) {
  message.questions.reserve(std::min<std::size_t>(count, reader.left() / kMinQuestion));
  for (unsigned i = 0; i < count && reader.is_sound(); ++i) {
    auto& question = message.questions.emplace_back();
    question.name = reader.name();
    question.type = reader.number16();
    question.rr_class = reader.number16();
  }
}

RecordHead read_head(WireReader& reader) {
  const auto head = reader.take(10);
  if (head.empty()) return {};
  return {.type = number_at(head, 0),
          .rr_class = number_at(head, 2),
          .ttl = static_cast<std::uint32_t>(number_at(head, 4)) << 16 | number_at(head, 6),
          .size = number_at(head, 8)};
}

/// Reads a record's data with `read`, which is given all of it and must take all. None at all is allowed
/// where it stands for "any" or "none" (RFC 2136 §2.4, §2.5).
template <class Read>
void within_data(WireReader& reader, const RecordHead& head, Read read) {
  const bool is_update_form = head.rr_class == kClassAny || head.rr_class == kClassNone;
  if (head.size == 0 && is_update_form) return;
  const std::size_t end = reader.narrow(head.size);
  read();
  reader.widen(end);
}

void read_record(WireReader& reader, dns::ResourceRecord& record) {
  record.owner = reader.name();
  const auto head = read_head(reader);
  if (head.type == kTypeOpt) reader.complain("OPT outside the additional section");
  record.type = head.type;
  record.rr_class = head.rr_class;
  record.ttl = head.ttl;
  within_data(reader, head, [&] { record.data = rdata_text(head.type, head.rr_class, reader); });
}

std::vector<dns::ResourceRecord> read_section(WireReader& reader, std::uint16_t count) {
  std::vector<dns::ResourceRecord> records;
  records.reserve(std::min<std::size_t>(count, reader.left() / kMinRecord));
  for (unsigned i = 0; i < count && reader.is_sound(); ++i) read_record(reader, records.emplace_back());
  return records;
}

std::string_view text_of(std::span<const std::uint8_t> octets) {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

void read_option(WireReader& data, dns::Message& message) {
  static constexpr std::uint16_t kNsid = 3;
  static constexpr std::uint16_t kExtendedError = 15;
  const std::uint16_t code = data.number16();
  const auto value = data.take(data.number16());
  if (!data.is_sound()) return;
  if (code == kNsid) message.nsid = printable(text_of(value));
  if (code != kExtendedError) return;
  if (value.size() < 2) return data.complain("an extended error without its code");
  message.extended_errors.push_back({.code = static_cast<std::uint16_t>(value[0] << 8 | value[1]),
                                     .text = printable(text_of(value.subspan(2)))});
}

/// RFC 6891 §6.1: at most one OPT, owned by the root.
void read_opt(WireReader& reader, std::size_t owner_size, const RecordHead& head, dns::Message& message) {
  if (message.has_edns) reader.complain("more than one OPT");
  if (owner_size != 1) reader.complain("an OPT that the root does not own");
  message.has_edns = true;
  message.rcode = static_cast<std::uint16_t>((head.ttl >> 24) << 4 | message.rcode);
  const std::size_t end = reader.narrow(head.size);
  while (reader.is_sound() && reader.left() > 0) read_option(reader, message);
  reader.widen(end);
}

bool is_address(std::uint16_t type) {
  return type == std::to_underlying(dns::RrType::a) || type == std::to_underlying(dns::RrType::aaaa);
}

/// A referral's glue is kept; nothing else in the additional section may be believed, nor is this (RFC 5452
/// §6).
bool is_referral(const dns::Message& message) {
  return !message.is_authoritative && message.answers.empty() && !message.authority.empty();
}

/// Reads the additional section for its OPT, and for the glue of a referral.
void read_additional(WireReader& reader, std::uint16_t count, dns::Message& message) {
  static constexpr std::size_t kMaxGlue = 256;
  for (unsigned i = 0; i < count && reader.is_sound(); ++i) {
    const std::size_t owner_at = reader.position();
    const bool may_be_glue = is_referral(message) && message.glue.size() < kMaxGlue;
    dns::ResourceRecord record;
    if (may_be_glue) {
      record.owner = reader.name();
    } else {
      reader.skip_name();
    }
    const std::size_t owner_size = reader.position() - owner_at;
    const auto head = read_head(reader);
    if (head.type == kTypeOpt) {
      read_opt(reader, owner_size, head, message);
    } else if (may_be_glue && is_address(head.type)) {
      record.type = head.type;
      record.rr_class = head.rr_class;
      record.ttl = head.ttl;
      within_data(reader, head, [&] { record.data = rdata_text(head.type, head.rr_class, reader); });
      message.glue.push_back(std::move(record));
    } else {
      within_data(reader, head, [&] { check_rdata(head.type, head.rr_class, reader); });
    }
  }
}

}  // namespace

Result<dns::Message> decode_message(std::span<const std::uint8_t> octets) {
  if (octets.size() > kMaxMessage) return fail(FailureKind::malformed, "a message of more than 65535 octets");
  WireReader reader(octets);
  Result<dns::Message> message;
  const Counts counts = read_header(reader, *message);
  read_questions(reader, counts.questions, *message);
  message->answers = read_section(reader, counts.answers);
  message->authority = read_section(reader, counts.authority);
  read_additional(reader, counts.additional, *message);
  if (reader.is_sound()) return message;
  return fail(FailureKind::malformed, fmt::format("{} (octet {})", reader.complaint(), reader.position()));
}

}  // namespace cutwatch::net

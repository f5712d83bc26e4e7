// Received fields and the dates in them. What is read is a part of the field, in the form that is promised.
#include "core/mail/received.hpp"
#include "core/text/date.hpp"
#include "core/text/mail_date.hpp"

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace {

using cutwatch::WallTime;

void require(bool holds) {
  if (!holds) std::abort();
}

void check_date(const std::optional<WallTime>& date) {
  if (!date) return;
  require(cutwatch::rfc3339_seconds(*date).size() == std::string_view("2026-12-01T20:00:00Z").size());
  require(cutwatch::parse_mail_date(cutwatch::rfc5322_date(*date)) == date);
  require(cutwatch::parse_mail_date(cutwatch::rfc3339_seconds(*date)) == date);
}

void check_text(const std::optional<std::string>& text, std::string_view value) {
  require(!text || text->size() <= value.size());
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer looks for this name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view value(reinterpret_cast<const char*>(data), size);
  check_date(cutwatch::parse_mail_date(value));
  const auto received = cutwatch::mail::parse_received(value);
  if (!received) {
    require(received.error().kind == cutwatch::FailureKind::malformed);
    return 0;
  }
  check_date(received->date);
  for (const auto* text : {&received->from, &received->helo, &received->by, &received->with, &received->id,
                           &received->recipient, &received->via, &received->envelope_from})
    check_text(*text, value);
  if (received->from_ip) require(cutwatch::IpAddress::parse(received->from_ip->text()) == *received->from_ip);
  return 0;
}

#include "agent/config/sections.hpp"
#include "agent/config/text_forms.hpp"
#include "agent/config/value_kinds.hpp"
#include "net/digest/dkim_key.hpp"

#include <fmt/core.h>

namespace cutwatch::config {
namespace {

using mail::BodyKind;

/// In turn, so that one kind may come more than once.
void read_bodies(Reader& roundtrip, cutover::RoundTrip& out) {
  static constexpr std::size_t kMost = 20;
  const auto bodies = roundtrip.list("bodies", one_of<BodyKind>({{"plain", BodyKind::plain},
                                                                 {"8bit", BodyKind::eight_bit},
                                                                 {"dots", BodyKind::dots},
                                                                 {"large", BodyKind::large}}));
  if (roundtrip.is_empty_list("bodies"))
    roundtrip.complain("bodies", "expected at least one of plain, 8bit, dots, large");
  if (const auto written = roundtrip.count_written("bodies"); written > kMost)
    roundtrip.complain("bodies", fmt::format("expected at most {} bodies, got {}", kMost, written));
  if (!bodies.empty()) out.bodies = values(bodies);
}

void read_large_size(Reader& roundtrip, cutover::RoundTrip& out) {
  const auto size = roundtrip.get(
      "large_size", integer_between(std::int64_t{mail::kLeastLarge}, std::int64_t{mail::kMostLarge}));
  if (size) out.large_size = static_cast<std::size_t>(*size);
}

/// No key where files are not read at all: then nothing is sent either.
void read_key(Reader& dkim, const Reading& reading, mail::DkimSigner& out) {
  const auto path = dkim.need("key_file", text());
  if (!path) return;
  auto pem = reading.surroundings.read_key(*path);
  if (!pem) return dkim.complain("key_file", pem.error());
  if (pem->empty()) return;
  const auto key = net::DkimKey::read(*pem);
  if (!key) return dkim.complain("key_file", "the file holds " + key.error().detail);
  out.fingerprint = key->fingerprint();
  out.key = *std::move(pem);
}

void read_dkim(Reader& dkim, const Reading& reading, cutover::RoundTrip& out) {
  mail::DkimSigner signer;
  signer.domain = dkim.get_or("domain", host_name(), std::string(domain_of(out.from)));
  signer.selector = dkim.need("selector", identifier()).value_or("");
  read_key(dkim, reading, signer);
  if (!signer.fingerprint.empty()) out.signer = std::move(signer);
}

}  // namespace

void read_message_keys(Reader& roundtrip, const Reading& reading, cutover::RoundTrip& out) {
  read_bodies(roundtrip, out);
  read_large_size(roundtrip, out);
  out.reply_to = roundtrip.get_or("reply_to", mail_address(), "");
  if (roundtrip.has("dkim")) roundtrip.table("dkim", [&](Reader& dkim) { read_dkim(dkim, reading, out); });
}

}  // namespace cutwatch::config

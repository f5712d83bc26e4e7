// Delivery reports, notices and any other mail. What ends the lines may not change what is read.
#include "core/mail/dsn.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using cutwatch::mail::Dsn;

void must_hold(const Dsn& dsn) {
  if (dsn.recipients.size() > 1000) std::abort();
  for (const auto& recipient : dsn.recipients) {
    if (recipient.address.empty() || recipient.diagnostic.contains('\n')) std::abort();
  }
}

std::string with_crlf(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') out.push_back('\r');
    out.push_back(c);
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view mail(reinterpret_cast<const char*>(data), size);
  const auto dsn = cutwatch::mail::read_dsn(mail);
  if (!dsn) return 0;
  must_hold(*dsn);
  if (!mail.contains('\n')) return 0;
  const auto again = cutwatch::mail::read_dsn(with_crlf(mail));
  if (!again || *again != *dsn) std::abort();
  return 0;
}

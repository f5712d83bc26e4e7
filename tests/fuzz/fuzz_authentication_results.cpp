// Authentication-Results fields: alone, and in a header. What is read is bounded and printable; nothing of
// what stands at the lowest believed line or below is believed.
#include "core/mail/authentication_results.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace cutwatch::mail;

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

void check(const std::vector<AuthenticationResult>& results) {
  require(results.size() <= kMostResults);
  for (const auto& each : results) {
    require(!each.method.empty() && each.method.size() <= 32 && is_printable(each.method));
    require(each.properties.size() <= 256 && is_printable(each.properties));
    require(verdict_named(to_string(each.verdict)) == each.verdict);
    require(verdict_by(results, each.method).has_value());
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer looks for this name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto said = parse_authentication_results(text);
  if (said) {
    require(is_printable(said->authserv_id));
    check(said->results);
  } else {
    require(said.error().kind == cutwatch::FailureKind::malformed);
  }
  const auto header = take_header(text);
  require(believed_results(header, "", 1).empty());
  require(believed_results(header, "id", 0).empty());
  for (const std::size_t believed : {1U, 2U, 32U}) check(believed_results(header, "id", believed));
  return 0;
}

#include "agent/config/config.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace cutwatch::config;

namespace {

constexpr std::string_view kCanary = "canary-7f3a9c";

bool is_printable_line(std::string_view text) {
  for (const char c : text) {
    if (c < 0x20 || c == 0x7f) return false;
  }
  return true;
}

}  // namespace

/// Any bytes are read or complained about, in printable lines that never show a secret.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.contains(kCanary)) return 0;
  static const Surroundings kSurroundings{
      .system_resolvers = {},
      .read_secret = [](const std::string&) -> SecretText { return std::string(kCanary); },
      .read_key = [](const std::string&) -> SecretText { return std::string(kCanary); }};
  const auto config = read_config(text, "fuzz.toml", kSurroundings);
  const auto& remarks = config ? config->not_yet : config.error();
  if (!config && remarks.empty()) std::abort();
  for (const auto& remark : remarks) {
    const auto line = to_string(remark);
    if (!is_printable_line(line) || line.contains(kCanary) || remark.line == 0 || remark.column == 0)
      std::abort();
  }
  return 0;
}

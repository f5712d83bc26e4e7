#include "core/dns/name.hpp"

#include "core/text/ascii.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>

namespace cutwatch::dns {
namespace {

constexpr std::size_t kMaxLabel = 63;
constexpr std::size_t kMaxWireName = 255;

constexpr std::string_view kSpecial = ".\\\"();@$";

/// How an octet is written: itself in lower case, 0 where it needs an escape (RFC 4343 §2.1).
constexpr auto kPlain = [] {
  std::array<char, 256> plain{};
  for (int byte = 0x21; byte < 0x7f; ++byte) {
    const auto c = static_cast<char>(byte);
    if (!kSpecial.contains(c)) plain[static_cast<std::size_t>(byte)] = lower(c);
  }
  return plain;
}();

/// Writes one octet, escaped where it must be; returns the place behind it.
char* write_octet(char* to, std::uint8_t octet) {
  if (kPlain[octet] != 0) {
    *to++ = kPlain[octet];
    return to;
  }
  *to++ = '\\';
  if (kSpecial.contains(static_cast<char>(octet))) {
    *to++ = static_cast<char>(octet);
    return to;
  }
  *to++ = static_cast<char>('0' + octet / 100);
  *to++ = static_cast<char>('0' + octet / 10 % 10);
  *to++ = static_cast<char>('0' + octet % 10);
  return to;
}

/// One character of presentation form: itself, `\X` or `\DDD`. Advances `at` behind it.
std::optional<char> unescape(std::string_view text, std::size_t& at) {
  if (text[at] != '\\') return text[at++];
  if (at + 1 >= text.size()) return std::nullopt;
  if (!is_digit(text[at + 1])) {
    at += 2;
    return text[at - 1];
  }
  if (at + 3 >= text.size() || !is_digit(text[at + 2]) || !is_digit(text[at + 3])) return std::nullopt;
  const int value = (text[at + 1] - '0') * 100 + (text[at + 2] - '0') * 10 + (text[at + 3] - '0');
  if (value > 255) return std::nullopt;
  at += 4;
  return static_cast<char>(value);
}

std::optional<std::vector<std::string>> split(std::string_view text) {
  std::vector<std::string> labels(1);
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '.') {
      labels.emplace_back();
      ++at;
      continue;
    }
    const auto c = unescape(text, at);
    if (!c) return std::nullopt;
    labels.back() += *c;
  }
  if (labels.back().empty()) labels.pop_back();
  return labels;
}

}  // namespace

Result<Name> Name::parse(std::string_view text) {
  const auto bad = [&] {
    return fail(FailureKind::malformed, fmt::format("expected a domain name, got \"{}\"", printable(text)));
  };
  if (text == ".") return Name();
  if (text.empty()) return bad();
  const auto labels = split(text);
  if (!labels) return bad();
  auto name = from_labels(*labels);
  if (!name || name->is_root()) return bad();
  return name;
}

Result<Name> Name::from_labels(const std::vector<std::string>& labels) {
  std::size_t wire = 1;
  std::array<char, kMaxWireName * kLabelTextPerOctet> text;
  char* end = text.data();
  for (const auto& label : labels) {
    wire += 1 + label.size();
    if (label.empty() || label.size() > kMaxLabel || wire > kMaxWireName) {
      return fail(FailureKind::malformed, "a label of 1 to 63 octets in a name of at most 255");
    }
    end = write_label(end, {reinterpret_cast<const std::uint8_t*>(label.data()), label.size()});
  }
  return labels.empty() ? Name() : Name(std::string(text.data(), end));
}

char* write_label(char* to, std::span<const std::uint8_t> label) {
  bool is_plain = true;
  for (std::size_t i = 0; i < label.size(); ++i) {  // without a branch: nearly every label is plain
    to[i] = kPlain[label[i]];
    is_plain &= to[i] != 0;
  }
  if (is_plain) {
    to += label.size();
  } else {
    for (const std::uint8_t octet : label) to = write_octet(to, octet);
  }
  *to++ = '.';
  return to;
}

std::vector<std::string> Name::labels() const {
  if (is_root()) return {};
  return split(text_).value_or(std::vector<std::string>{});
}

Name Name::parent() const {
  auto rest = labels();
  if (rest.empty()) return {};
  rest.erase(rest.begin());
  return from_labels(rest).value();
}

bool Name::is_within(const Name& ancestor) const {
  if (ancestor.is_root()) return true;
  const auto mine = labels();
  const auto theirs = ancestor.labels();
  return mine.size() >= theirs.size() && std::equal(theirs.rbegin(), theirs.rend(), mine.rbegin());
}

Name reverse_name(const IpAddress& address) {
  std::vector<std::string> labels;
  if (address.is_v4()) {
    for (std::size_t i = 4; i-- > 0;) labels.push_back(std::to_string(address.octets()[i]));
    labels.emplace_back("in-addr");
  } else {
    for (std::size_t i = 16; i-- > 0;) {
      labels.push_back(fmt::format("{:x}", address.octets()[i] & 0x0f));
      labels.push_back(fmt::format("{:x}", address.octets()[i] >> 4));
    }
    labels.emplace_back("ip6");
  }
  labels.emplace_back("arpa");
  return Name::from_labels(labels).value();
}

}  // namespace cutwatch::dns

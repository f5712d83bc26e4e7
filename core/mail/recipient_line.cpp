#include "core/mail/recipient_line.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>

namespace cutwatch::mail {
namespace {

/// What some servers write before a failed address.
constexpr auto kLabels = std::to_array<std::string_view>({"failed address:",
                                                          "failed recipient:",
                                                          "recipient address:",
                                                          "recipient:",
                                                          "undeliverable address:",
                                                          "undeliverable to",
                                                          "intended recipient:",
                                                          "unknown user:",
                                                          "user unknown:",
                                                          "user mailbox exceeds allowed size:",
                                                          "user's mailbox is full:",
                                                          "error-for:",
                                                          "unable to deliver message to",
                                                          "unable to deliver mail to",
                                                          "could not deliver mail to",
                                                          "unable to deliver to",
                                                          "invalid recipient:",
                                                          "recipients:",
                                                          "your message to",
                                                          "delivery to",
                                                          "delivery failed to",
                                                          "delivery failed:",
                                                          "sorry, unable to deliver your message to",
                                                          "your message could not be delivered to",
                                                          "the user(s) account is temporarily over quota.",
                                                          "message could not be delivered to",
                                                          "a message could not be delivered to:",
                                                          "failed to deliver to",
                                                          "could not be delivered to:",
                                                          "delivery to the following recipient failed:",
                                                          "was not delivered to:",
                                                          "undelivered:"});

constexpr std::size_t kMaxAddress = 320;

bool is_domain(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) return text.size() > 2;
  const auto is_part = [](char c) {
    const char letter = lower(c);
    return is_digit(c) || (letter >= 'a' && letter <= 'z') || c == '-' || c == '.' || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  return !text.empty() && std::ranges::all_of(text, is_part) && !text.starts_with('.') &&
         !text.contains("..");
}

/// The address at the start of the text, up to what cannot be one; without the dots that end a sentence.
std::string_view address_at_start(std::string_view text) {
  auto word = text.substr(0, text.find_first_of(" \t<>()\"';:,"));
  while (word.ends_with('.')) word.remove_suffix(1);
  return is_mail_address(word) ? word : std::string_view();
}

std::string_view without(std::string_view text, std::size_t count) { return trimmed(text.substr(count)); }

/// "<addr>", "<mailto:addr>", "[SMTP:addr]", "'addr'", "\"addr\"".
std::optional<RecipientLine> wrapped(std::string_view line) {
  static constexpr auto kWraps = std::to_array<std::pair<std::string_view, char>>(
      {{"<mailto:", '>'}, {"<smtp:", '>'}, {"<", '>'}, {"[smtp:", ']'}, {"'", '\''}, {"\"", '"'}});
  for (const auto& [open, close] : kWraps) {
    if (!begins_ignoring_case(line, open)) continue;
    const auto end = line.substr(0, kMaxAddress + 16).find(close, open.size());
    if (end == std::string_view::npos) return std::nullopt;
    const auto address = trimmed(line.substr(open.size(), end - open.size()));
    if (!is_mail_address(address)) return std::nullopt;
    return RecipientLine{.address = std::string(address), .rest = without(line, end + 1)};
  }
  return std::nullopt;
}

std::optional<RecipientLine> bare(std::string_view line) {
  const auto address = address_at_start(line);
  if (address.empty()) return std::nullopt;
  return RecipientLine{.address = std::string(address), .rest = without(line, address.size())};
}

std::optional<RecipientLine> labelled(std::string_view line) {
  const auto label =
      std::ranges::find_if(kLabels, [&](auto each) { return begins_ignoring_case(line, each); });
  if (label == kLabels.end()) return std::nullopt;
  const auto value = without(line, label->size());
  auto out = wrapped(value);
  if (!out) out = bare(value);
  return out;
}

/// "Alice Example (alice@example.org)", "Alice<mailto:alice@example.org>"; a name has few words, a sentence
/// many.
std::optional<RecipientLine> named(std::string_view line) {
  if (line.size() > kMaxAddress || line.empty() || (line.back() != ')' && line.back() != '>'))
    return std::nullopt;
  const auto open = line.find_last_of("(<");
  if (open == std::string_view::npos) return std::nullopt;
  const auto name = line.substr(0, open);
  auto inside = line.substr(open + 1, line.size() - open - 2);
  const bool is_link = begins_ignoring_case(inside, "mailto:");
  if (is_link) inside.remove_prefix(7);
  const bool is_name =
      name.find_first_of(":<>@") == std::string_view::npos && std::ranges::count(name, ' ') <= 3;
  if (!is_name || (line[open] == '<' && !is_link) || !is_mail_address(inside)) return std::nullopt;
  return RecipientLine{.address = std::string(inside), .rest = {}};
}

/// What follows an address that stands for itself, and is no sentence about it.
bool is_heading_rest(std::string_view rest) {
  static constexpr auto kStarts =
      std::to_array<std::string_view>({":", "(", "<", "[", "...", "- ", "-- ", "on ", ";", "#", "|",
                                       "is unknown", "user unknown", "no such"});
  return rest.empty() || rest == "," || rest == "." ||
         std::ranges::any_of(kStarts, [&](auto start) { return rest.starts_with(start); });
}

std::string_view without_bullet(std::string_view line) {
  const auto start = line.find_first_not_of("*->\xe2\x80\xa2 \t");
  const bool has_bullet =
      start != std::string_view::npos && start > 0 && start <= 4 && !line.starts_with(">>>");
  return has_bullet ? line.substr(start) : line;
}

/// "(expanded from <alias@example.org>)" between the address and what is said of it.
std::string_view without_origin(std::string_view rest) {
  if (!begins_ignoring_case(rest, "(expanded from") && !begins_ignoring_case(rest, "(generated from"))
    return rest;
  const auto end = rest.find(')');
  return end == std::string_view::npos ? rest : trimmed(rest.substr(end + 1));
}

}  // namespace

std::optional<std::string> address_in_sentence(std::string_view line) {
  static constexpr auto kBefore = std::to_array<std::string_view>(
      {"to", "for", "from", "mailbox", "user", "recipient", "address", "account"});
  std::string previous;
  while (!line.empty()) {
    const auto start = line.find_first_not_of(" \t(<'\"");
    if (start == std::string_view::npos) break;
    line.remove_prefix(start);
    const auto word = line.substr(0, line.find_first_of(" \t"));
    const auto address = address_at_start(word);
    const bool is_named = previous.ends_with(':') || std::ranges::find(kBefore, previous) != kBefore.end();
    if (!address.empty() && is_named) return std::string(address);
    previous = lowered(word);
    line.remove_prefix(word.size());
  }
  return std::nullopt;
}

bool is_mail_address(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || text.size() > kMaxAddress) return false;
  const auto local = text.substr(0, at);
  return local.find_first_of(" \t<>()\",:;[]") == std::string_view::npos && !local.starts_with('@') &&
         is_domain(text.substr(at + 1));
}

std::optional<RecipientLine> recipient_line(std::string_view line) {
  line = without_bullet(line);
  if (auto found = labelled(line)) return found;
  auto found = wrapped(line);
  const bool is_wrapped = found.has_value();
  if (!found) found = bare(line);
  if (!found) return named(line);
  found->rest = without_origin(found->rest);
  if (!is_wrapped && !is_heading_rest(found->rest)) return std::nullopt;
  if (is_wrapped && !is_heading_rest(found->rest) && !found->rest.starts_with(',')) return std::nullopt;
  found->is_certain = is_wrapped && line.starts_with('<') && found->rest.starts_with(':');
  const auto start = found->rest.find_first_not_of(":., \t-;");
  found->rest = start == std::string_view::npos ? std::string_view() : found->rest.substr(start);
  return found;
}

}  // namespace cutwatch::mail

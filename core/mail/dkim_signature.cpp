#include "core/mail/dkim_signature.hpp"

#include "core/text/ascii.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kMostTags = 32;
constexpr std::size_t kMostFields = 100;

constexpr std::array<std::string_view, 9> kSigned{
    "from",         "reply-to",     "to",
    "subject",      "date",         "message-id",
    "mime-version", "content-type", "content-transfer-encoding"};

std::string without_blanks(std::string_view text) {
  std::string out(text);
  std::erase_if(out, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
  return out;
}

/// Takes what stands before the separator off the text, and the separator.
std::string_view take_until(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const auto taken = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return taken;
}

using Tags = std::map<std::string, std::string, std::less<>>;

/// RFC 6376 §3.2: a tag that comes twice makes the whole list void.
std::optional<Tags> read_tags(std::string_view value) {
  Tags tags;
  while (!trimmed(value).empty()) {
    auto tag = take_until(value, ';');
    const std::string name(trimmed(take_until(tag, '=')));
    if (tags.size() == kMostTags || !tags.emplace(name, trimmed(tag)).second) return std::nullopt;
  }
  return tags;
}

std::vector<std::string> names_of(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty() && names.size() < kMostFields) names.emplace_back(trimmed(take_until(list, ':')));
  return names;
}

}  // namespace

std::string DkimSigner::identity() const {
  return fmt::format("{} {}._domainkey.{}", fingerprint, selector, domain);
}

bool DkimSignature::is_by(const DkimSigner& signer) const {
  return equals_ignoring_case(domain, signer.domain) && equals_ignoring_case(selector, signer.selector);
}

std::optional<DkimSignature> read_dkim_signature(std::string_view value) {
  auto tags = read_tags(value);
  if (!tags) return std::nullopt;
  for (const auto* needed : {"a", "b", "bh", "d", "h", "s"}) {
    if (!tags->contains(needed)) return std::nullopt;
  }
  auto& tag = *tags;
  return DkimSignature{.algorithm = tag["a"],
                       .domain = tag["d"],
                       .selector = tag["s"],
                       .body_hash = without_blanks(tag["bh"]),
                       .signature = without_blanks(tag["b"]),
                       .fields = names_of(tag["h"]),
                       .is_relaxed = tag["c"] == "relaxed/relaxed" && !tag.contains("l")};
}

std::string without_signature(std::string_view value) {
  std::string out;
  while (!value.empty()) {
    const auto whole = value;
    const auto tag = take_until(value, ';');
    const bool is_last = tag.size() == whole.size();
    const auto equals = tag.find('=');
    const bool is_signature = equals != std::string_view::npos && trimmed(tag.substr(0, equals)) == "b";
    out += is_signature ? tag.substr(0, equals + 1) : tag;
    if (!is_last) out.push_back(';');
  }
  return out;
}

std::string signed_header(const HeaderBlock& header, const std::vector<std::string>& names,
                          std::string_view field_value) {
  return relaxed_fields(header, names) + relaxed_field(kDkimSignature, without_signature(field_value));
}

std::vector<std::string> fields_to_sign(const HeaderBlock& header) {
  std::vector<std::string> names;
  for (const auto& field : header.fields) {
    const bool is_signed = std::ranges::any_of(
        kSigned, [&](std::string_view name) { return equals_ignoring_case(name, field.name); });
    if (is_signed) names.push_back(field.name);
  }
  return names;
}

std::string unsigned_field(const DkimSigner& signer, std::string_view algorithm, std::string_view body_hash,
                           const std::vector<std::string>& names) {
  return fmt::format("v=1; a={}; c=relaxed/relaxed;\r\n d={};\r\n s={};\r\n h={};\r\n bh={};\r\n b=",
                     algorithm, signer.domain, signer.selector, fmt::join(names, ":\r\n  "), body_hash);
}

}  // namespace cutwatch::mail

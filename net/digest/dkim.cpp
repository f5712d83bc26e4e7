#include "net/digest/dkim.hpp"

#include "core/mail/mail_lines.hpp"
#include "core/text/ascii.hpp"
#include "core/text/line_diff.hpp"
#include "net/digest/dkim_key.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace cutwatch::net {
namespace {

using mail::DkimSignature;
using mail::DkimSigner;
using mail::SignableMail;

constexpr std::size_t kMostSignatures = 8;
constexpr std::size_t kMaxMail = 2 * 1024 * 1024;
constexpr std::size_t kLineOfSignature = 70;

DkimKey key_of(const DkimSigner& signer) {
  auto key = DkimKey::read(signer.key);
  if (!key) throw std::runtime_error("a DKIM signer without a key");
  return *std::move(key);
}

std::string unfolded(std::string value) {
  std::erase_if(value, [](char c) { return c == '\r' || c == '\n'; });
  return value;
}

std::string folded(std::string_view signature) {
  std::string out;
  for (; !signature.empty(); signature.remove_prefix(std::min(signature.size(), kLineOfSignature)))
    out += fmt::format("{}{}", out.empty() ? "" : "\r\n  ", signature.substr(0, kLineOfSignature));
  return out;
}

/// What holds of one signature.
struct Standing {
  bool is_body_intact = false;
  bool is_header_intact = false;
};

Standing standing_of(const DkimKey& key, const SignableMail& mail, const std::string& field,
                     const DkimSignature& signature) {
  if (!signature.is_relaxed || signature.algorithm != key.algorithm()) return {};
  const auto text = mail::signed_header(mail.header, signature.fields, field);
  return {.is_body_intact = signature.body_hash == sha256_base64(mail.body),
          .is_header_intact = key.verifies(text, signature.signature)};
}

/// The signer's, in the order of the header.
std::vector<Standing> standings(const DkimSigner& signer, const SignableMail& mail) {
  const auto key = key_of(signer);
  std::vector<Standing> out;
  for (const auto& field : mail.header.fields) {
    if (!equals_ignoring_case(field.name, mail::kDkimSignature)) continue;
    const auto signature = mail::read_dkim_signature(field.value);
    if (!signature || !signature->is_by(signer)) continue;
    out.push_back(standing_of(key, mail, field.value, *signature));
    if (out.size() == kMostSignatures) break;
  }
  return out;
}

/// What is signed of a mail, line by line.
std::vector<std::string> signed_lines(const SignableMail& mail, const std::vector<std::string>& names,
                                      KnownPart part) {
  const auto fields = mail::with_line_feeds(mail::relaxed_fields(mail.header, names));
  std::vector<std::string> lines;
  for (std::string_view left = fields; !left.empty();) lines.emplace_back(mail::take_line(left));
  if (part == KnownPart::whole) lines.push_back("body hash " + sha256_base64(mail.body));
  return lines;
}

mail::FieldChange change(std::vector<std::string> was, std::vector<std::string> is) {
  return {.field = mail::MessageField::dkim, .diff = line_diff(was, is)};
}

/// Nothing that it is over may have changed all the same: then the signature has.
mail::FieldChange broken(const SignableMail& sent, const SignableMail& arrived, KnownPart part) {
  const auto names = mail::fields_to_sign(sent.header);
  auto out = change(signed_lines(sent, names, part), signed_lines(arrived, names, part));
  if (!out.diff.empty()) return out;
  return change({"a signature that holds"}, {"a signature that does not, over what was sent"});
}

}  // namespace

std::string dkim_signed(std::string_view message, const DkimSigner& signer) {
  const auto key = key_of(signer);
  const auto mail = mail::signable(message);
  const auto names = mail::fields_to_sign(mail.header);
  const auto field = mail::unsigned_field(signer, key.algorithm(), sha256_base64(mail.body), names);
  const auto signature = key.sign(mail::signed_header(mail.header, names, unfolded(field)));
  return fmt::format("{}: {}{}\r\n{}", mail::kDkimSignature, field, folded(signature), message);
}

std::optional<mail::FieldChange> dkim_change(const DkimSigner& signer, std::string_view sent,
                                             std::string_view arrived, KnownPart part) {
  const auto after = mail::signable(arrived.substr(0, kMaxMail));
  const auto found = standings(signer, after);
  if (found.empty()) {
    const auto whose = fmt::format("signature of {}._domainkey.{}", signer.selector, signer.domain);
    return change({whose}, {});
  }
  const bool holds = std::ranges::any_of(found, [&](const Standing& each) {
    return each.is_header_intact && (each.is_body_intact || part == KnownPart::beginning);
  });
  if (holds) return std::nullopt;
  return broken(mail::signable(sent.substr(0, kMaxMail)), after, part);
}

}  // namespace cutwatch::net

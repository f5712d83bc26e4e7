// Two mails, one in each half of the input. No mail differs from itself, whatever ends its lines; what one
// has more than the other, the other has less; and what is shown of it is printable and short. What is signed
// of a mail is in its canonical form already.
#include "core/mail/dkim_signature.hpp"
#include "core/mail/header_block.hpp"
#include "core/mail/integrity.hpp"
#include "core/mail/spam_signs.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using cutwatch::mail::changes_between;
using cutwatch::mail::FieldChange;

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

std::string with_crlf(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') out.push_back('\r');
    out.push_back(c);
  }
  return out;
}

void check_diff(std::string_view diff) {
  require(!diff.empty() && diff.size() <= 1024);
  while (!diff.empty()) {
    const auto end = std::min(diff.find('\n'), diff.size());
    require(end > 0 && (diff[0] == '-' || diff[0] == '+') && is_printable(diff.substr(0, end)));
    diff.remove_prefix(std::min(end + 1, diff.size()));
  }
}

void check_alone(std::string_view mail) {
  const auto same = changes_between(mail, mail);
  require(!same || same->empty());
  if (!same || !mail.contains('\n')) return;
  const auto again = changes_between(mail, with_crlf(mail));
  require(again && again->empty());
}

void check_spam_signs(std::string_view mail) {
  const auto signs = cutwatch::mail::spam_signs_of(cutwatch::mail::take_header(mail));
  require(signs.fields.size() <= 16 && (!signs.fields.empty() || signs == cutwatch::mail::SpamSigns{}));
  for (const auto& field : signs.fields) require(field.size() <= 256 && is_printable(field));
}

void check_signed_text(std::string_view mail) {
  using namespace cutwatch::mail;
  const auto taken_apart = signable(mail);
  require(relaxed_body(taken_apart.body) == taken_apart.body);
  for (const auto& field : taken_apart.header.fields) {
    const auto bare = without_signature(field.value);
    require(without_signature(bare) == bare && bare.size() <= field.value.size());
    const auto signature = read_dkim_signature(field.value);
    if (!signature) continue;
    require(signature->fields.size() <= 100);
    const auto text = signed_header(taken_apart.header, signature->fields, field.value);
    require(text.size() <= 2 * mail.size() + field.value.size() + 64);
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer looks for this name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto sent = bytes.substr(0, size / 2);
  const auto arrived = bytes.substr(size / 2);
  for (const auto mail : {sent, arrived, bytes}) {
    check_alone(mail);
    check_spam_signs(mail);
    check_signed_text(mail);
  }
  const auto there = changes_between(sent, arrived);
  const auto back = changes_between(arrived, sent);
  require(there.has_value() == back.has_value());
  if (!there) return 0;
  require(std::ranges::equal(*there, *back, {}, &FieldChange::field, &FieldChange::field));
  for (const auto& change : *there) check_diff(change.diff);
  return 0;
}

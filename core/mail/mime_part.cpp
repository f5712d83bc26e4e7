#include "core/mail/mime_part.hpp"

#include "core/mail/mail_lines.hpp"
#include "core/mail/multipart.hpp"
#include "core/mail/transfer_encoding.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kMaxMail = 16 * 1024 * 1024;
constexpr int kMaxDepth = 8;
constexpr std::size_t kMaxParts = 200;  // of a whole mail

/// Takes a mail apart. Each level reads its octets once, and there are few levels.
class PartReader {
 public:
  MimePart read(std::string_view text, int depth, std::string_view default_type) {
    MimePart part;
    part.header = take_header(text);
    part.content_type = read_content_type(part.header.value_of("Content-Type").value_or(default_type));
    if (!part.content_type.type.contains('/')) part.content_type.type = default_type;
    if (part.content_type.type.starts_with("multipart/") && depth < kMaxDepth) read_parts(part, text, depth);
    if (part.parts.empty()) part.body = text;
    return part;
  }

 private:
  void read_parts(MimePart& part, std::string_view body, int depth) {
    const auto boundary = boundary_of(part.content_type, body);
    if (boundary.empty()) return;
    // RFC 2046 §5.1.5: what a digest has is mails.
    const std::string_view default_type = part.is("multipart/digest") ? "message/rfc822" : "text/plain";
    for (const auto piece : pieces_between(body, boundary, left_)) {
      if (left_ == 0) return;
      --left_;
      part.parts.push_back(read(piece, depth + 1, default_type));
    }
  }

  std::size_t left_ = kMaxParts;
};

}  // namespace

Result<MimePart> read_mail(std::string_view bytes) {
  const auto text = with_line_feeds(bytes.substr(0, kMaxMail));
  std::string_view view = text;
  view.remove_prefix(std::min(view.find_first_not_of('\n'), view.size()));
  auto mail = PartReader().read(view, 0, "text/plain");
  if (mail.header.fields.empty()) return fail(FailureKind::malformed, "no header field");
  return mail;
}

std::string decoded_body(const MimePart& part) {
  return transfer_decoded(part.body, part.header.value_of("Content-Transfer-Encoding").value_or(""));
}

}  // namespace cutwatch::mail

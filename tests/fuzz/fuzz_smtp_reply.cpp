// SMTP replies, in the pieces that the first byte of the input chooses: no piece size may change what is
// read.
#include "net/smtp/reply_parser.hpp"

#include <cstdint>
#include <cstdlib>
#include <vector>

namespace {

using cutwatch::mail::SmtpReply;

struct Read {
  std::vector<SmtpReply> replies;
  bool is_malformed = false;
  friend bool operator==(const Read&, const Read&) = default;
};

Read read(std::string_view bytes, std::size_t piece) {
  cutwatch::net::SmtpReplyParser parser;
  Read read;
  while (!bytes.empty()) {
    parser.feed(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    for (;;) {
      auto next = parser.next();
      if (!next) {
        read.is_malformed = true;
        return read;
      }
      if (!*next) break;
      read.replies.push_back(**std::move(next));
    }
  }
  return read;
}

bool is_printable(std::string_view text) {
  for (const char c : text) {
    if (c < 0x20 || c > 0x7e) return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Read whole = read(bytes, 16 * 1024);
  if (read(bytes, data[0] % 64 + 1) != whole) std::abort();
  for (const SmtpReply& reply : whole.replies) {
    if (reply.code < 200 || reply.code > 599 || reply.text.size() > 1024) std::abort();
    if (!is_printable(reply.text) || !is_printable(reply.enhanced_code)) std::abort();
  }
  return 0;
}

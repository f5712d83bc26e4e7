#pragma once
#include "core/failure/failure.hpp"
#include "core/mail/smtp_outcome.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace cutwatch::net {

/// What one reply may use: RFC 5321 §4.5.3.1.5 gives a line 512 bytes; real servers exceed that.
inline constexpr std::size_t kMaxReplyLine = 2048;  ///< with its line end
inline constexpr std::size_t kMaxReplyLines = 100;
inline constexpr std::size_t kMaxReplyBytes = 64 * 1024;

/// SMTP replies out of bytes as they come (RFC 5321 §4.2), without any I/O. A line ends with CRLF; a bare LF
/// is taken as a line end too: commands are never pipelined here, so nothing can be smuggled into a reply,
/// and a server that sends it is better heard than not. A bare CR is text. Text is made printable and cut at
/// 1 KiB.
class SmtpReplyParser {
 public:
  void feed(std::string_view bytes) { buffer_.append(bytes); }

  /// The next whole reply; nullopt when more bytes are needed. Errors: malformed (no code from 200 to 599,
  /// codes that differ within a reply, a limit exceeded); nothing that comes later can be understood then.
  Result<std::optional<mail::SmtpReply>> next();

  /// Bytes came behind the last reply, or a reply has begun.
  bool has_more() const { return !buffer_.empty() || lines_ > 0; }

 private:
  struct Line;
  Result<std::optional<Line>> take_line();
  Result<void> add(const Line& line);

  std::string buffer_;
  mail::SmtpReply reply_;
  std::string text_;  ///< as it came
  std::size_t lines_ = 0;
  std::size_t bytes_ = 0;
};

/// The enhanced status code that `text` begins with (RFC 3463 §2); empty when there is none or when its class
/// is not that of `code` (RFC 2034 §4 wants them equal).
std::string_view enhanced_code_of(int code, std::string_view text);

}  // namespace cutwatch::net

#pragma once
#include "core/failure/failure.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::net {

inline constexpr std::size_t kMaxImapLine = 16 * 1024;  ///< between literals, with the line end
inline constexpr std::size_t kMaxImapLiteral = 64 * 1024;
inline constexpr std::size_t kMaxImapResponse = 256 * 1024;

/// A piece of an IMAP response (RFC 3501 §4).
struct ImapValue {
  enum class Kind : std::uint8_t { atom, string, nil, list };
  Kind kind = Kind::nil;
  std::string text;              ///< atom, string (quoted or literal): the bytes as they came
  std::vector<ImapValue> items;  ///< list
  friend bool operator==(const ImapValue&, const ImapValue&) = default;

  bool is_atom(std::string_view name) const;    ///< The letter case does not matter.
  std::optional<std::uint32_t> number() const;  ///< An atom of digits that fits into 32 bits.
};

/// One response of the server (RFC 3501 §7).
struct ImapResponse {
  enum class Kind : std::uint8_t { untagged, tagged, continuation };
  Kind kind = Kind::untagged;
  std::string tag;     ///< tagged: the command's
  std::string status;  ///< "OK", "NO", "BAD", "BYE", "PREAUTH"; empty: it carries data
  std::string code;    ///< with a status: what stands in brackets, upper case: "UIDNEXT 7"; printable
  std::string text;    ///< with a status or a continuation: for people; printable
  std::vector<ImapValue> values;  ///< without a status
  friend bool operator==(const ImapResponse&, const ImapResponse&) = default;
};

/// IMAP responses out of bytes as they come, without any I/O. Free text is never searched for literals, so
/// that no greeting or error text can pull the reader out of step.
class ImapResponseParser {
 public:
  void feed(std::string_view bytes) { buffer_.append(bytes); }

  /// The next whole response; nullopt when more bytes are needed. Errors: malformed (the grammar, or a limit
  /// exceeded); nothing that comes later can be understood then.
  Result<std::optional<ImapResponse>> next();

 private:
  Result<std::optional<std::size_t>> response_size();

  std::string buffer_;
  std::size_t line_start_ = 0;  ///< of the line after the last literal whose size is known
};

}  // namespace cutwatch::net

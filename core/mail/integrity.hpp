#pragma once
#include "core/failure/failure.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::mail {

/// What of a message has to arrive as it was sent; values of the `field` label.
enum class MessageField : std::uint8_t {
  from,
  reply_to,
  subject,
  message_id,
  body,  ///< the text and its media type
  dkim,  ///< our signature still holds; of messages that were signed
};

inline constexpr std::array kMessageFields{MessageField::from,    MessageField::reply_to,
                                           MessageField::subject, MessageField::message_id,
                                           MessageField::body,    MessageField::dkim};

/// Those that `changes_between` compares. Whether a signature holds takes a key (net/digest/dkim.hpp).
inline constexpr std::array kComparedFields{MessageField::from, MessageField::reply_to, MessageField::subject,
                                            MessageField::message_id, MessageField::body};

std::string_view to_string(MessageField field) noexcept;

struct FieldChange {
  MessageField field;
  std::string diff;  ///< For people: "-what was sent", "+what arrived"; never empty; see `line_diff`.
  friend bool operator==(const FieldChange&, const FieldChange&) = default;
};

/// What servers and filters changed of a message on its way, in the order of `kComparedFields`. Read are the
/// first 256 KiB of each, in time in proportion to them. The failure is `malformed`: one of the two is no
/// mail. Pure.
///
/// No change is what a server may do to any mail (RFC 5322 §2.2.3, RFC 2045 §6, RFC 2047): to fold lines
/// anew, to end them otherwise, to choose another transfer encoding or encoded words, to add fields on top;
/// and, in From and Reply-To, brackets around a lone address and the letter case of the last domain.
///
/// A change is all else: a field that is gone, came in or is there twice, a subject with a prefix, a text of
/// another type or in a multipart, an added line, a dot at a line's start that was lost or doubled. Blanks at
/// the end of a line and empty lines at the end of a text are passed over (RFC 6376 §3.4.4).
Result<std::vector<FieldChange>> changes_between(std::string_view sent, std::string_view arrived);

/// The same of a message of which only the beginning was read: what lies behind it counts as it was sent. Its
/// last line, which may be a part of one, is passed over.
Result<std::vector<FieldChange>> changes_as_far_as_read(std::string_view sent, std::string_view arrived);

}  // namespace cutwatch::mail

#pragma once
#include "core/failure/failure.hpp"
#include "core/time/time.hpp"
#include "net/imap/imap_text.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cutwatch::net {

/// How much is read of one message: as many octets are not all that it has.
inline constexpr std::size_t kMaxContent = 65'536;

/// How far a folder has been read. UIDs mean nothing without their UIDVALIDITY (RFC 3501 §2.3.1.1).
struct FolderCursor {
  std::uint32_t uid_validity = 0;
  std::uint32_t uid_next = 0;  ///< the first UID not yet looked at
  friend bool operator==(const FolderCursor&, const FolderCursor&) = default;
};

struct FolderQuery {
  std::string name;                   ///< UTF-8, as the config has it: "INBOX", "Junk"
  std::optional<FolderCursor> since;  ///< what the last run gave back; nullopt: never looked at
};

/// A message is one of ours when any marker is met.
struct Marker {
  std::string header;
  std::string contains;  ///< in its value, letter case ignored; empty: the field is there
};

/// What to look for. Nothing else in the mailbox is read, kept or changed: folders are opened read-only and
/// header fields fetched by BODY.PEEK, so that no \Seen is set.
struct MailboxQuery {
  enum class Content : std::uint8_t {
    fields,   ///< the header fields only
    awaited,  ///< also the first `kMaxContent` octets of 32: of those asked for by id, then of the newest
    /// Of all that are found; what is beyond 32 is left to the next run. A folder without cursor and without
    /// ids begins with the newest 32.
    message,
  };
  std::vector<FolderQuery> folders;
  std::string id_header = "X-Cutwatch-Id";
  std::vector<std::string> ids;  ///< in flight: what a folder without cursor is searched for
  /// None of these was sent before, with a tolerance for other clocks: older messages need no look, neither
  /// in a maildir nor by a search on a server. Nullopt: no such instant is known.
  std::optional<WallTime> not_before{};
  std::vector<Marker> markers = {{"X-Cutwatch-Id", ""}};
  std::vector<std::string> other_headers;  ///< whose values are wanted as well
  Content content = Content::fields;
  /// Octets of these header fields that a server is asked for, of each message.
  std::size_t longest_fields = 2048;
};

struct FoundMessage {
  std::string folder;
  std::uint32_t uid_validity = 0;
  std::uint32_t uid = 0;
  std::optional<WallTime> internal_date;  ///< when the server filed it
  std::vector<HeaderField> fields;        ///< those asked for; each may be missing, or come more than once
  std::string content;                    ///< raw bytes from mail: anything; empty unless asked for
  bool is_anew = false;                   ///< An earlier run may have met it, whatever is said of its folder.
  friend bool operator==(const FoundMessage&, const FoundMessage&) = default;
};

struct FolderFindings {
  enum class State : std::uint8_t {
    searched,
    missing,  ///< the mailbox has no such folder: nothing was delivered there
    failed,   ///< see `failure`; look again from the same cursor
  };
  std::string name;
  State state = State::failed;
  /// For the next run, when it was searched. Nullopt all the same: a search met more than one run takes;
  /// search again.
  std::optional<FolderCursor> cursor;
  bool has_restarted = false;  ///< UIDVALIDITY has changed: earlier UIDs are void
  /// There was no cursor to begin from: messages may be among those found that an earlier run met already.
  bool is_anew = false;
  /// Only the newest were wanted of a folder without a cursor: older ones were passed over, for good.
  bool has_gap = false;
  std::optional<Failure> failure;
  friend bool operator==(const FolderFindings&, const FolderFindings&) = default;
};

struct MailboxFindings {
  std::vector<FoundMessage> messages;   ///< Of folders that were searched; oldest UID first within a folder.
  std::vector<FolderFindings> folders;  ///< One per folder asked for, in order.
  /// What arrived later was left to the next run, as there was too much; nullopt: nothing was. Long ago,
  /// where only another clock could tell since when.
  std::optional<WallTime> seen_until{};
  friend bool operator==(const MailboxFindings&, const MailboxFindings&) = default;
};

}  // namespace cutwatch::net

#pragma once
#include "net/imap/mailbox_findings.hpp"
#include "net/imap/response_parser.hpp"
#include "net/imap/search_commands.hpp"
#include "net/stream/dialogue.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace cutwatch::net {

/// Looks through folders for our messages, over an IMAP connection that is logged in: CAPABILITY (libcurl may
/// have swallowed what followed the log-in), then for each folder EXAMINE and either a FETCH of the UIDs that
/// are new since the cursor or, without one, a SEARCH for the ids in flight; then LOGOUT
/// (docs/decisions/0021-uid-range-search.md). Keeps nothing between runs.
///
/// A folder looks at up to 1,000 messages a run and takes up to 5 MiB; what lies beyond is left to the next
/// run.
class MailboxSearch final : public Dialogue {
 public:
  explicit MailboxSearch(MailboxQuery query);

  DialogueAction resume(const Result<std::string>& outcome, SteadyTime now) override;

  /// What was found, once `resume` has said done. Errors: malformed (also a query that cannot be asked) ·
  /// protocol (BYE, connection closed, a refused CAPABILITY) · timeout, refused of the connection. A folder's
  /// own failure is in it.
  const Result<MailboxFindings>& findings() const { return outcome_; }

 private:
  enum class Step : std::uint8_t { start, capability, examine, search, fetch, content, logout, done };

  /// The folder being looked at.
  struct Progress {
    std::size_t bytes = 0;
    std::uint32_t uid_validity = 0;  ///< 0: not told; neither can be zero (RFC 3501 §9)
    std::uint32_t uid_next = 0;
    bool has_restarted = false;
    bool is_range = false;  ///< Reads what is new since the cursor, instead of searching for ids.
    std::size_t searches = 0;
    std::set<std::uint32_t> hits;  ///< of the searches
    bool has_more_hits = false;    ///< Than one run takes.
    std::deque<UidBatch> batches;  ///< to fetch; the front one is under way
    std::vector<FoundMessage> found;
    std::deque<std::size_t> contents;  ///< Of `found`, to ask for; those in front are under way.
  };

  DialogueAction command(Step step, std::string text);
  DialogueAction receive() const;
  DialogueAction heard(ImapResponse response);
  DialogueAction completed(const ImapResponse& response);
  DialogueAction farewell(const Result<std::string>& outcome);
  DialogueAction end(Result<MailboxFindings> outcome);

  DialogueAction next_folder();
  DialogueAction examined();
  DialogueAction search_or_fetch();
  DialogueAction next_batch();
  DialogueAction next_content();
  std::ptrdiff_t contents_under_way() const;
  DialogueAction searched();
  DialogueAction refused(const ImapResponse& response);
  DialogueAction folder_ended(FolderFindings findings);

  std::deque<std::size_t> contents_to_ask() const;
  std::uint32_t newest_to_read() const;
  bool wants_newest() const;
  bool is_awaited(const FoundMessage& message) const;
  void note(const ImapResponse& response);
  void note_hit(std::uint32_t uid);
  void note_code(std::string_view code);
  void note_fetch(const ImapValue& attributes);
  void note_headers(FoundMessage message);
  void note_content(FoundMessage message);
  const FolderQuery& folder() const { return query_.folders[findings_.folders.size()]; }

  MailboxQuery query_;
  Result<SearchCommands> commands_;
  Result<MailboxFindings> outcome_ = MailboxFindings{};
  MailboxFindings findings_;
  Progress now_;
  ImapResponseParser parser_;
  Step step_ = Step::start;
  bool is_sending_ = false;
  unsigned tags_ = 0;
  std::string tag_;
};

}  // namespace cutwatch::net

#pragma once
#include "core/failure/failure.hpp"
#include "net/imap/mailbox_findings.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace cutwatch::net {

/// The UIDs of one FETCH: "5:7" or "3,5,9".
struct UidBatch {
  std::string uids;
  std::uint32_t first;
  std::uint32_t last;
};

/// The UIDs from `first` up to, not including, `end`, in ranges of at most 250.
std::vector<UidBatch> batches_of_range(std::uint32_t first, std::uint32_t end);
/// Single UIDs, at most 80 at a time.
std::vector<UidBatch> batches_of(const std::set<std::uint32_t>& uids);

/// The commands that a query comes to, without their tags. No line exceeds 1,000 bytes unless an id does
/// (RFC 2683 §3.2.1.5).
class SearchCommands {
 public:
  /// Errors: malformed (a folder that is not UTF-8, an id or a header name that could break out of its
  /// place).
  static Result<SearchCommands> make(const MailboxQuery& query);

  std::size_t folders() const { return folders_.size(); }
  std::size_t searches() const { return searches_.size(); }
  std::string examine(std::size_t folder) const { return "EXAMINE " + folders_[folder]; }
  const std::string& search(std::size_t index) const { return searches_[index]; }
  std::string fetch_fields(const UidBatch& batch) const;
  std::string fetch_contents(const std::vector<std::uint32_t>& uids) const;

 private:
  SearchCommands() = default;
  std::vector<std::string> folders_;  ///< as IMAP spells them, quoted
  std::vector<std::string> searches_;
  std::string field_items_;
};

/// The names of the header fields that a query is about, each once.
std::vector<std::string> asked_headers(const MailboxQuery& query);

/// Whether a message with these fields is one of ours.
bool is_marked(const std::vector<HeaderField>& fields, const std::vector<Marker>& markers);

}  // namespace cutwatch::net

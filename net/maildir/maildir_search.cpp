#include "net/maildir/maildir_search.hpp"

#include "net/imap/search_commands.hpp"
#include "net/maildir/maildir_files.hpp"
#include "net/maildir/maildir_names.hpp"

#include <asio/post.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include <algorithm>
#include <limits>
#include <set>
#include <tuple>
#include <utility>

namespace cutwatch::net {
namespace {

constexpr std::size_t kMostRead = 2000;
constexpr std::size_t kMostContents = 32;
constexpr std::size_t kLongestHeader = 32'768;
constexpr int kMostListings = 3;
/// Between two of these other work has its turn.
constexpr std::size_t kSlice = 32;
/// A file may come into sight long after it was written: a delivery agent writes it below `tmp` and moves it.
constexpr std::chrono::minutes kUnseen{10};

std::uint32_t cursor_of(WallTime at) {
  const auto seconds = std::chrono::floor<Seconds>(at).time_since_epoch().count();
  return static_cast<std::uint32_t>(
      std::clamp<std::int64_t>(seconds, 1, std::numeric_limits<std::uint32_t>::max()));
}

/// As IMAP servers give messages out, and as they were sent.
std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 32);
  char last = '\0';
  for (const char c : text) {
    if (c == '\n' && last != '\r') out += '\r';
    out += c;
    last = c;
  }
  return out;
}

/// One folder's look.
class FolderLook {
 public:
  FolderLook(const MailboxQuery& query, const FolderQuery& folder, WallTime end)
      : query_(query),
        asked_(asked_headers(query)),
        ids_(query.ids.begin(), query.ids.end()),
        folder_(folder),
        end_(end) {}

  asio::awaitable<FolderFindings> run(std::string maildir) {
    FolderFindings findings{.name = folder_.name, .cursor = {}, .failure = {}};
    const auto directory = maildir_directory(folder_.name);
    auto opened = directory ? MaildirFolder::open(maildir, *directory)
                            : Result<std::optional<MaildirFolder>>(std::unexpected(directory.error()));
    if (opened && !*opened) {
      findings.state = FolderFindings::State::missing;
      findings.failure = Failure{FailureKind::protocol, "the maildir has no folder " + folder_.name};
      co_return findings;
    }
    if (opened) {
      begin((*opened)->identity());
      findings.failure = co_await read_all(**opened);
    } else {
      findings.failure = opened.error();
    }
    if (findings.failure) co_return findings;
    findings.state = FolderFindings::State::searched;
    findings.cursor = cursor();
    findings.is_anew = !since_;
    findings.has_gap = has_gap_;
    findings.has_restarted = folder_.since && !since_;
    std::ranges::sort(found_, {}, &FoundMessage::internal_date);
    co_return findings;
  }

  std::vector<FoundMessage> take_found() { return std::move(found_); }
  /// What was written then was not read: there was too much.
  std::optional<WallTime> left_from() const { return left_from_; }

 private:
  /// A cursor of another folder, or of a clock that was ahead, says nothing.
  void begin(std::uint32_t identity) {
    identity_ = identity;
    const bool is_cursor_valid = folder_.since && folder_.since->uid_validity == identity &&
                                 folder_.since->uid_next <= cursor_of(end_);
    if (is_cursor_valid) since_ = WallTime{Seconds{folder_.since->uid_next}};
  }

  WrittenBetween times() const {
    auto first = query_.not_before;
    if (since_) first = std::min(*since_ - kUnseen, first.value_or(*since_));
    return {.first = first, .end = end_};
  }

  /// What is left lies in a second that was read in part: there the next look cannot tell which are new.
  FolderCursor cursor() const {
    const auto next = left_from_ ? std::chrono::floor<Seconds>(*left_from_) + Seconds{1} : end_;
    return {.uid_validity = identity_, .uid_next = cursor_of(next)};
  }

  bool is_fresh(const MaildirFile& file) const { return !since_ || file.written >= *since_; }
  /// Somebody who looks for the first time and for no message in particular wants the newest.
  bool wants_newest() const { return !since_ && !query_.not_before; }

  asio::awaitable<std::optional<Failure>> read_all(const MaildirFolder& folder) {
    for (int listing = 0; listing < kMostListings; ++listing) {
      auto files = co_await folder.list(times());
      if (!files) co_return files.error();
      std::erase_if(*files, [&](const auto& file) { return read_.contains(unique_part(file.name)); });
      is_any_gone_ = false;
      const auto failure = co_await read_these(folder, in_order(*std::move(files)));
      if (failure || !is_any_gone_) co_return failure;
    }
    co_return std::nullopt;
  }

  /// New ones first, the oldest of them first; then the others, of which the latest may have been missed.
  std::vector<MaildirFile> in_order(std::vector<MaildirFile> files) const {
    std::ranges::sort(files, [&](const MaildirFile& one, const MaildirFile& other) {
      if (is_fresh(one) != is_fresh(other)) return is_fresh(one);
      const bool is_older = std::tie(one.written, one.name) < std::tie(other.written, other.name);
      const bool is_younger = std::tie(other.written, other.name) < std::tie(one.written, one.name);
      return is_fresh(one) && !wants_newest() ? is_older : is_younger;
    });
    return files;
  }

  asio::awaitable<std::optional<Failure>> read_these(const MaildirFolder& folder,
                                                     std::vector<MaildirFile> files) {
    std::size_t count = 0;
    for (const auto& file : files) {
      const bool is_first_known = !is_fresh(file) && !std::exchange(is_at_known_, true);
      if (is_first_known) headers_ = contents_ = 0;
      if (is_enough()) {
        has_gap_ = wants_newest();
        if (!is_fresh(file) || has_gap_) break;
        if (!left_from_ || file.written < *left_from_) left_from_ = file.written;
        continue;
      }
      if (!read_.emplace(unique_part(file.name)).second) continue;
      if (const auto failure = read(folder, file)) co_return failure;
      if (++count % kSlice == 0) co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    }
    co_return std::nullopt;
  }

  bool is_enough() const {
    const bool is_whole = query_.content == MailboxQuery::Content::message;
    return headers_ >= kMostRead || (is_whole && contents_ >= kMostContents);
  }

  std::optional<Failure> read(const MaildirFolder& folder, const MaildirFile& file) {
    using Unread = MaildirFolder::Unread;
    ++headers_;
    auto head = folder.head(file, kLongestHeader);
    FoundMessage message = head ? message_of(file, *head) : FoundMessage{};
    const bool is_ours = head && is_marked(message.fields, query_.markers);
    if (is_ours && wants_content(message)) {
      head = folder.head(file, kMaxContent);
      if (head) message.content = with_crlf(*head).substr(0, kMaxContent);
      ++contents_;
    }
    if (!head && head.error() == Unread::gone) {
      is_any_gone_ = true;
      read_.erase(read_.find(unique_part(file.name)));
    }
    if (!head && head.error() == Unread::refused)
      return Failure{FailureKind::refused, "a message in the maildir may not be read by the agent's user"};
    if (head && is_ours) found_.push_back(std::move(message));
    return std::nullopt;
  }

  FoundMessage message_of(const MaildirFile& file, std::string_view head) const {
    FoundMessage message{.folder = folder_.name,
                         .internal_date = std::chrono::floor<Seconds>(file.written),
                         .fields = header_fields(head),
                         .content = {},
                         .is_anew = !is_fresh(file)};
    std::erase_if(message.fields, [&](const HeaderField& field) {
      return std::ranges::none_of(asked_, [&](const auto& name) { return is_same_name(field.name, name); });
    });
    return message;
  }

  bool wants_content(const FoundMessage& message) const {
    if (query_.content == MailboxQuery::Content::fields) return false;
    if (query_.content == MailboxQuery::Content::message) return true;
    const auto is_awaited = [&](const HeaderField& field) {
      return is_same_name(field.name, query_.id_header) && ids_.contains(field.value);
    };
    // Beside those awaited one may have been sent after these were listed; what was met before needs none.
    return contents_ < kMostContents && (!message.is_anew || std::ranges::any_of(message.fields, is_awaited));
  }

  const MailboxQuery& query_;
  std::vector<std::string> asked_;
  std::set<std::string> ids_;
  const FolderQuery& folder_;
  WallTime end_;
  std::uint32_t identity_ = 1;
  std::optional<WallTime> since_;
  std::set<std::string, std::less<>> read_;  ///< By what stays the same of their names.
  std::size_t headers_ = 0;
  std::size_t contents_ = 0;
  bool is_at_known_ = false;
  bool is_any_gone_ = false;
  bool has_gap_ = false;
  std::optional<WallTime> left_from_;
  std::vector<FoundMessage> found_;
};

}  // namespace

asio::awaitable<Result<MailboxFindings>> search_maildir(std::string maildir, MailboxQuery query,
                                                        WallTime now) {
  MailboxFindings findings;
  // A file of the second that has begun may have been written by now, or come later in it: the cursor passes
  // it, and the next look meets it again.
  const auto end = std::chrono::floor<Seconds>(now) + Seconds{1};
  for (const auto& folder : query.folders) {
    FolderLook look(query, folder, end);
    findings.folders.push_back(co_await look.run(maildir));
    if (findings.folders.back().failure) continue;
    std::ranges::move(look.take_found(), std::back_inserter(findings.messages));
    const auto left = look.left_from();
    if (left) findings.seen_until = std::min(*left, findings.seen_until.value_or(*left));
  }
  co_return findings;
}

}  // namespace cutwatch::net

#include "net/imap/mailbox_search.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

namespace cutwatch::net {
namespace {

constexpr std::uint32_t kMaxMessages = 1000;  ///< looked at in one folder and run
constexpr std::uint32_t kNewestRead = 64;     ///< read beside what a search finds
constexpr std::uint32_t kMaxContents = 32;
constexpr std::ptrdiff_t kContentsPerFetch = 8;  ///< a round trip for each would be felt over a long line
constexpr std::size_t kMaxFolderBytes = 5 * 1024 * 1024;

/// Response codes behind a NO that do not mean that the folder is missing (RFC 5530 §3).
constexpr std::array<std::string_view, 8> kRefusals{
    "UNAVAILABLE", "INUSE", "SERVERBUG", "LIMIT", "NOPERM", "CONTACTADMIN", "CORRUPTION", "PRIVACYREQUIRED"};

/// The number behind `name` in a response code such as "UIDNEXT 7".
std::optional<std::uint32_t> code_number(std::string_view code, std::string_view name) {
  if (!code.starts_with(name) || !code.substr(name.size()).starts_with(' ')) return std::nullopt;
  return ImapValue{
      .kind = ImapValue::Kind::atom, .text = std::string(code.substr(name.size() + 1)), .items = {}}
      .number();
}

std::string said(const ImapResponse& response) {
  return fmt::format("{}{}{} {}", response.status, response.code.empty() ? "" : " ",
                     response.code.empty() ? "" : "[" + response.code + "]", response.text);
}

}  // namespace

MailboxSearch::MailboxSearch(MailboxQuery query)
    : query_(std::move(query)), commands_(SearchCommands::make(query_)) {}

DialogueAction MailboxSearch::resume(const Result<std::string>& outcome, SteadyTime) {
  switch (step_) {
    case Step::start:
      if (!commands_) return end(std::unexpected(commands_.error()));
      return command(Step::capability, "CAPABILITY");
    case Step::logout: return farewell(outcome);
    case Step::done: return {};
    case Step::capability:
    case Step::examine:
    case Step::search:
    case Step::fetch:
    case Step::content: break;
  }
  if (!outcome) return end(std::unexpected(outcome.error()));
  if (std::exchange(is_sending_, false)) return receive();
  if (outcome->empty()) return end(fail(FailureKind::protocol, "connection closed by the server"));
  now_.bytes += outcome->size();
  if (now_.bytes > kMaxFolderBytes) return end(fail(FailureKind::malformed, "a folder sent more than 5 MiB"));
  parser_.feed(*outcome);
  for (;;) {
    auto next = parser_.next();
    if (!next) return end(std::unexpected(next.error()));
    std::optional<ImapResponse> response = *std::move(next);
    if (!response) return receive();
    const Step step = step_;
    DialogueAction action = heard(*std::move(response));
    if (action.kind != DialogueAction::Kind::receive || step != step_) return action;
  }
}

DialogueAction MailboxSearch::heard(ImapResponse response) {
  switch (response.kind) {
    case ImapResponse::Kind::continuation:
      return end(fail(FailureKind::protocol, "a continuation that nothing asked for"));
    case ImapResponse::Kind::untagged:
      if (response.status == "BYE")
        return end(fail(FailureKind::protocol, "the server said " + said(response)));
      note(response);
      return receive();
    case ImapResponse::Kind::tagged:
      if (response.tag != tag_)
        return end(fail(FailureKind::protocol, "a reply to no command of ours: " + response.tag));
      return completed(response);
  }
  std::unreachable();
}

DialogueAction MailboxSearch::completed(const ImapResponse& response) {
  if (response.status != "OK") return refused(response);
  switch (step_) {
    case Step::capability: return next_folder();
    case Step::examine: return examined();
    case Step::search: return search_or_fetch();
    case Step::fetch: now_.batches.pop_front(); return next_batch();
    case Step::content:
      now_.contents.erase(now_.contents.begin(), now_.contents.begin() + contents_under_way());
      return next_content();
    case Step::start:
    case Step::logout:
    case Step::done: break;
  }
  std::unreachable();
}

DialogueAction MailboxSearch::next_folder() {
  now_ = {};
  if (findings_.folders.size() == commands_->folders()) {
    outcome_ = std::move(findings_);
    return command(Step::logout, "LOGOUT");
  }
  return command(Step::examine, commands_->examine(findings_.folders.size()));
}

DialogueAction MailboxSearch::examined() {
  if (now_.uid_validity == 0 || now_.uid_next == 0) {
    return folder_ended(
        {.name = {},
         .cursor = {},
         .failure = Failure{FailureKind::protocol, "the server tells no UIDVALIDITY or UIDNEXT"}});
  }
  const std::optional<FolderCursor>& since = folder().since;
  now_.has_restarted = since && since->uid_validity != now_.uid_validity;
  now_.is_range = since && !now_.has_restarted && since->uid_next <= now_.uid_next &&
                  now_.uid_next - since->uid_next <= kMaxMessages;
  if (!since || !now_.is_range) return search_or_fetch();
  std::ranges::move(batches_of_range(since->uid_next, now_.uid_next), std::back_inserter(now_.batches));
  return next_batch();
}

DialogueAction MailboxSearch::search_or_fetch() {
  if (now_.searches < commands_->searches()) return command(Step::search, commands_->search(now_.searches++));
  // A server's search index may not know the latest messages yet, and one may have been sent since the ids
  // were listed: the cursor passes them all, so they are read here.
  const std::uint32_t newest = now_.uid_next - 1;
  const std::uint32_t read = newest_to_read();
  for (std::uint32_t uid = newest; uid > 0 && newest - uid < read; --uid) now_.hits.insert(uid);
  // What arrived since EXAMINE lies beyond the cursor: the next run reads it, and would read it a second
  // time.
  now_.hits.erase(now_.hits.lower_bound(now_.uid_next), now_.hits.end());
  std::ranges::move(batches_of(now_.hits), std::back_inserter(now_.batches));
  return next_batch();
}

/// Who wants the messages themselves gets as many as one run takes: with more the next run would meet the
/// same ones.
std::uint32_t MailboxSearch::newest_to_read() const {
  if (wants_newest()) return kMaxContents;
  return commands_->searches() == 0 ? 0 : kNewestRead;
}

bool MailboxSearch::wants_newest() const {
  return query_.content == MailboxQuery::Content::message && query_.ids.empty();
}

DialogueAction MailboxSearch::next_batch() {
  if (!now_.batches.empty()) return command(Step::fetch, commands_->fetch_fields(now_.batches.front()));
  std::ranges::sort(now_.found, {}, &FoundMessage::uid);
  now_.contents = contents_to_ask();
  return next_content();
}

/// By their places among the found.
std::deque<std::size_t> MailboxSearch::contents_to_ask() const {
  std::deque<std::size_t> places;
  if (query_.content == MailboxQuery::Content::fields) return places;
  const bool is_all = query_.content == MailboxQuery::Content::message;
  for (std::size_t i = 0; i < now_.found.size(); ++i) {
    if (is_all || is_awaited(now_.found[i])) places.push_back(i);
  }
  for (std::size_t i = now_.found.size(); !is_all && i-- > 0;) {
    if (!is_awaited(now_.found[i])) places.push_back(i);
  }
  places.resize(std::min<std::size_t>(places.size(), kMaxContents));
  return places;
}

bool MailboxSearch::is_awaited(const FoundMessage& message) const {
  const auto id = std::ranges::find_if(
      message.fields, [&](const HeaderField& field) { return is_same_name(field.name, query_.id_header); });
  return id != message.fields.end() && std::ranges::find(query_.ids, id->value) != query_.ids.end();
}

DialogueAction MailboxSearch::next_content() {
  if (now_.contents.empty()) return searched();
  std::vector<std::uint32_t> uids;
  for (auto place = now_.contents.begin(); place != now_.contents.begin() + contents_under_way(); ++place)
    uids.push_back(now_.found[*place].uid);
  return command(Step::content, commands_->fetch_contents(uids));
}

std::ptrdiff_t MailboxSearch::contents_under_way() const {
  return std::min(kContentsPerFetch, std::ssize(now_.contents));
}

DialogueAction MailboxSearch::searched() {
  FolderCursor cursor{.uid_validity = now_.uid_validity, .uid_next = now_.uid_next};
  const bool has_more = query_.content == MailboxQuery::Content::message && now_.found.size() > kMaxContents;
  if (has_more) {
    cursor.uid_next = now_.found[kMaxContents].uid;
    now_.found.resize(kMaxContents);
  }
  std::ranges::move(now_.found, std::back_inserter(findings_.messages));
  FolderFindings findings{
      .name = {}, .state = FolderFindings::State::searched, .cursor = cursor, .failure = {}};
  // What is left goes to the next run: by range from there on, by another search if this one was.
  if (now_.has_more_hits || (has_more && !now_.is_range)) findings.cursor.reset();
  // What is left has dates of the server's clock, or of whoever moved it here: nothing is said of any time.
  if (now_.has_more_hits || has_more) findings_.seen_until = query_.not_before.value_or(WallTime{});
  return folder_ended(std::move(findings));
}

DialogueAction MailboxSearch::refused(const ImapResponse& response) {
  if (step_ == Step::capability) return end(fail(FailureKind::protocol, "the server said " + said(response)));
  const bool is_refusal =
      std::ranges::any_of(kRefusals, [&](std::string_view code) { return response.code.starts_with(code); });
  const bool is_missing = step_ == Step::examine && response.status == "NO" && !is_refusal;
  return folder_ended({.name = {},
                       .state = is_missing ? FolderFindings::State::missing : FolderFindings::State::failed,
                       .cursor = {},
                       .failure = Failure{FailureKind::protocol, "the server said " + said(response)}});
}

DialogueAction MailboxSearch::folder_ended(FolderFindings findings) {
  findings.name = folder().name;
  findings.has_restarted = now_.has_restarted;
  findings.is_anew = findings.state == FolderFindings::State::searched && !now_.is_range;
  findings.has_gap = findings.is_anew && wants_newest() && now_.uid_next - 1 > kMaxContents;
  findings_.folders.push_back(std::move(findings));
  return next_folder();
}

void MailboxSearch::note(const ImapResponse& response) {
  if (!response.status.empty()) return note_code(response.code);
  const auto& values = response.values;
  if (step_ == Step::search && !values.empty() && values[0].is_atom("SEARCH")) {
    for (const ImapValue& value : values) {
      const auto uid = value.number();
      if (uid && *uid > 0) note_hit(*uid);
    }
  }
  if (values.size() == 3 && values[1].is_atom("FETCH")) note_fetch(values[2]);
}

void MailboxSearch::note_hit(std::uint32_t uid) {
  if (now_.hits.contains(uid)) return;
  if (now_.hits.size() == kMaxMessages)
    now_.has_more_hits = true;
  else
    now_.hits.insert(uid);
}

void MailboxSearch::note_code(std::string_view code) {
  if (step_ != Step::examine) return;
  if (const auto validity = code_number(code, "UIDVALIDITY")) now_.uid_validity = *validity;
  if (const auto next = code_number(code, "UIDNEXT")) now_.uid_next = *next;
}

void MailboxSearch::note_fetch(const ImapValue& attributes) {
  if (step_ != Step::fetch && step_ != Step::content) return;
  FoundMessage message;
  for (std::size_t i = 0; i + 1 < attributes.items.size(); i += 2) {
    const ImapValue& name = attributes.items[i];
    const ImapValue& value = attributes.items[i + 1];
    if (name.is_atom("UID")) message.uid = value.number().value_or(0);
    if (name.is_atom("INTERNALDATE")) message.internal_date = internal_date(value.text);
    if (name.text.starts_with("BODY[HEADER.FIELDS")) message.fields = header_fields(value.text);
    if (name.text.starts_with("BODY[]")) message.content = value.text;
  }
  if (step_ == Step::fetch) return note_headers(std::move(message));
  note_content(std::move(message));
}

void MailboxSearch::note_content(FoundMessage message) {
  if (message.content.empty()) return;
  const auto end = now_.contents.begin() + contents_under_way();
  const auto asked = std::find_if(now_.contents.begin(), end,
                                  [&](std::size_t place) { return now_.found[place].uid == message.uid; });
  if (asked != end) now_.found[*asked].content = std::move(message.content);
}

void MailboxSearch::note_headers(FoundMessage message) {
  const UidBatch& batch = now_.batches.front();
  // A server may report on messages that nobody asked about, and about one more than once (RFC 3501 §7.4.2).
  if (message.uid < batch.first || message.uid > batch.last || !is_marked(message.fields, query_.markers))
    return;
  const bool is_known =
      std::ranges::any_of(now_.found, [&](const FoundMessage& known) { return known.uid == message.uid; });
  if (is_known) return;
  message.folder = folder().name;
  message.uid_validity = now_.uid_validity;
  now_.found.push_back(std::move(message));
}

DialogueAction MailboxSearch::command(Step step, std::string text) {
  step_ = step;
  is_sending_ = true;
  tag_ = fmt::format("c{}", ++tags_);  // libcurl's own are A001 and on.
  const auto patience =
      step == Step::logout ? DialogueAction::Patience::farewell : DialogueAction::Patience::whole;
  return {.kind = DialogueAction::Kind::send,
          .bytes = fmt::format("{} {}\r\n", tag_, text),
          .patience = patience};
}

DialogueAction MailboxSearch::receive() const {
  const auto patience =
      step_ == Step::logout ? DialogueAction::Patience::farewell : DialogueAction::Patience::whole;
  return {.kind = DialogueAction::Kind::receive, .bytes = {}, .patience = patience};
}

DialogueAction MailboxSearch::farewell(const Result<std::string>& outcome) {
  if (outcome && std::exchange(is_sending_, false)) return receive();
  if (outcome && !outcome->empty()) {
    parser_.feed(*outcome);
    for (auto next = parser_.next(); next; next = parser_.next()) {
      const std::optional<ImapResponse> response = *std::move(next);
      if (!response) return receive();
      if (response->kind == ImapResponse::Kind::tagged) break;
    }
  }
  step_ = Step::done;
  return {};
}

DialogueAction MailboxSearch::end(Result<MailboxFindings> outcome) {
  outcome_ = std::move(outcome);
  step_ = Step::done;
  return {};
}

}  // namespace cutwatch::net

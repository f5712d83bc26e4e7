#pragma once
#include "net/imap/mailbox_search.hpp"

#include <fmt/core.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace cutwatch::test {

/// Answers one command, given without its tag; `{t}` in the answer becomes the tag. Nothing: the connection
/// closes.
using Server = std::function<std::string(const std::string& command)>;

struct Played {
  std::vector<std::string> sent;
  Result<net::MailboxFindings> findings;
};

inline Played play(net::MailboxQuery query, const Server& server) {
  net::MailboxSearch search(std::move(query));
  Played played;
  Result<std::string> outcome;
  std::string answer;
  for (;;) {
    const net::DialogueAction action = search.resume(outcome, {});
    if (action.kind == net::DialogueAction::Kind::done) break;
    outcome = std::string{};
    if (action.kind == net::DialogueAction::Kind::receive) {
      outcome = std::exchange(answer, {});
      continue;
    }
    const std::size_t blank = action.bytes.find(' ');
    const std::string command = action.bytes.substr(blank + 1, action.bytes.size() - blank - 3);
    played.sent.push_back(command);
    answer = server(command);
    for (std::size_t at = answer.find("{t}"); at != answer.npos; at = answer.find("{t}"))
      answer.replace(at, 3, action.bytes.substr(0, blank));
  }
  played.findings = search.findings();
  return played;
}

inline net::MailboxQuery query_for(std::vector<net::FolderQuery> folders,
                                   std::vector<std::string> ids = {"id-1", "id-2"}) {
  net::MailboxQuery query;
  query.folders = std::move(folders);
  query.ids = std::move(ids);
  query.other_headers = {"Message-ID"};
  return query;
}

inline std::string examine_reply(std::uint32_t validity, std::uint32_t next) {
  return fmt::format(
      "* 3 EXISTS\r\n* OK [UIDVALIDITY {}] x\r\n* OK [UIDNEXT {}] x\r\n{{t}} OK [READ-ONLY] done\r\n",
      validity, next);
}

inline std::string fetch_line(std::uint32_t uid, const std::string& id) {
  const std::string block = (id.empty() ? "" : "X-Cutwatch-Id: " + id + "\r\n") + "Message-ID: <m" +
                            std::to_string(uid) + "@x>\r\n\r\n";
  return fmt::format(
      "* 1 FETCH (UID {} INTERNALDATE \"01-Dec-2026 00:00:00 +0000\" BODY[HEADER.FIELDS (X-CUTWATCH-ID "
      "MESSAGE-ID)]<0> {{{}}}\r\n{})\r\n",
      uid, block.size(), block);
}

/// A mailbox whose INBOX holds what `fetch` says.
inline Server mailbox(std::uint32_t validity, std::uint32_t next, std::string fetch, std::string hits = "") {
  return [=](const std::string& command) -> std::string {
    if (command == "CAPABILITY") return "* CAPABILITY IMAP4rev1 UIDPLUS\r\n{t} OK done\r\n";
    if (command.starts_with("EXAMINE")) return examine_reply(validity, next);
    if (command.starts_with("UID SEARCH")) return "* SEARCH" + hits + "\r\n{t} OK done\r\n";
    if (command.starts_with("UID FETCH")) return fetch + "{t} OK done\r\n";
    if (command == "LOGOUT") return "* BYE out\r\n{t} OK done\r\n";
    return "{t} BAD what?\r\n";
  };
}

inline std::vector<std::uint32_t> uids_of(const net::MailboxFindings& findings) {
  std::vector<std::uint32_t> uids;
  for (const net::FoundMessage& message : findings.messages) uids.push_back(message.uid);
  return uids;
}

inline const std::string kItems =
    "(UID INTERNALDATE BODY.PEEK[HEADER.FIELDS (X-Cutwatch-Id Message-ID)]<0.2048>)";

}  // namespace cutwatch::test

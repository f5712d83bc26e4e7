#pragma once
#include "tests/support/imap_command.hpp"
#include "tests/support/probe_bench.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

// A mailbox probe that looks into a scripted mailbox.
namespace cutwatch::test {

struct Stored {
  std::uint32_t uid;
  std::string id;
  std::string token;
  std::string text{};  ///< The whole message; empty: the server does not give it.
};

/// An IMAP server with folders; a folder that is not there is refused, one named in `failing` cannot be
/// opened now.
struct ImapServer {
  std::map<std::string, std::vector<Stored>> folders;
  std::string failing;

  std::string operator()(const std::string& sent) {
    const auto blank = sent.find(' ');
    const auto tag = sent.substr(0, blank);
    const auto command = sent.substr(blank + 1);
    const auto done = tag + " OK done\r\n";
    if (command.starts_with("CAPABILITY")) return "* CAPABILITY IMAP4rev1\r\n" + done;
    if (command.starts_with("LOGOUT")) return "* BYE out\r\n" + done;
    if (command.starts_with("EXAMINE")) {
      open_ = command.substr(9, command.rfind('"') - 9);
      if (open_ == failing) return tag + " NO [UNAVAILABLE] later\r\n";
      if (!folders.contains(open_)) return tag + " NO no such mailbox\r\n";
      return "* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 100] x\r\n" + done;
    }
    std::string out;
    const auto asked = uids_named(command);
    for (const auto& each : folders[open_]) {
      if (command.starts_with("UID SEARCH")) out += fmt::format("* SEARCH {}\r\n", each.uid);
      const bool is_whole = command.find("BODY.PEEK[]") != std::string::npos;
      const bool is_asked = std::ranges::find(asked, each.uid) != asked.end();
      if (is_whole && !each.text.empty() && is_asked)
        out += fmt::format("* 1 FETCH (UID {} BODY[]<0> {{{}}}\r\n{})\r\n", each.uid, each.text.size(),
                           each.text);
      if (command.starts_with("UID FETCH") && !is_whole) out += fetched(each);
    }
    return out + done;
  }

 private:
  static std::string fetched(const Stored& each) {
    const auto fields = fmt::format("X-Cutwatch-Id: {}\r\nX-Cutwatch-Token: {}\r\n\r\n", each.id, each.token);
    return fmt::format(
        "* 1 FETCH (UID {} INTERNALDATE \"01-Dec-2026 00:00:00 +0000\" BODY[HEADER.FIELDS (X-CUTWATCH-ID "
        "X-CUTWATCH-TOKEN)]<0> {{{}}}\r\n{})\r\n",
        each.uid, fields.size(), fields);
  }
  std::string open_;
};

/// A mailbox "inbox" of round trip "main" by the new path, with two messages in flight: m1 and m2.
struct MailboxBench : ProbeBench {
  ImapServer server;
  MailboxBench() {
    plan.mailboxes = {
        {.id = "inbox",
         .server = {.host = "mail.example.org", .endpoint = parse_endpoint("192.0.2.10", 993).value()},
         .folders = {"INBOX", "Junk"}}};
    plan.round_trips = {{.id = "main", .mailbox = "inbox", .interval = Seconds{60}}};
    mail.reply = [this](const std::string& sent) { return server(sent); };
    server.folders = {{"INBOX", {}}, {"Junk", {}}};
    know({recorded(0, "m1"), recorded(0, "m2")});
  }
  void know(const std::vector<Observation>& observations) {
    known = folded(observations).domains.at(kDomain);
  }
  MailboxRead look() { return run_for<MailboxRead>("mailbox/"); }
};

}  // namespace cutwatch::test

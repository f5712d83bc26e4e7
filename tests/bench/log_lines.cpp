// Reads a log of a mail server again and again, as the agent does: each line parsed, put together with the
// others of its message, the events counted by client. Prints lines per second of CPU time, and what memory
// the join held.
#include "core/mail/log/log_join.hpp"
#include "core/mail/log/mail_log_line.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <string_view>

#include <sys/resource.h>

namespace {

using cutwatch::WallTime;
using cutwatch::mail::LogClock;
using cutwatch::mail::LogJoin;
using cutwatch::mail::MailEvent;
using cutwatch::mail::read_mail_log_line;

/// A share of lines as a busy server has it: eight lines a message, of which one in eight is put off first,
/// and a refusal to every fourth.
std::string synthetic_log(int messages) {
  std::string out;
  for (int i = 0; i < messages; ++i) {
    const auto head = [&](std::string_view program) {
      return fmt::format("Dec {:2} {:02}:{:02}:{:02} mx postfix/{}[{}]: ", 1 + i / 86'400 % 28,
                         i / 3'600 % 24, i / 60 % 60, i % 60, program, 1'000 + i % 200);
    };
    const auto id = fmt::format("4jWy7n6{:06}z1blB", i);
    const auto host = fmt::format("mail{0}.example.net[192.0.2.{0}]", i % 250);
    out += head("smtpd") + "connect from " + host + "\n";
    if (i % 4 == 0) {
      out += head("smtpd") + "NOQUEUE: reject: RCPT from " + host +
             ": 554 5.7.1 <x@example.org>: Relay access denied; from=<a@example.net> to=<x@example.org> "
             "proto=ESMTP "
             "helo=<mail.example.net>\n";
    }
    out += head("smtpd") + id + ": client=" + host + "\n";
    out += head("cleanup") + id + fmt::format(": message-id=<{}.{}@mail.example.net>\n", i, i * 7);
    out += head("qmgr") + id + ": from=<alice@example.net>, size=3470, nrcpt=1 (queue active)\n";
    out += head("smtpd") + "disconnect from " + host + " ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5\n";
    if (i % 8 == 0) {
      out += head("relay/smtp") + id +
             ": to=<probe@example.org>, relay=mx.example.org[198.51.100.3]:25, delay=5.1, "
             "delays=5/0.02/0.03/0.05, "
             "dsn=4.7.1, status=deferred (host mx.example.org[198.51.100.3] said: 450 4.7.1 "
             "<probe@example.org>: "
             "Recipient address rejected: Greylisted, try again later (in reply to RCPT TO command))\n";
      out += head("qmgr") + id + ": from=<alice@example.net>, size=3470, nrcpt=1 (queue active)\n";
    }
    out += head("relay/smtp") + id +
           ": to=<probe@example.org>, relay=mx.example.org[198.51.100.3]:25, delay=0.1, "
           "delays=0.01/0.01/0.06/0.02, "
           "dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 0C24AA78825)\n";
    out += head("qmgr") + id + ": removed\n";
  }
  return out;
}

std::string file_text(const char* path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

/// The most that the program has held so far.
long peak_kib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

struct Counts {
  std::uint64_t lines = 0;
  std::uint64_t bytes = 0;
  std::map<MailEvent::Kind, std::uint64_t> events;
  std::map<std::string, std::uint64_t, std::less<>> by_client;
};

void read_once(std::string_view log, const LogClock& clock, LogJoin& join, Counts& counts) {
  while (!log.empty()) {
    const auto end = std::min(log.find('\n'), log.size());
    const auto line = read_mail_log_line(log.substr(0, end), clock);
    log.remove_prefix(std::min(end + 1, log.size()));
    ++counts.lines;
    counts.bytes += end + 1;
    const auto event = line ? join.take(*line) : std::nullopt;
    if (!event) continue;
    ++counts.events[event->kind];
    if (event->kind != MailEvent::Kind::accepted && event->kind != MailEvent::Kind::refused) continue;
    const auto known = counts.by_client.find(event->peer());
    if (known != counts.by_client.end()) {
      ++known->second;
    } else {
      counts.by_client.emplace(event->peer(), 1);
    }
  }
}

}  // namespace

/// log_lines [SECONDS [FILE]]: of CPU time, at least; FILE in place of a made-up log.
int main(int count, char** arguments) {
  const double seconds = count > 1 ? std::strtod(arguments[1], nullptr) : 3;
  const auto log = count > 2 ? file_text(arguments[2]) : synthetic_log(100'000);
  if (log.empty()) return EXIT_FAILURE;
  const LogClock clock(WallTime(std::chrono::seconds(1'798'761'600)));
  LogJoin join;
  Counts counts;
  read_once(log, clock, join, counts);
  counts = {};
  const auto peak = peak_kib();
  const auto begin = cpu_seconds();
  while (cpu_seconds() - begin < seconds) read_once(log, clock, join, counts);
  const auto took = cpu_seconds() - begin;
  fmt::print("{{\"lines\":{},\"bytes\":{},\"seconds\":{:.3f},\"lines_per_second\":{:.0f},\"events\":{{",
             counts.lines, counts.bytes, took, static_cast<double>(counts.lines) / took);
  const char* comma = "";
  for (const auto& [kind, number] : counts.events) {
    fmt::print("{}\"{}\":{}", comma, to_string(kind), number);
    comma = ",";
  }
  fmt::print(
      "}},\"clients\":{},\"remembered\":{},\"remembered_bytes\":{},\"forgotten\":{},\"grown_kib\":{}}}\n",
      counts.by_client.size(), join.messages(), join.bytes(), join.forgotten(), peak_kib() - peak);
  return EXIT_SUCCESS;
}

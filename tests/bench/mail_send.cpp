// Sends messages one after the other, each on a connection of its own, through the agent's own SMTP client,
// and prints what that cost: one side of script/bench.
//   mail_send --server 127.0.25.5:2525 --messages 500 --size 1000
#include "net/smtp/smtp_client.hpp"
#include "net/stream/curl_mail_connector.hpp"
#include "runtime/clock.hpp"
#include "runtime/waitable_clock.hpp"

#include <CLI/CLI.hpp>
#include <asio/awaitable.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <fmt/core.h>

#include <cstdint>
#include <exception>
#include <string>

namespace {

using namespace cutwatch;

struct Job {
  std::string server;
  std::uint64_t messages = 500;
  std::size_t size = 1000;
};

struct Tally {
  std::uint64_t accepted = 0, failed = 0;
  std::string why;  ///< The last failure.
};

/// A header and lines of text, of that many octets in all or a few more.
std::string message_of(std::size_t size) {
  std::string text =
      "From: <probe@example.net>\r\nTo: <probe@example.org>\r\nSubject: bench\r\n"
      "Message-ID: <bench@example.net>\r\nDate: Tue, 01 Dec 2026 20:00:00 +0000\r\n\r\n";
  while (text.size() < size) text += std::string(70, 'x') + "\r\n";
  return text;
}

asio::awaitable<Tally> send_all(Job job, net::CurlLoop& loop, WaitableClock& clock) {
  net::CurlMailConnector connector(loop, clock);
  net::SmtpClient client(connector, clock);
  const mail::MailServer server{.host = "sink.example.org",
                                .endpoint = parse_endpoint(job.server, 25).value(),
                                .tls = mail::TlsMode::none,
                                .source = {},
                                .ca_file = {},
                                .credentials = {}};
  const net::Envelope envelope{
      .from = "probe@example.net", .to = "probe@example.org", .ehlo_name = "agent.example.net"};
  const auto message = message_of(job.size);
  Tally tally;
  for (std::uint64_t i = 0; i < job.messages; ++i) {
    const auto attempt = co_await client.send(server, envelope, message, clock.steady() + Seconds{30});
    if (attempt.disposition == mail::SmtpDisposition::accepted) {
      ++tally.accepted;
    } else {
      ++tally.failed;
      tally.why = attempt.failure ? attempt.failure->detail : attempt.reply ? attempt.reply->text : "";
    }
  }
  co_return tally;
}

int run(const Job& job) {
  RealClock clock;
  asio::io_context io;
  net::CurlLoop loop{io.get_executor()};
  Tally tally;
  asio::co_spawn(io, send_all(job, loop, clock), [&](const std::exception_ptr& error, Tally sent) {
    if (error) std::rethrow_exception(error);
    tally = std::move(sent);
    io.stop();
  });
  io.run();
  fmt::print("accepted={} failed={} {}\n", tally.accepted, tally.failed, tally.why);
  return tally.failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Sends messages, each on a fresh connection, and prints the cost");
  Job job;
  app.add_option("--server", job.server, "address:port")->required();
  app.add_option("--messages", job.messages);
  app.add_option("--size", job.size, "octets of each");
  CLI11_PARSE(app, argc, argv);
  if (!parse_endpoint(job.server, 25)) {
    fmt::print(stderr, "mail_send: not an address: {}\n", job.server);
    return 2;
  }
  return run(job);
}

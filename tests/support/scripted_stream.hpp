#pragma once
#include "net/stream/mail_connector.hpp"
#include "runtime/waitable_clock.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cutwatch::test {

/// One turn of a conversation seen from the peer: what must come in, and what is given back for it.
struct Turn {
  std::string expected;             ///< Exactly these bytes must be sent; empty: the peer speaks first.
  std::vector<std::string> pieces;  ///< Given back, one per receive.
  Millis delay{};                   ///< Before each piece.
  std::optional<Failure> failure;   ///< After the pieces: the connection fails so.
  bool is_mute = false;             ///< After the pieces: nothing more until the deadline.
};

/// The peer closes in order once its turns are used up. Bytes other than expected are a failure of kind
/// protocol, and kept in `surprises`. Time is the fake clock's: nothing waits for real.
struct Script {
  std::deque<Turn> turns;
  std::vector<std::string> surprises;
  std::string sent;       ///< all that was sent
  bool is_alive = false;  ///< a stream over this script exists
  int connections = 0;
};

class ScriptedStream final : public net::Stream {
 public:
  ScriptedStream(std::shared_ptr<Script> script, WaitableClock& clock);
  ~ScriptedStream() override { script_->is_alive = false; }

  asio::awaitable<Result<void>> send(std::string bytes, SteadyTime deadline) override;
  asio::awaitable<Result<std::string>> receive(SteadyTime deadline) override;

 private:
  std::shared_ptr<Script> script_;
  WaitableClock& clock_;
  std::optional<Turn> turn_;  ///< the one being answered
  std::size_t piece_ = 0;
};

/// Gives the connection it was made with: the scripted stream, or the failure, with the facts.
class ScriptedConnector final : public net::MailConnector {
 public:
  explicit ScriptedConnector(WaitableClock& clock) : clock_(clock) {}

  std::shared_ptr<Script> script = std::make_shared<Script>();
  net::ConnectFacts facts;
  std::optional<Failure> failure;
  std::vector<mail::MailServer> asked;

  asio::awaitable<net::Connection> connect(mail::MailServer server, net::MailProtocol protocol,
                                           std::string ehlo_name, SteadyTime deadline) override;

 private:
  WaitableClock& clock_;
};

}  // namespace cutwatch::test

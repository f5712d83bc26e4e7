#pragma once
#include "net/secure_dns/message_carrier.hpp"
#include "net/stream/secure_connector.hpp"
#include "tests/net/dns/wire.hpp"
#include "tests/support/scripted_stream.hpp"
#include "tests/support/sim.hpp"
#include "tests/support/values.hpp"

#include <memory>
#include <string>
#include <vector>

namespace cutwatch::test {

using namespace std::chrono_literals;

inline std::string text_of(std::span<const std::uint8_t> octets) { return {octets.begin(), octets.end()}; }

/// Behind its length in two octets.
inline std::string framed_text(std::span<const std::uint8_t> message) {
  std::string out{static_cast<char>(message.size() >> 8), static_cast<char>(message.size() & 0xff)};
  out.append(message.begin(), message.end());
  return out;
}

inline net::EncodedQuery mx_query(std::uint16_t id = 0x1234) {
  return {query_for("example.org", dns::RrType::mx), {.id = id}, net::Edns::with};
}

/// The peer gets the query with that id and gives these pieces back.
inline Turn turn(std::uint16_t id, std::vector<std::string> pieces) {
  return {.expected = framed_text(mx_query(id).octets()), .pieces = std::move(pieces), .failure = {}};
}

/// The good reply to the query with that id, framed.
inline std::string good_reply(std::uint16_t id) { return framed_text(mx_reply(mx_query(id).octets())); }

/// Every connection plays the next of these scripts; without one, it fails.
class ScriptedSecureConnector final : public net::SecureConnector {
 public:
  explicit ScriptedSecureConnector(WaitableClock& clock) : clock_(clock) {}

  std::vector<std::shared_ptr<Script>> scripts;
  std::vector<net::SecurePeer> asked;
  Failure failure{.kind = FailureKind::tls, .detail = "certificate: as written down"};

  void plays(std::deque<Turn> turns) {
    scripts.push_back(std::make_shared<Script>());
    scripts.back()->turns = std::move(turns);
  }

  asio::awaitable<Result<std::unique_ptr<net::Stream>>> connect(net::SecurePeer peer, SteadyTime) override {
    asked.push_back(std::move(peer));
    if (asked.size() > scripts.size()) co_return std::unexpected(failure);
    co_return std::make_unique<ScriptedStream>(scripts[asked.size() - 1], clock_);
  }

 private:
  WaitableClock& clock_;
};

}  // namespace cutwatch::test

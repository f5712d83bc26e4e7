#pragma once
#include "core/address/ip_address.hpp"
#include "tests/support/test_certificate.hpp"

#include <asio/any_io_executor.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cutwatch::test {

/// What a scripted server does next.
struct ServerStep {
  enum class Kind : std::uint8_t { say, say_endlessly, hear, start_tls, reset, hold };
  Kind kind;
  std::string text;
};

ServerStep say(std::string text);            ///< send it
ServerStep say_endlessly(std::string text);  ///< send it again and again until the peer goes away
ServerStep hear(std::string start);          ///< read a line that must begin so; the script ends otherwise
ServerStep start_tls();                      ///< the server's side of the handshake
ServerStep reset();                          ///< end the connection by RST
ServerStep hold();                           ///< stay mute until the peer goes away

/// A real TCP peer on 127.0.0.1 and a free port that takes one connection and follows its script, then
/// closes.
class ScriptedServer {
 public:
  ScriptedServer(const asio::any_io_executor& executor, std::vector<ServerStep> script,
                 std::optional<Identity> identity = std::nullopt);

  Endpoint endpoint() const;
  /// The address of the peer that connected; empty before.
  const std::string& client() const;
  /// Every byte received, decrypted.
  const std::string& heard() const;
  /// All steps were done as written.
  bool has_finished() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace cutwatch::test

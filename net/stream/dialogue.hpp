#pragma once
#include "core/failure/failure.hpp"
#include "core/time/clock.hpp"
#include "net/stream/stream.hpp"

#include <asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <string>

namespace cutwatch::net {

/// What the driver of a dialogue does next.
struct DialogueAction {
  enum class Kind : std::uint8_t {
    send,     ///< send all of `bytes`
    receive,  ///< receive some bytes
    confirm,  ///< ask whoever began the dialogue whether to go on; what follows cannot be taken back
    done,     ///< the dialogue has ended; its outcome is final
  };
  /// How long the driver may wait for it.
  enum class Patience : std::uint8_t {
    whole,     ///< until the deadline of the whole
    farewell,  ///< 2 s at most: the outcome is known, this only parts in order
  };
  Kind kind = Kind::done;
  std::string bytes;
  Patience patience = Patience::whole;
  friend bool operator==(const DialogueAction&, const DialogueAction&) = default;
};

/// A conversation as a state machine, without any I/O or clock: each call takes the outcome of the last
/// action and gives the next one. Tests call it directly.
class Dialogue {
 public:
  virtual ~Dialogue() = default;

  /// `outcome` of the last action: the bytes received (none: the peer has closed), anything for a finished
  /// send and for the first call, or the failure. `now` is when it came about.
  virtual DialogueAction resume(const Result<std::string>& outcome, SteadyTime now) = 0;
};

/// Says whether a dialogue may do what cannot be taken back; a failure ends it.
using Confirmation = std::function<asio::awaitable<Result<void>>()>;

/// Carries a dialogue through over a stream, until it is done; waits at most until `deadline`. Without a
/// confirmation everything is allowed.
asio::awaitable<void> converse(Dialogue& dialogue, Stream& stream, const Clock& clock, SteadyTime deadline,
                               Confirmation confirmation = {});

}  // namespace cutwatch::net

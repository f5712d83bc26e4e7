#pragma once
#include "core/mail/log/client_origin.hpp"
#include "core/mail/log/forward_cause.hpp"
#include "core/mail/log/minute_counts.hpp"
#include "core/mail/log/sender_network.hpp"
#include "core/mail/log/stage_delays.hpp"
#include "core/mail/log/tally.hpp"
#include "core/time/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What a mail server's log has told, as values that can be added up.
namespace cutwatch::mail {

/// How something was refused; values of the `class` label.
enum class RefusalClass : std::uint8_t { for_now, for_good };

inline constexpr std::array kRefusalClasses{RefusalClass::for_now, RefusalClass::for_good};

/// "4xx", "5xx".
std::string_view to_string(RefusalClass refusal) noexcept;

/// What became of mail that a server had; values of the `status` label.
enum class ForwardStatus : std::uint8_t { sent, deferred, bounced, expired };

inline constexpr std::array kForwardStatuses{ForwardStatus::sent, ForwardStatus::deferred,
                                             ForwardStatus::bounced, ForwardStatus::expired};

/// "sent" and the others.
std::string_view to_string(ForwardStatus status) noexcept;

/// Mail that went astray after the switch. The first three are what DESIGN §6.4 calls the legality of mail
/// that was accepted around the proxy, and values of the `legality` label.
enum class StrayKind : std::uint8_t {
  expected,    ///< Copies from before the switch may have led it there.
  unexpected,  ///< None can any more, but the old server may still be found.
  incident,    ///< Nothing leads there any more.
  stranded,    ///< Accepted at the old host, and delivered there.
};

inline constexpr std::array kLegalities{StrayKind::expected, StrayKind::unexpected, StrayKind::incident};
inline constexpr std::array kStrayKinds{StrayKind::expected, StrayKind::unexpected, StrayKind::incident,
                                        StrayKind::stranded};

/// "expected" and the others.
std::string_view to_string(StrayKind kind) noexcept;

/// A message for the domain that a stranger handed to the old server. All text is printable and bounded.
struct StrangerMail {
  WallTime at;          ///< When it was accepted.
  std::string address;  ///< Who connected; empty where the log has no address.
  std::string name;     ///< By reverse lookup.
  std::string queue_id;
  std::optional<StrayKind> kind{};  ///< None before the switch, and in kinds without a bypass.
  friend bool operator==(const StrangerMail&, const StrangerMail&) = default;
};

/// A recipient whose message was not passed on. All text is printable and bounded.
struct FailedForwarding {
  WallTime at;
  RefusalClass refusal = RefusalClass::for_now;
  ForwardReason reason = ForwardReason::other;
  std::string queue_id;
  std::string relay;  ///< "mail.example.org[192.0.2.10]"; empty where nobody was reached.
  std::string dsn;    ///< RFC 3463.
  std::string words;
  friend bool operator==(const FailedForwarding&, const FailedForwarding&) = default;
};

/// Counts of mail, of all whom the server takes it from; of the domain alone from `forwarded` on.
struct LogFacts {
  std::uint64_t lines = 0;
  std::uint64_t unparsed = 0;            ///< Lines that are none of a mail log.
  std::uint64_t forgotten = 0;           ///< Messages that were forgotten for want of room.
  Tally gaps{};                          ///< Lines were lost, nobody knows how many; when that was noticed.
  std::optional<WallTime> first_line{};  ///< None before any, or where no line told its time.
  std::optional<WallTime> last_line{};

  std::map<ClientOrigin, Tally> accepted{};
  std::map<std::pair<ClientOrigin, RefusalClass>, Tally> refused{};
  /// Of those that the forwarder was told.
  std::map<std::pair<RefusalClass, ForwardReason>, Tally> forwarder_refused{};

  std::map<ForwardStatus, Tally> forwarded{};  ///< Recipients of the domain, each attempt.
  std::map<std::pair<RefusalClass, ForwardReason>, Tally>
      failures{};          ///< Of those that were to be passed on.
  MinuteCounts minutes{};  ///< Of what a forwarder was to pass on.
  StageDelays delays{};    ///< Of recipients of the domain that mail was delivered to or handed on for.
  Tally kept_here{};       ///< Recipients whom the proxy delivered to itself, where it is to pass mail on.
  Tally held{};
  Tally released{};  ///< Messages of those held that are under way again, or were removed.
  Tally discarded{};
  Tally strangers{};  ///< Messages for the domain from `other`, of the old server.
  std::map<StrayKind, Tally> strays{};
  /// The agent's own messages that were recognised, each with a recipient: while they are, the log is
  /// written, read, and tells what arrivals are told by.
  Tally own_seen{};
  Tally own_by_forwarder{};     ///< The agent's own messages by the new path that the forwarder handed in.
  Tally own_otherwise{};        ///< Those that came from elsewhere.
  std::string own_came_from{};  ///< Whom the last of those came from.

  std::vector<StrangerMail> last_strangers{};     ///< At most `kMostStrangersKept`, the last one last.
  std::vector<FailedForwarding> last_failures{};  ///< At most `kMostFailuresKept`, the last one last.
  SenderNetworks senders{};  ///< Of strangers' messages for the domain, of either server.
  friend bool operator==(const LogFacts&, const LogFacts&) = default;
};

inline constexpr std::size_t kMostStrangersKept = 32;
inline constexpr std::size_t kMostFailuresKept = 8;

/// How many messages of those held are held still, as far as the log says so.
std::uint64_t still_held(const LogFacts& facts);

/// Keeps what is known of a message that a stranger handed to the old server.
void keep_stranger(LogFacts& facts, StrangerMail stranger);
void keep_failure(LogFacts& facts, FailedForwarding failure);

/// The last of the failures kept that was for now; null where there is none.
const FailedForwarding* last_put_off(const LogFacts& facts);

/// Both together, `later` read after `earlier`. Pure.
LogFacts merged(LogFacts earlier, const LogFacts& later);

/// With all instants moved. Pure.
LogFacts shifted(LogFacts facts, Millis by);

}  // namespace cutwatch::mail

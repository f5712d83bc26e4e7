#pragma once
#include "core/dns/message.hpp"
#include "core/dns/resolver.hpp"
#include "core/dns/stages.hpp"
#include "core/mail/mail_server.hpp"
#include "core/time/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What the operator intends, as read from the configuration. It never changes while the agent runs on it.
namespace cutwatch::cutover {

/// DESIGN §1: a proxy put in front, a new address under the same name, a new server.
enum class Kind : std::uint8_t { proxy, address, server };

std::string_view to_string(Kind kind) noexcept;

/// One record that the cutover changes, or that is watched all the same.
struct WatchedRecord {
  dns::Question question;
  dns::Stages stages;  ///< At least one; none equal.
  Millis interval{Seconds{60}};
};

enum class ServerRole : std::uint8_t { old_server, new_server };

/// The value of the `role` label: "old", "new".
std::string_view to_string(ServerRole role) noexcept;

struct Server {
  ServerRole role = ServerRole::old_server;
  std::vector<mail::MailServer> addresses;  ///< One per address to connect to, the same host in each.
};

/// Where messages arrive.
struct Mailbox {
  std::string id;
  mail::MailServer server;
  std::vector<std::string> folders;  ///< The first is the inbox; "Junk" and its like count as junk.
};

/// A way that mail can take; values of the `path` label.
enum class Path : std::uint8_t { old_path, new_path };

std::string_view to_string(Path path) noexcept;

/// Messages sent down one or more paths and awaited in a mailbox.
struct RoundTrip {
  std::string id;  ///< The value of the `probe` label.
  std::string from;
  std::string to;
  std::vector<Path> paths;
  std::string mailbox;
  std::string bounces;  ///< The mailbox where mail to `from` arrives; empty when there is none.
  Millis interval{std::chrono::minutes{5}};
  Millis late_after{std::chrono::minutes{2}};
  Millis lost_after{std::chrono::minutes{15}};
};

struct Plan {
  dns::Name domain;
  Kind kind = Kind::proxy;
  std::optional<WallTime> planned_at;
  std::vector<WatchedRecord> records;
  std::vector<dns::NameServer> name_servers;  ///< Configured ones; empty: found by delegation.
  std::vector<Server> servers;
  std::vector<Mailbox> mailboxes;
  std::vector<RoundTrip> round_trips;

  /// The value of the `domain` label: the domain without its last dot.
  std::string label() const;
  const Server* server(ServerRole role) const;
  const Mailbox* mailbox(std::string_view id) const;
};

}  // namespace cutwatch::cutover

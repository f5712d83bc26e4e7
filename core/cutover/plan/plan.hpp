#pragma once
#include "core/address/ip_network.hpp"
#include "core/cutover/plan/old_host.hpp"
#include "core/cutover/plan/other_domains.hpp"
#include "core/cutover/plan/server_log.hpp"
#include "core/cutover/plan/server_queue.hpp"
#include "core/cutover/plan/server_role.hpp"
#include "core/cutover/plan/step.hpp"
#include "core/dns/message.hpp"
#include "core/dns/publication.hpp"
#include "core/dns/resolver.hpp"
#include "core/dns/stages.hpp"
#include "core/dns/wildcard.hpp"
#include "core/mail/dkim_signature.hpp"
#include "core/mail/mail_server.hpp"
#include "core/mail/message_form.hpp"
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

/// What the bounds of a record rest on beside what is seen (DESIGN §5.1).
struct BoundRules {
  dns::UnseenPast past;
  Millis margin{Seconds{5}};
  std::vector<std::string> accepted;  ///< Name servers the operator does without: by name, or one address.
  OldHost old_host;
};

/// When resolvers are left alone because the record is about to change (DESIGN §5.6).
struct QuietRules {
  std::optional<WallTime> planned_at;
  Millis at_most{std::chrono::hours{6}};  ///< With a longer TTL resolvers are asked all the same.
  Millis overdue{std::chrono::hours{1}};  ///< How long a change that does not come is waited for, at least.
};

/// One record that the cutover changes, or that is watched all the same.
struct WatchedRecord {
  dns::Question question;
  dns::Stages stages;  ///< At least one; none equal.
  std::vector<Step>
      steps{};  ///< In which each change from one stage to the next is made, if the operator said.
  Millis interval{Seconds{60}};
  BoundRules bounds;
  QuietRules quiet;

  /// The operator does without this name server's evidence, by its name or by the address it is asked at.
  bool accepts(const dns::NameServer& server) const;
  /// The same of a name with all its addresses.
  bool accepts_name(const std::string& name) const;
};

using Network = IpNetwork;

struct Server {
  ServerRole role = ServerRole::old_server;
  std::vector<mail::MailServer> addresses;     ///< One per address to connect to, the same host in each.
  std::vector<Network> sends_from;             ///< Where it forwards mail from; empty: from `addresses`.
  std::vector<mail::MailServer> submission{};  ///< The same where its users send; empty: nobody does here.

  const std::vector<mail::MailServer>& at(mail::Entrance entrance) const {
    return entrance == mail::Entrance::submission ? submission : addresses;
  }
};

/// Where messages arrive: an account on a server, or a maildir on this host.
struct Mailbox {
  std::string id;
  mail::MailServer server;           ///< Of no meaning where it is a maildir.
  std::vector<std::string> folders;  ///< The first is the inbox; "Junk" and its like count as junk.
  std::vector<Network> relays{};  ///< Hosts between both servers and the mailbox, whose lines are believed.
  std::string maildir{};          ///< An absolute path; empty where it is read over IMAP.
  /// The name under which its server writes what it found out about senders (RFC 8601 §2.5); empty: whatever
  /// is written, nobody is believed.
  std::string authserv_id{};
  /// The Received lines of all mail that newly arrives there may be read, not only of the agent's own.
  bool allows_audit = false;

  bool is_maildir() const { return !maildir.empty(); }
};

/// A way that mail can take; values of the `path` label: straight to one of the servers, or as resolvers say.
enum class Path : std::uint8_t { old_path, new_path, dns };

std::string_view to_string(Path path) noexcept;

/// The path of that label; nullopt for any other text.
std::optional<Path> path_called(std::string_view label) noexcept;

/// Messages sent down one or more paths and awaited in a mailbox.
struct RoundTrip {
  std::string id;  ///< The value of the `probe` label.
  std::string from;
  std::string to;
  std::vector<Path> paths;
  std::string mailbox;                 ///< Empty: messages are awaited as reports in `bounces`.
  std::vector<std::string> also_in{};  ///< Mailboxes that a server on the way copies it to.
  std::string bounces;    ///< The mailbox where mail to `from` arrives; empty when there is none.
  bool has_verp = false;  ///< The envelope sender of each message carries its id (core/mail/verp.hpp).
  std::string ehlo;       ///< The name that the agent gives itself (RFC 5321 §4.1.1.1).
  Millis interval{std::chrono::minutes{5}};
  /// The interval around the switch, where the operator named none (record/round_trip_pace.hpp).
  std::optional<Millis> around_switch{};
  Millis late_after{std::chrono::minutes{2}};
  Millis lost_after{std::chrono::minutes{15}};
  mail::Entrance entrance = mail::Entrance::exchanger;
  std::vector<mail::BodyKind> bodies{mail::BodyKind::plain};  ///< In turn; at least one.
  std::size_t large_size = mail::kUsualLarge;                 ///< Octets of the text of `large`.
  std::string reply_to{};                                     ///< Empty: messages have no Reply-To.
  std::optional<mail::DkimSigner> signer{};                   ///< None: messages are not signed.

  /// That its messages arrive is told by reports only (RFC 3461).
  bool is_told_by_reports() const { return mailbox.empty() && !bounces.empty(); }
  /// The kind of the message that `before` others went before.
  mail::BodyKind body_behind(std::uint64_t before) const;
  /// Its messages are looked for in that mailbox, be it as copies.
  bool looks_into(std::string_view mailbox_id) const;
};

/// Whom both servers are asked for, without a message.
struct RecipientList {
  std::vector<std::string> addresses;  ///< Of the domain, each once; empty: nobody is asked for.
  std::string from;
  std::string ehlo;  ///< The name that the agent gives itself.
  Millis interval{std::chrono::minutes{10}};
};

/// A server that is to take mail from the other one only, and how that is tried: by asking it, as a stranger
/// would, to take mail for a recipient.
struct Lockdown {
  ServerRole target = ServerRole::old_server;
  ServerRole control = ServerRole::new_server;  ///< Whose answer shows that mail servers can be reached.
  std::string recipient;                        ///< One that is valid by way of the other server.
  std::string from;
  std::string ehlo;                  ///< The name that the agent gives itself.
  std::vector<IpAddress> sources{};  ///< To leave from, each by itself; empty: as all mail does.
  std::vector<Network> allowed{};    ///< From where the lock lets mail in, beside the other server's.
  Millis interval{std::chrono::minutes{5}};
};

/// How long the judgements wait (DESIGN §7). `late_after` and `lost_after` belong to the round trips.
struct Timing {
  Millis verify_for{std::chrono::hours{24}};
  Millis verify_after{std::chrono::minutes{10}};
  Millis bypass_grace{std::chrono::minutes{15}};
  Millis stray_memory{std::chrono::hours{24}};  ///< How long mail that went astray keeps gates shut.
  std::uint32_t bypass_per_hour = 10;           ///< Unexpected bypass that is a warning still; at most 31.
  Millis bound_margin{Seconds{5}};
  std::uint32_t evidence_age = 3;  ///< In intervals of the probe that gives the evidence.
  Millis greylist_retry{std::chrono::minutes{5}};
  Millis old_quiet_for{std::chrono::hours{48}};
  Millis quiet_at_most{std::chrono::hours{6}};
  Millis change_overdue{std::chrono::hours{1}};
  Millis around_switch{std::chrono::hours{1}};  ///< Before and after it round trips may be more frequent.
  Seconds low_ttl{std::chrono::minutes{5}};     ///< One that needs no lowering.
  friend bool operator==(const Timing&, const Timing&) = default;
};

/// What is known about the TTLs from before the agent first looked (DESIGN §5.1).
struct TtlKnowledge {
  std::optional<Seconds> original;     ///< The TTL before the cutover was prepared.
  std::optional<WallTime> lowered_at;  ///< When every authority had the lower one of what the switch changes.
  bool is_fixed = false;               ///< It cannot be changed.
};

/// A gate that counts as passed because the operator says so.
struct Waiver {
  std::string gate;
  std::string reason;  ///< Shown wherever the gate is.
  friend bool operator==(const Waiver&, const Waiver&) = default;
};

/// A server or resolver whose evidence the operator does without.
struct Acceptance {
  std::string id;
  std::string reason;
  friend bool operator==(const Acceptance&, const Acceptance&) = default;
};

/// Work on the servers that was announced: what is wrong meanwhile is told, and wakes nobody.
struct Maintenance {
  WallTime from;
  WallTime until;
  std::string reason;  ///< Shown wherever a condition is muted by it.
  friend bool operator==(const Maintenance&, const Maintenance&) = default;
};

struct Plan {
  dns::Name domain;
  Kind kind = Kind::proxy;
  std::optional<WallTime> planned_at;
  TtlKnowledge ttl;
  Timing timing;
  std::vector<Waiver> waived;
  std::vector<Acceptance> accepted;
  std::vector<Maintenance> maintenance;
  std::vector<WatchedRecord> records;
  std::vector<dns::NameServer> name_servers;  ///< Configured ones; empty: found by delegation.
  std::vector<Server> servers;
  std::vector<Mailbox> mailboxes;
  std::vector<RoundTrip> round_trips;
  /// Those that users of the servers send, by submission. Apart from the others: no gate and no condition
  /// takes them for the way of the domain's own mail.
  std::vector<RoundTrip> outbound{};
  RecipientList recipients{};
  OtherDomains shares_old_server_with{};          ///< Whose mail may go to one of its addresses.
  std::optional<dns::WildcardNames> calibration;  ///< What resolvers are measured with; none: they are not.
  std::vector<Lockdown> lockdowns{};              ///< One a target.
  std::vector<ServerLog> logs{};      ///< Each of a server that is there; of one role no two of one source.
  std::vector<ServerQueue> queues{};  ///< Each of a server that is there; of one role no two.

  /// The value of the `domain` label: the domain without its last dot.
  std::string label() const;
  const Server* server(ServerRole role) const;
  /// Null where nobody looks at it.
  const ServerQueue* queue(ServerRole role) const;
  /// Where the path begins; null where the plan has no such server, and for mail as DNS says.
  const Server* server_of(Path path) const;
  const Mailbox* mailbox(std::string_view id) const;
  /// Those of both kinds.
  std::vector<const RoundTrip*> all_round_trips() const;
  /// The round trip of that id, outbound or not; null when there is none.
  const RoundTrip* round_trip(std::string_view id) const;
  /// The maintenance that is under way, of several the one that ends last; null when there is none.
  const Maintenance* maintenance_at(WallTime now) const;
};

/// Whether the mail address is one of the plan's domain.
bool is_to_own_domain(const Plan& plan, std::string_view address);

}  // namespace cutwatch::cutover

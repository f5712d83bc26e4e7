#pragma once
#include "core/dns/answer.hpp"
#include "core/dns/calibration.hpp"
#include "core/dns/delegation_sides.hpp"
#include "core/dns/iprev.hpp"
#include "core/dns/mx_lint.hpp"
#include "core/dns/resolver.hpp"
#include "core/mail/bypass_mail.hpp"
#include "core/mail/door_answer.hpp"
#include "core/mail/greeting.hpp"
#include "core/mail/ledger_entry.hpp"
#include "core/mail/log/log_facts.hpp"
#include "core/mail/mail_server.hpp"
#include "core/mail/queue/queue_facts.hpp"
#include "core/mail/report_owner.hpp"
#include "core/mail/smtp_outcome.hpp"
#include "core/observation/chronicle_entry.hpp"
#include "core/observation/log_position.hpp"
#include "core/observation/noted_record.hpp"
#include "core/observation/resolver_switch.hpp"
#include "core/time/time.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// What one probe run saw: values that can be compared, stored and replayed. `domain` is the plan's label.
namespace cutwatch {

/// One exchange with one server about one record.
struct DnsSighting {
  WallTime sent;
  WallTime ended;  ///< When the reply was received, or when waiting ended.
  Result<dns::Answer> answer;
  dns::Transport transport = dns::Transport::udp;
  Micros duration{};
  std::uint32_t unexpected_replies = 0;
};

struct ResolverAnswered {
  std::string domain;
  dns::Question record;
  std::string resolver;
  DnsSighting sighting;
};

struct AuthorityAnswered {
  std::string domain;
  dns::Question record;
  dns::NameServer server;
  std::optional<std::uint32_t> serial;  ///< Of the zone, asked for just before.
  DnsSighting sighting;
  Millis interval{};  ///< How often it is asked; zero when that is not known.
};

/// The name servers of the zone that holds a record, as its delegation names them.
struct DelegationFound {
  std::string domain;
  dns::Question record;
  WallTime at;
  Result<std::vector<dns::NameServer>> servers;
};

/// What the parent of that zone says of it, beside what it says itself.
struct DelegationCompared {
  std::string domain;
  dns::Question record;
  WallTime at;
  Result<dns::DelegationSides> sides;
};

/// What a resolver makes of TTLs was measured, or could not be.
struct CalibrationFound {
  std::string domain;
  dns::WildcardNames names;
  std::string resolver;
  WallTime at;  ///< When it was begun.
  Result<dns::Calibration> result;
};

/// Nothing can be measured: the wildcards are not as they must be. No resolver was asked.
struct WildcardsMissing {
  std::string domain;
  WallTime at;
  Failure failure;
};

struct MxLinted {
  std::string domain;
  WallTime at;
  dns::MxFindings findings;
};

/// How a server calls itself, and where the names lead that it gives.
struct GreetingLook {
  mail::Greeting said;
  std::vector<dns::NameLook> names;
  friend bool operator==(const GreetingLook&, const GreetingLook&) = default;
};

/// Who an address of a server is, by its reverse name and by what it says itself.
struct IdentitySeen {
  std::string domain;
  std::string path;  ///< "old" or "new": whose address it is.
  IpAddress address;
  WallTime at;
  dns::ReverseLook reverse;
  std::optional<Result<GreetingLook>> greeting;  ///< None for an address that mail only comes from.
};

/// What a server of the plan said of recipients, when it was asked for them without a message.
struct RecipientsAsked {
  std::string domain;
  std::string path;  ///< "old" or "new": whose server it is.
  Endpoint server;
  WallTime at;                                             ///< When the look began.
  std::map<std::string, Result<mail::SmtpReply>> replies;  ///< By recipient; or why there is none.
};

/// A server that is to take mail from some only was asked, as by a stranger, to take it for a recipient.
struct LockdownTried {
  /// A server that is not locked, asked for the same just before: what it says shows that nothing on the way
  /// keeps us from mail servers.
  struct Control {
    Endpoint server;
    mail::DoorAnswer answer;
    friend bool operator==(const Control&, const Control&) = default;
  };
  std::string domain;
  std::string target;  ///< "old" or "new": whose server is to be locked.
  Endpoint server;
  std::optional<IpAddress> source;     ///< The address that the plan says to leave from.
  std::optional<IpAddress> left_from;  ///< The one that it was, whoever chose it; none where nobody knows.
  std::string recipient;
  WallTime at;  ///< When the answer was there.
  mail::DoorAnswer answer;
  std::optional<Control> control;  ///< The first that was reached, else the last that was asked.
  friend bool operator==(const LockdownTried&, const LockdownTried&) = default;
};

/// A server's log was read on, or could not be.
struct MailLogRead {
  std::string domain;
  std::string role;    ///< "old" or "new": whose log it is.
  std::string source;  ///< Its path, "journal" or "stdin".
  WallTime at;
  mail::LogFacts facts{};                 ///< Of these lines alone.
  std::optional<LogPosition> position{};  ///< Behind them; none where it cannot be read twice.
  std::optional<Failure> failure{};       ///< Why it cannot be read at the moment; none: it can.
  std::uint64_t behind = 0;               ///< Octets that wait to be read.
  /// Of the messages that went around the proxy among the facts the last: at most `kMostStraysTold`.
  std::vector<mail::BypassMail> bypasses{};
};

inline constexpr std::size_t kMostStraysTold = 2048;

/// Mail of the agent's own was found that the old server had taken around the proxy.
struct OwnMailAstray {
  std::string domain;
  WallTime at;
  std::vector<mail::BypassMail> bypasses;
};

/// How the real mail in a mailbox came to the old server, by Received lines that are believed.
struct AuditCounts {
  std::uint64_t read = 0;          ///< Messages that were looked at: all of the following.
  std::uint64_t by_proxy = 0;      ///< The proxy handed them in.
  std::uint64_t by_allowed = 0;    ///< Somebody else did who may: allowed, local, logged in.
  std::uint64_t by_strangers = 0;  ///< Anybody else did, before the switch too.
  std::uint64_t unclear = 0;       ///< Nobody can tell, or it is another domain's.
  std::uint64_t own = 0;           ///< The agent's own.
  std::uint64_t gaps = 0;          ///< Looks that passed messages over, nobody knows how many.
  friend bool operator==(const AuditCounts&, const AuditCounts&) = default;
};

/// A server's queue was looked at, or could not be.
struct QueueLooked {
  std::string domain;
  std::string role;    ///< "old" or "new": whose queue it is.
  std::string source;  ///< What printed it.
  WallTime at;         ///< When the look began.
  Result<mail::QueueFacts> facts;
};

/// A message is about to be sent. Made durable before the sending begins.
struct MessageRecorded {
  std::string domain;
  mail::LedgerEntry entry;
};

/// The body of a message is about to leave: from here on it may have been taken.
struct MessageDeparting {
  std::string domain;
  std::string id;
};

struct MessageAttempted {
  std::string domain;
  std::string id;
  WallTime at;
  mail::SmtpAttempt attempt;
  mail::Entrance entrance = mail::Entrance::exchanger;
  std::optional<mail::DnsWay> way{};  ///< Where it was sent this time, as DNS says; none of other mail.
};

/// How far a folder has been read (RFC 9051 §2.3.1): later looks begin here.
struct FolderPosition {
  std::uint32_t uid_validity = 0;
  std::uint32_t uid_next = 0;
  friend bool operator==(const FolderPosition&, const FolderPosition&) = default;
};

struct MailboxRead {
  struct Found {
    mail::Sighting sighting;
    std::uint32_t copies = 1;
  };
  struct Content {
    std::map<std::string, Found> found;  ///< By message id; only messages that were proven to be ours.
    /// By message id: those of the found that had ended before, as the ledger has them. It remembers longer
    /// than the snapshot does.
    std::map<std::string, mail::LedgerEntry> recalled;
    std::map<std::string, FolderPosition> positions;  ///< By folder.
    /// The ids of messages that lie here and were sent to be elsewhere. They are not among the found.
    std::set<std::string> astray;
  };
  std::string domain;
  std::string mailbox;
  WallTime at;     ///< When the look began: what arrived before it was seen.
  WallTime ended;  ///< When it was over.
  Millis pace{};   ///< How often the mailbox is looked into.
  Result<Content> content;
};

/// The Received lines of what came newly into a mailbox were read.
struct MailboxAudited {
  struct Content {
    std::vector<mail::BypassMail> bypasses;  ///< Some may have been told before.
    AuditCounts counts;
    std::map<std::string, FolderPosition> positions;  ///< By folder.
  };
  std::string domain;
  std::string mailbox;
  WallTime at;  ///< When the look began.
  Result<Content> content;
};

/// What came to the mailbox of a sender since the last look: mails that report on the delivery of others.
struct ReportsRead {
  struct Report {
    std::string id;  ///< Of the message, proven to be ours; whether the ledger knows it is not.
    mail::Dsn dsn;
    bool is_anew = false;             ///< The look began anew: an earlier one may have met this report.
    std::optional<WallTime> filed{};  ///< When the server says that it filed it.
    bool is_by_proxy = false;         ///< Who reports is the proxy of the plan, which is to hand mail on.
    bool is_by_address = false;       ///< No token proves whose it is, only the address that it was sent to.
  };
  struct Content {
    std::vector<Report> reports;  ///< In the order in which they came.
    /// By message id: those that had ended before, as the ledger has them.
    std::map<std::string, mail::LedgerEntry> recalled;
    std::map<mail::ReportDoubt, std::uint64_t> ignored;
    std::map<std::string, FolderPosition> positions;  ///< By folder.
  };
  std::string domain;
  std::string mailbox;
  WallTime at;  ///< When the look was over.
  Result<Content> content;
  WallTime began{};  ///< What had come before was seen: when the look began, or earlier where some was left.
  Millis pace{};     ///< How often the mailbox is looked into.
  bool has_gap = false;  ///< Older mails were passed over for good: reports may be among them.
};

/// The names of probes that are not round trips; values of the `probe` label beside the ids of round trips.
inline constexpr std::array<std::string_view, 13> kProbeKinds{
    "resolver", "delegation", "parent",     "authority", "calibration", "mx_lint", "identity",
    "mailbox",  "bounces",    "recipients", "lockdown",  "queue",       "audit"};

/// A probe ran, or did not; for the agent's own metrics.
struct ProbeRan {
  std::string domain;
  std::string probe;
  std::string run{};  ///< The scheduled probe's id.
  WallTime at;
  Micros duration{};
  Micros lateness{};
};

enum class SkipReason : std::uint8_t {
  still_running,    ///< the run before had not ended when this one was due
  halted,           ///< the process was stopped or held up when the run was due
  not_recorded,     ///< the state store could not take the intent, so no message was sent
  quiet_window,     ///< the record is about to change: asking would fill a cache with what it was
  changing,         ///< old copies of a record that changes may live still: nothing else is to disturb
  authority_first,  ///< the authorities have not been looked at, or do not have the new name yet
  paced,            ///< the resolver's operator is asked as often as it may be
  backed_off,       ///< the resolver refused several times in a row
  send_cap,         ///< as much was sent as may be: down this path, or by the agent in all
  path_stopped,     ///< the path refused several messages in a row, for good
  login_refused,    ///< the log-in was refused several times within an hour
  no_destination,   ///< mail as DNS says: no resolver's answer is known that leads to a server of the plan
};

inline constexpr std::array kSkipReasons{
    SkipReason::still_running, SkipReason::halted,        SkipReason::not_recorded,
    SkipReason::quiet_window,  SkipReason::changing,      SkipReason::authority_first,
    SkipReason::paced,         SkipReason::backed_off,    SkipReason::send_cap,
    SkipReason::path_stopped,  SkipReason::login_refused, SkipReason::no_destination};

std::string_view to_string(SkipReason reason) noexcept;

struct ProbeSkipped {
  std::string domain;
  std::string probe;
  SkipReason reason;
  std::uint64_t count = 1;
  std::string run{};     ///< The scheduled probe's id.
  Micros running_for{};  ///< How long the run in the way has lasted.
};

/// Who writes to the state file: each fails, and is well again, for itself.
enum class StateWriter : std::uint8_t { ledger, dns, chronicle, noted_records, logs };

struct StateWriteFailed {
  WallTime at;
  Failure failure;
  StateWriter writer = StateWriter::ledger;
};

/// The state file takes what that one writes again, after it had not.
struct StateWritten {
  WallTime at;
  StateWriter writer = StateWriter::ledger;
};

/// Whether this host gets through to the resolvers of a record; made when that has changed.
struct OwnNetworkJudged {
  std::string domain;
  dns::Question record;
  WallTime at;
  bool is_down = false;
};

/// The host's clock was set: instants before are in another time than those after.
struct ClockStepped {
  WallTime at;  ///< In the new time.
  Millis by{};  ///< Negative when it was set back.
};

/// What is thought of a cutover has changed; made by whoever judges it again and again.
struct JudgementChanged {
  std::string domain;
  std::vector<ChronicleEntry> entries;  ///< In order.
  std::map<SwitchKey, ResolverSwitch> switches;
};

/// It was written down what a record was before its first change.
struct RecordNoted {
  std::string domain;
  dns::Question record;
  NotedRecord noted;
};

using Observation =
    std::variant<ResolverAnswered, AuthorityAnswered, DelegationFound, DelegationCompared, CalibrationFound,
                 WildcardsMissing, MxLinted, IdentitySeen, RecipientsAsked, LockdownTried, MailLogRead,
                 QueueLooked, MessageRecorded, MessageDeparting, MessageAttempted, MailboxRead, ReportsRead,
                 OwnMailAstray, MailboxAudited, ProbeRan, ProbeSkipped, StateWriteFailed, OwnNetworkJudged,
                 ClockStepped, JudgementChanged, RecordNoted, StateWritten>;

/// For std::visit: one lambda per alternative, and the compiler names the one that is missing.
template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};

}  // namespace cutwatch

#pragma once
#include "core/mail/awaited_report.hpp"
#include "core/mail/delivery_report.hpp"
#include "core/mail/dns_way.hpp"
#include "core/mail/expected_copy.hpp"
#include "core/mail/inspection.hpp"
#include "core/mail/message_form.hpp"
#include "core/mail/smtp_outcome.hpp"
#include "core/time/time.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::mail {

/// How a message ended. Every message ends once.
enum class MessageResult : std::uint8_t {
  delivered,  ///< in the mailbox in time; or, when it should have been there, in another one that suffices
  late,       ///< in the mailbox, after `late_after`
  junk,       ///< in a junk folder
  refused,    ///< a 5xx reply, or a bounce with one: a server would not have it
  lost,    ///< not in the mailbox by `lost_after`, or given up by a queue, though the mailbox was read then
  untold,  ///< awaited in no mailbox, and no report could be expected to tell: it proves nothing
};

/// What is known of mail; values of the `result` label.
inline constexpr std::array kMessageResults{MessageResult::delivered, MessageResult::late,
                                            MessageResult::junk, MessageResult::refused, MessageResult::lost};

/// All of them.
inline constexpr std::array kMessageEnds{MessageResult::delivered, MessageResult::late,
                                         MessageResult::junk,      MessageResult::refused,
                                         MessageResult::lost,      MessageResult::untold};

std::string_view to_string(MessageResult result) noexcept;

/// How long a message may take, counted from the end of the first attempt to send it; and how long after the
/// one before it may be recorded for both to be of one run of deliveries, `lost_after` at least.
struct DeliveryLimits {
  Millis late_after{};
  Millis lost_after{};
  Millis longest_pause{};
  friend bool operator==(const DeliveryLimits&, const DeliveryLimits&) = default;
};

/// Where and when a message was found; or, of one that is awaited in no mailbox, when the report was that it
/// had been delivered: both instants are the report's then, and the arrival lies before them.
struct Sighting {
  WallTime at;         ///< When it was read; the arrival lies at most one look into the mailbox before.
  std::string folder;  ///< Empty where the message itself was not seen.
  bool is_junk = false;
  std::optional<WallTime> filed;  ///< When the server says that it filed it, in whole seconds (INTERNALDATE).
  /// The mailbox was looked into all the while before, so that `at` is the arrival, to within a look.
  bool was_watched = true;
  std::optional<Inspection> inspection{};  ///< None where the message could not be read in full.
  friend bool operator==(const Sighting&, const Sighting&) = default;
};

/// An attempt to hand a message over.
struct SendTry {
  WallTime at;  ///< When it ended.
  SmtpPhase ended_in = SmtpPhase::connect;
  friend bool operator==(const SendTry&, const SendTry&) = default;
};

/// One message, from the intent to send it to its end.
struct LedgerEntry {
  std::string id;
  std::string probe;
  std::string path;
  std::string mailbox;
  std::string from;
  std::string to;
  /// The addresses that it is sent to and the account that it is awaited in, as they were configured when it
  /// was recorded. Only to be compared; empty where nobody wrote it down.
  std::string route;
  WallTime recorded;
  DeliveryLimits limits;
  std::optional<WallTime> first_attempt;  ///< When the first attempt ended: the limits count from here.
  std::uint32_t attempts = 0;
  std::uint32_t deferrals = 0;  ///< Attempts that ended in a 4xx reply, and delays that were reported.
  /// When the first attempt ended that ended in a 4xx reply. None of one whose way since then has no length:
  /// it was led to another destination, or the host's clock was set.
  std::optional<WallTime> first_deferral{};
  std::optional<SmtpDisposition>
      disposition;                    ///< Of the last attempt; none: recorded, nothing known of the sending.
  std::optional<WallTime> accepted;   ///< When the first server took it.
  std::string queue_id{};             ///< What that server calls it; empty: it did not say.
  std::string detail;                 ///< The last reply, failure or bounce, for people; printable ASCII.
  std::vector<SmtpPhaseTime> phases;  ///< Of the last attempt.
  std::optional<Sighting> sighting;   ///< The first.
  std::uint32_t copies = 0;           ///< How often it was found.
  std::optional<MessageResult> result;
  std::optional<WallTime> ended;
  bool is_found_after_lost = false;
  /// What was reported of it after it had been taken; of several reports the one that says most.
  std::optional<DeliveryReport> report{};
  MessageForm form{};
  std::optional<DnsWay> way{};                    ///< Of one that is sent as DNS says, and only of that.
  std::optional<AwaitedReport> awaited_report{};  ///< Of one that is awaited in no mailbox, and only of that.
  /// Where else it is expected, at most `kMostCopiesExpected`: what becomes of it there ends nothing, but
  /// where it comes to none but one that suffices.
  std::vector<ExpectedCopy> also_in{};
  /// Of one that is expected elsewhere too: the first failure that was told of another address than `to`.
  std::optional<DeliveryReport> copy_bounce{};
  /// The last attempt to hand it over; none since a restart, nor of one that the agent itself broke off.
  std::optional<SendTry> last_try{};
  friend bool operator==(const LedgerEntry&, const LedgerEntry&) = default;

  /// It is sent and awaited where the other one is: what became of it tells of that one too.
  bool goes_where(const LedgerEntry& other) const;
  /// The same as a text, equal for those that go to the same place.
  std::string destination() const;
  /// Nobody answered at the last attempt: there was no connection, or no greeting.
  bool is_unreached() const;
  /// May be sent (again): it has certainly not left, or the server put it off.
  bool is_to_be_retried() const;
  /// The last that is known of it: a server will try again, the first one or one behind it.
  bool is_put_off() const;
  /// From when on it may be expected anywhere; none while nothing was tried. One whose sending was cut off by
  /// a restart counts from its record.
  std::optional<WallTime> expected_from() const;
  /// It is in the mailbox, though it was reported that it would not arrive: the mailbox is right.
  bool is_report_contradicted() const;
  /// From acceptance to the mailbox; nullopt while either is not known: acceptance was never heard of, or
  /// only when the message had been found, or it may have lain in the mailbox while nobody could look.
  std::optional<Millis> latency() const;
  /// From the first 4xx reply until the first server took it; nullopt while it was not put off, or not taken.
  std::optional<Millis> greylisted() const;
  /// It shows that what is delivered on its way is reported, and that reports come back: one did of it.
  bool shows_reporting() const;
};

/// Whether what is delivered on a message's way is reported: proven by one that was recorded when the message
/// was, or later.
enum class ReportingWay : std::uint8_t { unproven, proven };

/// Of a message that is awaited in no mailbox: that nothing is heard of it tells that it has not arrived. The
/// server that took it has promised to report, and on its way that was kept since; no report says that the
/// promise ends (relayed, expanded, delivered elsewhere, another recipient), and none was passed over unread.
/// Of one that no server took too: that is known.
bool is_silence_telling(const LedgerEntry& entry, ReportingWay way);

/// How the message ended, by what is known; nullopt while it is in flight. `mailbox_read` is when the mailbox
/// was last read in full: without a look after the deadline there is no evidence of a loss. A message that
/// was never tried to be sent cannot be lost, and one that only our own look found late is not late if the
/// server filed it in time. A bounce ends it once the mailbox was read in full after the bounce: what is
/// there all the same was delivered (docs/decisions/0066-what-a-bounce-ends.md). Of a message that is awaited
/// in no mailbox `mailbox_read` is about the one that reports come to, a bounce ends it at once, and where
/// silence does not tell, it ends as untold (docs/decisions/0075-round-trips-without-a-mailbox.md). Of one
/// that was in another mailbox only, and that suffices, that one tells how it ended, once its time is out
/// (docs/decisions/0080-relayed-without-a-copy.md).
std::optional<MessageResult> result_of(const LedgerEntry& entry, std::optional<WallTime> mailbox_read,
                                       ReportingWay way = ReportingWay::unproven);

/// The entry after one attempt to send it, which ended at `at`: with the farewell, after the acceptance.
LedgerEntry with_attempt(LedgerEntry entry, const SmtpAttempt& attempt, WallTime at);

/// The entry after it was reported on. A report that says less than the one that is known changes nothing but
/// the count of delays. One that `was_counted`, or may have been, is no further delay, and changes nothing
/// where it says the same.
LedgerEntry with_report(LedgerEntry entry, const DeliveryReport& report, bool was_counted);

/// The entry after `copies` were found.
LedgerEntry with_sighting(LedgerEntry entry, const Sighting& sighting, std::uint32_t copies);

}  // namespace cutwatch::mail

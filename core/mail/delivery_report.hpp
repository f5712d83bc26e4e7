#pragma once
#include "core/mail/dsn.hpp"
#include "core/time/time.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// What a report says of a message; values of `verdict` in the API.
enum class ReportVerdict : std::uint8_t {
  unclear,    ///< about another recipient (an alias, a copy, a forward), or it does not say what became of it
  delayed,    ///< still being tried
  passed_on,  ///< handed to a server that does not report, or to several recipients: no more will be heard
  elsewhere,  ///< delivered to another address, or by the proxy itself: whether into the mailbox is not known
  delivered,  ///< in a mailbox
  given_up,   ///< not tried any more, and nobody refused it: 4.x.x, x.4.7 (RFC 3463 §3.5), or no code
  refused,    ///< not tried any more: a server refused it for good, 5.x.x
};

inline constexpr std::array kReportVerdicts{
    ReportVerdict::unclear,   ReportVerdict::delayed,  ReportVerdict::passed_on, ReportVerdict::elsewhere,
    ReportVerdict::delivered, ReportVerdict::given_up, ReportVerdict::refused};

std::string_view to_string(ReportVerdict verdict) noexcept;

/// What a server behind the first one told of a message, by mail to its sender (RFC 3464). All texts are
/// printable ASCII, of bounded length; empty where nothing was told.
struct DeliveryReport {
  WallTime at;  ///< When it was read.
  ReportVerdict verdict = ReportVerdict::unclear;
  std::string recipient{};
  std::string status{};         ///< RFC 3463: "5.1.1".
  std::string diagnostic{};     ///< What the server said that did not take it.
  std::string reporting_mta{};  ///< Who reports.
  std::string remote_mta{};     ///< Whom it is said to have come from.
  friend bool operator==(const DeliveryReport&, const DeliveryReport&) = default;

  /// It says that the message will not arrive.
  bool is_final() const { return verdict == ReportVerdict::given_up || verdict == ReportVerdict::refused; }
  /// It says that nothing has gone wrong so far.
  bool is_of_success() const {
    return verdict == ReportVerdict::passed_on || verdict == ReportVerdict::elsewhere ||
           verdict == ReportVerdict::delivered;
  }
};

/// What a report says of a message to that address, of several things the worst. What was delivered to
/// another address, of which that one is the original, is *elsewhere*: an alias may lead to several
/// mailboxes, and each server in it may report. One that names the address nowhere, neither as the final nor
/// as the original recipient, is *unclear*: what became of the message in the mailbox does not follow. Pure.
DeliveryReport delivery_report(const Dsn& dsn, std::string_view to, WallTime at);

/// What a report says of another address than that one, where it says that mail for it will not arrive: a
/// copy that was made on the way. Of several addresses the first; nullopt where it says nothing of the kind.
/// Pure.
std::optional<DeliveryReport> failure_elsewhere(const Dsn& dsn, std::string_view to, WallTime at);

/// The cause as a reply would say it, "550 5.1.1 User unknown", and who says so.
std::string cause_of(const DeliveryReport& report);

}  // namespace cutwatch::mail

#include "core/mail/dsn.hpp"

#include "core/mail/bounce_notice.hpp"
#include "core/mail/bounce_signs.hpp"
#include "core/mail/delivery_status.hpp"
#include "core/mail/mime_part.hpp"
#include "core/mail/notice_recipients.hpp"
#include "core/mail/recipient_line.hpp"
#include "core/mail/returned_message.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kMaxRecipients = 1000;

/// The first part of the type, in the order of the mail.
const MimePart* find_part(const MimePart& part, std::string_view type) {
  if (part.is(type)) return &part;
  for (const auto& each : part.parts) {
    if (const auto* found = find_part(each, type)) return found;
  }
  return nullptr;
}

const MimePart* delivery_part(const MimePart& mail) {
  for (const auto* type : {"message/delivery-status", "message/global-delivery-status"}) {
    if (const auto* found = find_part(mail, type)) return found;
  }
  return nullptr;
}

/// RFC 5965 (abuse reports) and RFC 8098 (read receipts) are multipart/report as well. The receipt by which
/// some refuse a mail (RFC 5429 §2.1.1, Dovecot over quota) is a bounce all the same.
bool is_other_report(const MimePart& mail, std::string_view notice) {
  if (notice.contains("was automatically rejected")) return false;
  const auto type = lowered(mail.content_type.parameter("report-type").value_or(""));
  return type == "feedback-report" || type == "disposition-notification" ||
         find_part(mail, "message/feedback-report") != nullptr ||
         find_part(mail, "message/disposition-notification") != nullptr;
}

/// The report of a mail, or, where a gateway made one text of its parts, what stands in the text.
DeliveryStatus delivery_status(const MimePart& mail, BounceSigns signs, std::string_view notice) {
  const auto* part = delivery_part(mail);
  const bool is_signed = signs == BounceSigns::some || signs == BounceSigns::strong;
  if (part != nullptr && (is_signed || mail.is("multipart/report") || mail.is(part->content_type.type))) {
    return read_delivery_status(decoded_body(*part));
  }
  const auto start = notice.find("\nReporting-MTA:");
  const bool is_inline = part == nullptr && signs == BounceSigns::strong && start != std::string_view::npos;
  return is_inline ? read_delivery_status(notice.substr(start + 1)) : DeliveryStatus{};
}

bool is_undelivered(const DsnRecipient& recipient) {
  return recipient.action == DsnAction::failed || recipient.action == DsnAction::delayed ||
         (!recipient.action && !recipient.status.starts_with('2'));
}

/// Where the report names a recipient and not why, what the notice beside it says.
void add_diagnostics(std::vector<DsnRecipient>& recipients, const NoticeReading& notice) {
  for (auto& recipient : recipients) {
    const auto same = std::ranges::find_if(notice.recipients, [&](const DsnRecipient& each) {
      return equals_ignoring_case(each.address, recipient.address);
    });
    if (same == notice.recipients.end()) continue;
    if (recipient.diagnostic.empty()) recipient.diagnostic = same->diagnostic;
    if (recipient.status.empty()) recipient.status = same->status;
    if (recipient.remote_mta.empty()) recipient.remote_mta = same->remote_mta;
    if (!recipient.action) recipient.action = same->action;
  }
}

/// Exim and Gmail name the recipients in the header (X-Failed-Recipients), whatever the text looks like.
std::vector<DsnRecipient> failed_recipients(std::string_view field, DsnAction action) {
  std::vector<DsnRecipient> out;
  while (!field.empty()) {
    const auto end = std::min(field.find(','), field.size());
    const auto line = recipient_line(trimmed(field.substr(0, end)));
    field.remove_prefix(std::min(end + 1, field.size()));
    if (!line || out.size() >= kMaxRecipients) continue;
    DsnRecipient recipient;
    recipient.address = line->address;
    recipient.action = action;
    out.push_back(std::move(recipient));
  }
  return out;
}

void read_report(Dsn& dsn, const DeliveryStatus& status, const NoticeReading& notice) {
  dsn.recipients = status.recipients;
  dsn.original_envelope_id = status.original_envelope_id;
  dsn.reporting_mta = status.reporting_mta;
  add_diagnostics(dsn.recipients, notice);
  dsn.is_bounce = std::ranges::any_of(dsn.recipients, is_undelivered);
}

void read_plain(Dsn& dsn, const MimePart& mail, const NoticeReading& notice) {
  dsn.recipients = notice.recipients;
  if (const auto field = mail.header.value_of("X-Failed-Recipients")) {
    const bool is_late = !notice.recipients.empty() && notice.recipients.front().action == DsnAction::delayed;
    auto failed = failed_recipients(*field, is_late ? DsnAction::delayed : DsnAction::failed);
    add_diagnostics(failed, notice);
    if (!failed.empty()) dsn.recipients = std::move(failed);
  }
  dsn.is_bounce = true;
}

/// Whether words alone make the mail a notice: the more its header looks like a server's, the less they need.
bool is_plain_notice(const MimePart& mail, BounceSigns signs, const NoticeReading& notice) {
  if (mail.header.value_of("X-Failed-Recipients")) return true;
  // Who writes "<alice@example.org>: ..." from a server's address need not say it in words that are known.
  const bool is_told = notice.tells_failure || (signs == BounceSigns::strong && notice.has_recipient_lines);
  if (!is_told || mail.is("multipart/digest")) return false;
  if (mail.is("multipart/report")) return signs != BounceSigns::excluded;
  return signs == BounceSigns::strong || (signs == BounceSigns::some && notice.has_recipient_lines);
}

std::string original_message_id(const MimePart& mail, const DeliveryStatus& status,
                                const BounceNotice& notice) {
  if (auto id = returned_message_id(mail); !id.empty()) return id;
  if (auto id = message_id_in(notice.copy); !id.empty()) return id;
  if (auto id = first_message_id(status.original_message_id); !id.empty()) return id;
  return first_message_id(mail.header.value_of("In-Reply-To").value_or(""));
}

std::string auto_submitted(const HeaderBlock& header) {
  const auto value = header.value_of("Auto-Submitted").value_or("");
  return lowered(trimmed(value.substr(0, value.find_first_of(" \t;("))));
}

bool is_good_news(const DsnRecipient& recipient) {
  return recipient.action == DsnAction::delivered || recipient.action == DsnAction::relayed ||
         recipient.action == DsnAction::expanded;
}

}  // namespace

bool Dsn::has_good_news() const { return std::ranges::any_of(recipients, is_good_news); }

bool Dsn::is_report() const { return is_bounce || has_good_news(); }

Result<Dsn> read_dsn(std::string_view bytes) {
  const auto mail = read_mail(bytes);
  if (!mail) return std::unexpected(mail.error());
  Dsn dsn;
  dsn.auto_submitted = auto_submitted(mail->header);
  const auto notice = read_notice(*mail);
  if (is_other_report(*mail, notice.text)) return dsn;
  const auto signs = bounce_signs(mail->header);
  const auto status = delivery_status(*mail, signs, notice.text);
  const auto reading = read_notice_text(notice.text);
  if (!status.recipients.empty()) {
    read_report(dsn, status, reading);
  } else if (is_plain_notice(*mail, signs, reading)) {
    read_plain(dsn, *mail, reading);
  } else {
    return dsn;
  }
  dsn.original_message_id = original_message_id(*mail, status, notice);
  return dsn;
}

}  // namespace cutwatch::mail

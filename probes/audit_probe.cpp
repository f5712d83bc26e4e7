#include "probes/audit_probe.hpp"

#include "core/cutover/bypass/audit_pace.hpp"
#include "core/cutover/bypass/audited_mail.hpp"
#include "core/cutover/stray_times_now.hpp"
#include "core/text/ascii.hpp"
#include "probes/mailbox_look.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace cutwatch {
namespace {

constexpr Millis kPatience{20'000};
constexpr const char* kReceived = "Received";
constexpr const char* kMessageId = "Message-ID";
/// A thousand messages of a look are 4 MiB (net/imap/mailbox_search.hpp).
constexpr std::size_t kLongestFields = 4096;

using Content = MailboxAudited::Content;

std::string without_brackets(std::string_view text) {
  auto id = trimmed(text);
  if (id.starts_with('<') && id.ends_with('>')) id = id.substr(1, id.size() - 2);
  return std::string(id);
}

cutover::FiledMail filed_mail(const net::FoundMessage& message) {
  std::vector<std::string> received;
  cutover::FiledMail mail{.trace = {}, .message_id = {}, .filed = message.internal_date};
  for (const auto& field : message.fields) {
    if (net::is_same_name(field.name, kReceived)) received.push_back(field.value);
    if (net::is_same_name(field.name, kMessageId) && mail.message_id.empty())
      mail.message_id = without_brackets(field.value);
  }
  mail.trace = mail::read_trace(received);
  return mail;
}

class AuditProbe final : public Probe {
 public:
  AuditProbe(std::shared_ptr<const cutover::Plan> plan, std::vector<dns::Resolver> resolvers,
             cutover::Mailbox mailbox)
      : plan_(std::move(plan)), resolvers_(std::move(resolvers)), mailbox_(std::move(mailbox)) {}

  std::string_view name() const noexcept override { return "audit"; }

  asio::awaitable<std::vector<Observation>> run(ProbeContext context) const override {
    const auto began = context.clock.wall();
    const auto query = query_for(*context.known->bypass, began);
    const auto findings = co_await look_into(context, mailbox_, query, kPatience);
    co_return std::vector<Observation>{MailboxAudited{.domain = plan_->label(),
                                                      .mailbox = mailbox_.id,
                                                      .at = began,
                                                      .content = content_of(context, query, findings)}};
  }

 private:
  net::MailboxQuery query_for(const BypassState& state, WallTime now) const {
    net::MailboxQuery query;
    const auto known = state.audits.find(mailbox_.id);
    for (const auto& folder : mailbox_.folders) {
      std::optional<net::FolderCursor> since;
      if (known != state.audits.end() && known->second.positions.contains(folder)) {
        const auto& position = known->second.positions.at(folder);
        since = net::FolderCursor{.uid_validity = position.uid_validity, .uid_next = position.uid_next};
      }
      query.folders.push_back({.name = folder, .since = since});
    }
    query.id_header = kMessageId;
    query.markers = {{.header = kReceived, .contains = ""}};
    query.longest_fields = kLongestFields;
    query.not_before = now;  // Without a cursor nothing is new but what comes from now on.
    return query;
  }

  /// As with the agent's own mail: a folder that is not there holds none, unless all are missing.
  Result<Content> content_of(const ProbeContext& context, const net::MailboxQuery& query,
                             const Result<net::MailboxFindings>& findings) const {
    if (!findings) return std::unexpected(findings.error());
    const auto is_missing = [](const net::FolderFindings& folder) {
      return folder.state == net::FolderFindings::State::missing;
    };
    const bool has_none = std::ranges::all_of(findings->folders, is_missing);
    Content content;
    for (std::size_t i = 0; i < findings->folders.size(); ++i) {
      const auto& folder = findings->folders[i];
      if (folder.failure && (has_none || !is_missing(folder))) return std::unexpected(*folder.failure);
      if (!folder.cursor) continue;
      // More came than one look takes, or the folder was made anew: what lies before the cursor is passed
      // over.
      if (query.folders[i].since && folder.is_anew) ++content.counts.gaps;
      content.positions[folder.name] = {.uid_validity = folder.cursor->uid_validity,
                                        .uid_next = folder.cursor->uid_next};
    }
    judge(context, *findings, content);
    return content;
  }

  /// What decides how bad it is is reckoned once a look, and only where a stranger's message is met.
  void judge(const ProbeContext& context, const net::MailboxFindings& findings, Content& content) const {
    const auto now = context.clock.wall();
    std::optional<cutover::StrayTimes> times;
    const auto times_now = [&] {
      if (!times) times = cutover::stray_times_now(*plan_, *context.known, resolvers_, now);
      return *times;
    };
    const cutover::AuditContext around{
        .plan = *plan_, .mailbox = mailbox_.id, .mail = *context.known->mail, .times = times_now, .now = now};
    AuditCounts counted_before;
    for (const auto& message : findings.messages) {
      if (message.is_anew && was_there_before(context, message)) continue;
      auto& counts = message.is_anew ? counted_before : content.counts;
      auto bypass = cutover::audit(counts, filed_mail(message), around);
      // What may have been met before counts once by its names, if it has any.
      const bool is_nameless = bypass && bypass->queue_id.empty() && bypass->message_id.empty();
      if (bypass && !(message.is_anew && is_nameless)) content.bypasses.push_back(*std::move(bypass));
    }
  }

  /// It was filed before the first look: that is nobody's to read.
  bool was_there_before(const ProbeContext& context, const net::FoundMessage& message) const {
    const auto known = context.known->bypass->audits.find(mailbox_.id);
    if (known == context.known->bypass->audits.end() || !known->second.begun) return true;
    return !message.internal_date || *message.internal_date < *known->second.begun;
  }

  std::shared_ptr<const cutover::Plan> plan_;
  std::vector<dns::Resolver> resolvers_;
  cutover::Mailbox mailbox_;
};

}  // namespace

std::vector<ScheduledProbe> plan_audit_probes(const Inventory& inventory) {
  std::vector<ScheduledProbe> planned;
  const auto& plan = inventory.plan;
  const auto shared = std::make_shared<const cutover::Plan>(plan);
  for (const auto& mailbox : plan.mailboxes) {
    if (!cutover::is_audited(plan, mailbox)) continue;
    planned.push_back({.id = fmt::format("audit/{}/{}", plan.label(), mailbox.id),
                       .domain = plan.label(),
                       .interval = cutover::audit_interval(plan, mailbox),
                       .probe = std::make_shared<AuditProbe>(shared, inventory.resolvers, mailbox)});
  }
  return planned;
}

}  // namespace cutwatch

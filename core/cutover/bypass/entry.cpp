#include "core/cutover/bypass/entry.hpp"

#include "core/cutover/plan/way_expected.hpp"
#include "core/cutover/server_log/client_standing.hpp"
#include "core/text/ascii.hpp"

#include <string>

namespace cutwatch::cutover {
namespace {

using mail::ClientOrigin;
using mail::Received;

/// ESMTPA, ESMTPSA and their like (RFC 3848, RFC 6531): whoever connected had logged in.
bool has_logged_in(const Received& line) {
  const auto with = lowered(line.with.value_or(""));
  return with.ends_with("smtpa") || with.ends_with("smtpsa");
}

/// Who wrote the lines, going down.
class Writers {
 public:
  Writers(const Plan& plan, const Mailbox* mailbox)
      : plan_(plan), mailbox_(mailbox), is_old_(mailbox == nullptr || mailbox->relays.empty()) {}

  bool is_old() const { return is_old_; }

  /// The line's writer had it from a host between the old server and the mailbox, or from itself: that one
  /// wrote the next line. No where the message came from elsewhere.
  bool step_down(const Received& line) {
    if (mail::peer_in(line, {}) == mail::Peer::own_host) return true;
    if (!line.from_ip) return false;
    const auto address = unmapped(*line.from_ip);
    if (is_forwarders(plan_, ServerRole::old_server, address)) return false;
    if (is_on_server(plan_, ServerRole::old_server, address)) {
      is_old_ = true;
      return true;
    }
    if (mailbox_ == nullptr || !contains(mailbox_->relays, address)) return false;
    is_old_ = false;
    return true;
  }

 private:
  const Plan& plan_;
  const Mailbox* mailbox_;
  bool is_old_;
};

}  // namespace

std::optional<Entry> entry_of(const Plan& plan, std::string_view mailbox, const mail::Trace& trace) {
  Writers writers(plan, plan.mailbox(mailbox));
  for (auto& line : mail::trusted_hops(trace, believed_hosts(plan, mailbox))) {
    if (writers.step_down(line)) continue;
    if (!line.from_ip || !writers.is_old()) return std::nullopt;
    const auto origin = has_logged_in(line)
                            ? ClientOrigin::authenticated
                            : origin_at(plan, ServerRole::old_server, unmapped(*line.from_ip));
    return Entry{.origin = origin, .line = std::move(line)};
  }
  return std::nullopt;
}

}  // namespace cutwatch::cutover

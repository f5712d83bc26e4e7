#pragma once
#include "core/address/ip_network.hpp"
#include "core/mail/path_proof.hpp"
#include "core/mail/trace.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace cutwatch::mail {

/// Whose server wrote the uppermost Received field, with which a mailbox's own server files the mail.
enum class MailboxKeeper : std::uint8_t { unknown, first, second };

/// The way of a mail that is sent to one server and arrives by another one.
struct RelayExpected {
  std::vector<IpNetwork> trusted;  ///< Hosts whose Received fields are believed, those of both servers too.
  std::vector<IpNetwork> first;    ///< The server that it is sent to.
  std::vector<IpNetwork> second;   ///< The one that is to have it from that, and to bring it to the mailbox.
  MailboxKeeper kept_by = MailboxKeeper::unknown;
  std::string queue_id;  ///< What the first server called it in its last reply; empty: unsaid.
};

/// Whether the second server took it from the first one: of what is believed (`trusted_hops`) the uppermost
/// that names the first server lies below the second one's. Contradicted where a stranger brought it that no
/// line of the first server tells of; unknown where the lines end before, the first server is the last one
/// that is known, or the mailbox is its own. An address of both is of neither.
PathProof prove_relay(const Trace& trace, const RelayExpected& way);

/// Whether the mailbox's own server is the one that called the mail so in its last reply: it wrote the queue
/// id into the mail before anybody handed it on.
bool is_taken_by_keeper(const Trace& trace, const std::vector<IpNetwork>& trusted,
                        const std::string& queue_id);

}  // namespace cutwatch::mail

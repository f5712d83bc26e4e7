#pragma once
#include "core/mail/mail_server.hpp"
#include "core/time/clock.hpp"
#include "net/imap/mailbox_findings.hpp"
#include "net/stream/mail_connector.hpp"

#include <asio/awaitable.hpp>

namespace cutwatch::net {

/// Looks into one mailbox. Holds no state between calls; both arguments must outlive it.
class ImapClient {
 public:
  ImapClient(MailConnector& connector, const Clock& clock) : connector_(connector), clock_(clock) {}

  /// Connects, logs in with the server's credentials and looks for our messages. Until `deadline` at most.
  /// Errors: those of the connector and of MailboxSearch; a folder's own failure is in the findings. After an
  /// error nothing has changed anywhere: look again from the same cursors.
  asio::awaitable<Result<MailboxFindings>> search(mail::MailServer server, MailboxQuery query,
                                                  SteadyTime deadline);

 private:
  MailConnector& connector_;
  const Clock& clock_;
};

}  // namespace cutwatch::net

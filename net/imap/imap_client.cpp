#include "net/imap/imap_client.hpp"

#include "net/imap/mailbox_search.hpp"

#include <asio/use_awaitable.hpp>

#include <utility>

namespace cutwatch::net {

asio::awaitable<Result<MailboxFindings>> ImapClient::search(mail::MailServer server, MailboxQuery query,
                                                            SteadyTime deadline) {
  const std::string where = server.host + " (" + to_string(server.endpoint) + "): ";
  Connection connection = co_await connector_.connect(std::move(server), MailProtocol::imap, {}, deadline);
  if (!connection.stream) co_return std::unexpected(connection.stream.error());
  if (!connection.facts.is_authenticated)
    co_return fail(FailureKind::auth, where + "not logged in: no credentials were given");
  MailboxSearch search(std::move(query));
  co_await converse(search, **connection.stream, clock_, deadline);
  Result<MailboxFindings> findings = search.findings();
  if (!findings) co_return fail(findings.error().kind, where + findings.error().detail);
  co_return findings;
}

}  // namespace cutwatch::net

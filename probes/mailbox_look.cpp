#include "probes/mailbox_look.hpp"

#include "net/maildir/maildir_search.hpp"
#include "probes/login.hpp"

#include <utility>

namespace cutwatch {

asio::awaitable<Result<net::MailboxFindings>> look_into(ProbeContext context, cutover::Mailbox mailbox,
                                                        net::MailboxQuery query, Millis patience) {
  if (mailbox.is_maildir())
    co_return co_await net::search_maildir(mailbox.maildir, std::move(query), context.clock.wall());
  co_return co_await search_with_manners(context, mailbox.server, std::move(query), patience);
}

}  // namespace cutwatch

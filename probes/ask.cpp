#include "probes/ask.hpp"

namespace cutwatch {

asio::awaitable<DnsSighting> ask(ProbeContext context, Endpoint server, dns::Question question,
                                 Recursion recursion) {
  const WallTime begun = context.clock.wall();
  const net::DnsQuery query{.question = question, .is_recursion_desired = recursion == Recursion::desired};
  const auto exchange = co_await context.dns.exchange(server, query, context.clock.steady() + kDnsPatience);
  if (!exchange.reply) {
    co_return DnsSighting{.sent = begun,
                          .ended = context.clock.wall(),
                          .answer = std::unexpected(exchange.reply.error()),
                          .unexpected_replies = exchange.unexpected_replies};
  }
  co_return DnsSighting{.sent = exchange.reply->sent,
                        .ended = exchange.reply->received,
                        .answer = dns::answer_to(question, exchange.reply->message),
                        .transport = exchange.reply->transport,
                        .duration = exchange.reply->duration,
                        .unexpected_replies = exchange.unexpected_replies};
}

}  // namespace cutwatch

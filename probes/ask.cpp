#include "probes/ask.hpp"

namespace cutwatch {

namespace {

asio::awaitable<DnsSighting> ask(ProbeContext context, Endpoint server, net::DnsQuery query) {
  const WallTime begun = context.clock.wall();
  const auto exchange = co_await context.dns.exchange(server, query, context.clock.steady() + kDnsPatience);
  if (!exchange.reply) {
    co_return DnsSighting{.sent = begun,
                          .ended = context.clock.wall(),
                          .answer = std::unexpected(exchange.reply.error()),
                          .unexpected_replies = exchange.unexpected_replies};
  }
  co_return DnsSighting{.sent = exchange.reply->sent,
                        .ended = exchange.reply->received,
                        .answer = dns::answer_to(query.question, exchange.reply->message),
                        .transport = exchange.reply->transport,
                        .duration = exchange.reply->duration,
                        .unexpected_replies = exchange.unexpected_replies};
}

}  // namespace

asio::awaitable<DnsSighting> ask(ProbeContext context, dns::Resolver resolver, dns::Question question) {
  return ask(context, resolver.endpoint,
             net::DnsQuery{.question = std::move(question), .channel = std::move(resolver.channel)});
}

asio::awaitable<DnsSighting> ask(ProbeContext context, Endpoint server, dns::Question question,
                                 Recursion recursion) {
  return ask(context, server,
             net::DnsQuery{.question = std::move(question),
                           .is_recursion_desired = recursion == Recursion::desired});
}

}  // namespace cutwatch

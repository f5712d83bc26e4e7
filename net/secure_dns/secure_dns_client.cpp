#include "net/secure_dns/secure_dns_client.hpp"

#include "net/dns/message_decoder.hpp"
#include "runtime/task.hpp"

#include <fmt/core.h>

#include <utility>

namespace cutwatch::net {
namespace {

/// RFC 6891 §7: a server that does not know EDNS says FORMERR; one that does not know the version, BADVERS.
bool refuses_edns(const dns::Message& message) {
  return message.rcode == dns::rcode::kFormErr || message.rcode == dns::rcode::kBadVers;
}

Result<DnsReply> decoded(const CarriedReply& carried, dns::Transport transport) {
  auto message = decode_message(carried.octets);
  if (!message) return std::unexpected(message.error());
  if (message->is_truncated) {  // There is no larger transport to repeat it over.
    return fail(FailureKind::malformed, fmt::format("a truncated reply over {}", to_string(transport)));
  }
  return DnsReply{.message = *std::move(message),
                  .transport = transport,
                  .sent = carried.sent,
                  .received = carried.received,
                  .duration = carried.duration};
}

ServerOutcome outcome_of(const Result<DnsReply>& reply, Millis had, Millis silent_after) {
  if (reply) return ServerOutcome::answered;
  switch (reply.error().kind) {
    case FailureKind::malformed:
    case FailureKind::protocol: return ServerOutcome::answered;
    case FailureKind::timeout:
      return had >= silent_after ? ServerOutcome::silent : ServerOutcome::inconclusive;
    case FailureKind::refused:
    case FailureKind::unreachable:
    case FailureKind::tls:
    case FailureKind::auth:
    case FailureKind::limited:
    case FailureKind::storage:
    case FailureKind::cancelled: return ServerOutcome::inconclusive;
  }
  std::unreachable();
}

}  // namespace

SecureDnsClient::SecureDnsClient(const asio::any_io_executor& executor, WaitableClock& clock,
                                 MessageCarrier& dot, MessageCarrier& doh, SecureDnsOptions options)
    : clock_(clock),
      options_(options),
      dot_{dot, ServerGate(executor, clock, options.dot), dns::Transport::dot},
      doh_{doh, ServerGate(executor, clock, options.doh), dns::Transport::doh} {}

Task<DnsExchange> SecureDnsClient::exchange(Endpoint server, DnsQuery query, SteadyTime deadline) {
  auto& way = std::holds_alternative<dns::DohChannel>(query.channel) ? doh_ : dot_;
  DnsExchange exchange;
  auto place = co_await way.gate.enter(server, deadline);
  if (!place) {
    exchange.reply = std::unexpected(place.error());
    co_return exchange;
  }
  exchange.reply = co_await ask(way, server, std::move(query), deadline, exchange);
  const auto had = std::chrono::floor<Millis>(clock_.steady() - place->began());
  place->note(outcome_of(exchange.reply, had, options_.silent_after));
  const bool is_timeout = !exchange.reply && exchange.reply.error().kind == FailureKind::timeout;
  if (is_timeout && place->has_waited() && had < options_.fair_wait)
    exchange.reply = fail(FailureKind::limited, "a place at the server became free too late for a reply");
  co_return exchange;
}

/// Once with EDNS, and once more without where the server refuses it.
Task<Result<DnsReply>> SecureDnsClient::ask(Way& way, Endpoint server, DnsQuery query, SteadyTime deadline,
                                            DnsExchange& seen) {
  for (const auto edns : {Edns::with, Edns::without}) {
    const auto carried =
        co_await way.carrier.carry(server, query.channel, encoded(query, way, edns), deadline);
    seen.unexpected_replies += carried.unexpected_replies;
    if (!carried.reply) co_return std::unexpected(carried.reply.error());
    auto reply = decoded(*carried.reply, way.transport);
    if (!reply || edns == Edns::without || !refuses_edns(reply->message)) co_return reply;
  }
  std::unreachable();
}

/// The certificate proves the server, so that letters keep their case. RFC 8484 §4.1: id 0 over HTTP.
EncodedQuery SecureDnsClient::encoded(const DnsQuery& query, const Way& way, Edns edns) {
  const bool is_https = way.transport == dns::Transport::doh;
  return {query, {.id = is_https ? std::uint16_t{0} : random_.next16()}, edns};
}

}  // namespace cutwatch::net

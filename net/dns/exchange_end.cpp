// How an exchange ends: over TCP, by a result, by cancellation.
#include "net/dns/exchange.hpp"
#include "net/dns/message_decoder.hpp"
#include "runtime/task.hpp"

#include <algorithm>

namespace cutwatch::net {

asio::awaitable<void> Exchange::ask_over_tcp() {
  auto reply = co_await reply_over_tcp();
  if (phase_ == Phase::tcp && reply && must_drop_edns(reply->message)) {
    drop_edns();
    reply = co_await reply_over_tcp();
  }
  end(std::move(reply));
}

asio::awaitable<Result<DnsReply>> Exchange::reply_over_tcp() {
  TcpExchange tcp(core_.executor, core_.clock);
  core_.deadlines.set(tcp, deadline_);
  core_.touch();
  tcp_ = &tcp;
  const QuerySecrets secrets{.id = core_.random.next16(), .case_bits = core_.random.next64()};
  auto reply = co_await tcp.ask(server_, core_.pool.source(server_.address.family()),
                                EncodedQuery(query_, secrets, edns_));
  tcp_ = nullptr;
  const WallTime received = core_.clock.wall();
  result_.unexpected_replies += tcp.unexpected_replies();
  if (!reply) co_return std::unexpected(std::move(reply).error());
  auto message = decode_message(reply->octets);
  if (!message) co_return fail(FailureKind::malformed, "TCP: malformed reply: " + message.error().detail);
  // A header alone has nothing that could be cut off.
  if (message->is_truncated && !message->questions.empty())
    co_return fail(FailureKind::malformed, "the reply over TCP is truncated too");
  co_return DnsReply{
      .message = *std::move(message),
      .transport = dns::Transport::tcp,
      .sent = reply->sent,
      .received = received,
      .duration = std::chrono::duration_cast<Micros>(core_.clock.steady() - reply->sent_steady)};
}

/// What the end says of the server. A timeout does only when the server had time, and said nothing at all.
ServerOutcome Exchange::outcome(SteadyTime now) const {
  if (has_spoken_ || result_.reply || result_.reply.error().kind == FailureKind::malformed)
    return ServerOutcome::answered;
  const bool had_time = now - began_ >= core_.options.retransmit_after;
  const bool is_silent = result_.reply.error().kind == FailureKind::timeout && had_time;
  return is_silent ? ServerOutcome::silent : ServerOutcome::inconclusive;
}

void Exchange::end(Result<DnsReply> reply) {
  if (phase_ == Phase::ended) return;
  const Phase last = std::exchange(phase_, Phase::ended);
  result_.reply = std::move(reply);
  release_transmissions();
  core_.deadlines.remove(*this);
  if (last == Phase::waiting) core_.abandon(*this);
  if (last == Phase::udp || last == Phase::tcp) {
    const SteadyTime now = core_.clock.steady();
    core_.leave(server_, outcome(now), now);
  }
  if (last == Phase::tcp && !result_.reply)
    result_.reply = std::unexpected(failure_over_tcp(tcp_reason_, std::move(result_.reply).error()));
  wake();
}

/// Once: after its turn in the core's list the exchange may be gone.
void Exchange::wake() {
  if (is_ready_ || !wakeup_.is_waiting()) return;
  is_ready_ = true;
  core_.make_ready(*this);
}

void Exchange::cancel() { end(fail(FailureKind::cancelled)); }

void Exchange::stop() {
  cancel();
  if (tcp_ != nullptr) tcp_->cancel();
  wakeup_.resume_later(core_.executor);
}

}  // namespace cutwatch::net

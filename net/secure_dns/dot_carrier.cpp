#include "net/secure_dns/dot_carrier.hpp"

#include "net/dns/reply_match.hpp"
#include "net/secure_dns/source_for.hpp"
#include "runtime/task.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::net {
namespace {

/// The server may close a connection at any time while nobody asks (RFC 7766 §6.2.4): that is no failure.
bool is_closed_meanwhile(const Carried& carried) {
  if (carried.reply) return false;
  const auto kind = carried.reply.error().kind;
  return kind == FailureKind::refused || kind == FailureKind::protocol;
}

}  // namespace

DotCarrier::DotCarrier(asio::any_io_executor executor, SecureConnector& connector, WaitableClock& clock,
                       DotOptions options)
    : connector_(connector),
      clock_(clock),
      options_(std::move(options)),
      timer_(std::move(executor), clock, [this] { close_expired(); }) {}

Task<Carried> DotCarrier::carry(Endpoint server, dns::Channel channel, EncodedQuery query,
                                SteadyTime deadline) {
  const auto& dot = std::get<dns::DotChannel>(channel);
  const Key key{server, dot.tls_name, dot.ca_file};
  if (auto stream = take_idle(key)) {
    auto carried = co_await ask(*stream, query, deadline);
    if (carried.reply) keep(key, *std::move(stream));
    if (!is_closed_meanwhile(carried)) co_return carried;
    idle_.erase(key);  // Those that were opened with it are hardly better off.
  }
  auto stream = co_await connect(server, dot, deadline);
  if (!stream) co_return Carried{.reply = std::unexpected(stream.error())};
  auto carried = co_await ask(*stream, query, deadline);
  if (carried.reply) keep(key, *std::move(stream));
  co_return carried;
}

Task<Result<FramedStream>> DotCarrier::connect(Endpoint server, const dns::DotChannel& channel,
                                               SteadyTime deadline) {
  SecurePeer peer{.endpoint = server,
                  .host = channel.tls_name,
                  .ca_file = channel.ca_file,
                  .source = source_for(server, options_.sources)};
  auto stream = co_await connector_.connect(std::move(peer), deadline);
  if (!stream) co_return std::unexpected(stream.error());
  co_return FramedStream(*std::move(stream));
}

Task<Carried> DotCarrier::ask(FramedStream& stream, EncodedQuery query, SteadyTime deadline) {
  Carried carried;
  const WallTime sent = clock_.wall();
  const SteadyTime began = clock_.steady();
  const auto failed = [&](Failure failure) {
    failure.detail = "DoT: " + (failure.detail.empty() ? "no reply within the deadline" : failure.detail);
    carried.reply = std::unexpected(std::move(failure));
    return carried;
  };
  if (auto gone = co_await stream.send(query.octets(), deadline); !gone) co_return failed(gone.error());
  while (carried.unexpected_replies <= options_.unexpected_replies) {
    auto message = co_await stream.receive(deadline);
    if (!message) co_return failed(message.error());
    // The certificate proves where the reply is from, so the case of the name proves nothing more.
    if (match_reply(query, *message) == ReplyMatch::no) {
      ++carried.unexpected_replies;
      continue;
    }
    carried.reply = CarriedReply{.octets = *std::move(message),
                                 .sent = sent,
                                 .received = clock_.wall(),
                                 .duration = std::chrono::duration_cast<Micros>(clock_.steady() - began)};
    co_return carried;
  }
  co_return failed({.kind = FailureKind::malformed, .detail = "messages that answer another question"});
}

std::optional<FramedStream> DotCarrier::take_idle(const Key& key) {
  const auto found = idle_.find(key);
  if (found == idle_.end()) return std::nullopt;
  // The one that was used last has the best chance to be still open.
  FramedStream stream = std::move(found->second.back().stream);
  found->second.pop_back();
  if (found->second.empty()) idle_.erase(found);
  return stream;
}

void DotCarrier::keep(const Key& key, FramedStream stream) {
  if (stream.has_rest()) return;  // Octets that nobody asked for.
  const SteadyTime now = clock_.steady();
  idle_[key].push_back({.stream = std::move(stream), .since = now});
  timer_.wake_by(now + options_.idle);
}

void DotCarrier::close_expired() {
  const SteadyTime now = clock_.steady();
  std::optional<SteadyTime> next;
  for (auto& [key, streams] : idle_) {
    std::erase_if(streams, [&](const Idle& idle) { return now - idle.since >= options_.idle; });
    for (const auto& idle : streams) next = next ? std::min(*next, idle.since) : idle.since;
  }
  std::erase_if(idle_, [](const auto& server) { return server.second.empty(); });
  if (next) timer_.wake_by(*next + options_.idle);
}

std::size_t DotCarrier::idle() const {
  std::size_t count = 0;
  for (const auto& [key, streams] : idle_) count += streams.size();
  return count;
}

}  // namespace cutwatch::net

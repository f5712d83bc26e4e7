#include "net/dns/exchange.hpp"

#include "net/dns/message_decoder.hpp"
#include "runtime/task.hpp"

#include <algorithm>

namespace cutwatch::net {
namespace {

constexpr std::size_t kFlags = 2;
constexpr std::uint8_t kTruncated = 0x02;

bool is_truncated(std::span<const std::uint8_t> reply) { return (reply[kFlags] & kTruncated) != 0; }

}  // namespace

Exchange::Exchange(ClientCore& core, Endpoint server, DnsQuery query, SteadyTime deadline)
    : core_(core), server_(server), query_(std::move(query)), deadline_(deadline), wakeup_([this] {
        cancel();
      }) {
  core_.add(*this);
}

Exchange::~Exchange() {
  end(fail(FailureKind::cancelled));
  core_.remove(*this);
}

void Exchange::start() {
  if (core_.is_stopped()) return end(fail(FailureKind::cancelled));
  const SteadyTime now = core_.clock.steady();
  switch (core_.enter(*this, now)) {
    case ServerLimits::Admission::go: return on_admitted(now);
    case ServerLimits::Admission::refused: return on_refused();
    case ServerLimits::Admission::wait: break;
  }
  phase_ = Phase::waiting;
  has_waited_ = true;
  set_timer(now);
}

void Exchange::on_admitted(SteadyTime now) {
  phase_ = Phase::udp;
  began_ = now;
  transmit(now);
}

void Exchange::on_refused() {
  ++core_.counters.limited;
  phase_ = Phase::fresh;  // it has no place to leave
  end(fail(FailureKind::limited, "the server is silent or has as much to answer as we allow"));
}

void Exchange::transmit(SteadyTime now) {
  const auto sent = core_.pool.send(server_, query_, edns_, *this, now);
  if (!sent) return end(std::unexpected(sent.error()));
  ++core_.counters.transmissions;
  on_the_way_[on_the_way_[0] == nullptr ? 0 : 1] = *sent;
  set_timer(now);
}

void Exchange::set_timer(SteadyTime now) {
  const bool is_last_sent = phase_ != Phase::udp || !may_retransmit_;
  core_.deadlines.set(*this,
                      is_last_sent ? deadline_ : std::min(now + core_.options.retransmit_after, deadline_));
  core_.touch();
}

void Exchange::on_due() {
  const SteadyTime now = core_.clock.steady();
  if (now < deadline_) return retransmit(now);
  if (phase_ == Phase::udp) return end_silent(now);
  ++core_.counters.limited;
  end(fail(FailureKind::limited, "no place at the server became free within the deadline"));
}

void Exchange::retransmit(SteadyTime now) {
  may_retransmit_ = false;
  ++core_.counters.retransmissions;
  transmit(now);
}

void Exchange::end_silent(SteadyTime now) {
  if (has_waited_ && now - began_ < core_.options.fair_wait) {
    ++core_.counters.limited;
    return end(fail(FailureKind::limited, "a place at the server became free too late for a reply"));
  }
  end(fail(FailureKind::timeout, "no reply within the deadline"));
}

void Exchange::forget(const Transmission& transmission) {
  for (auto*& slot : on_the_way_) {
    if (slot == &transmission) slot = nullptr;
  }
}

void Exchange::on_reply(const Transmission& transmission, std::span<const std::uint8_t> datagram,
                        ReplyMatch match, Stamp received) {
  forget(transmission);
  has_spoken_ = true;
  if (match == ReplyMatch::wrong_case) {
    ++result_.case_mismatches;
    return go_over_tcp(TcpReason::wrong_case);
  }
  // A header alone has nothing that could be cut off.
  if (match == ReplyMatch::match && is_truncated(datagram)) return go_over_tcp(TcpReason::truncated);
  auto message = decode_message(datagram);
  if (!message) return end(std::unexpected(std::move(message).error()));
  if (must_drop_edns(*message)) {
    release_transmissions();
    drop_edns();
    may_retransmit_ = true;
    return transmit(core_.clock.steady());
  }
  end(DnsReply{.message = *std::move(message),
               .transport = dns::Transport::udp,
               .sent = transmission.sent.wall,
               .received = received.wall,
               .duration = std::chrono::duration_cast<Micros>(received.steady - transmission.sent.steady)});
}

/// RFC 6891 §7: a server that does not know EDNS says FORMERR; one that does not know the version, BADVERS.
/// By RFC 2671 §5.3 it could say NOTIMP or SERVFAIL too: the latter is taken as meant for EDNS only where it
/// comes without the question, since it has so many other reasons.
bool Exchange::must_drop_edns(const dns::Message& message) const {
  if (edns_ == Edns::without) return false;
  const bool is_bare_error = message.questions.empty();
  return is_bare_error || message.rcode == dns::rcode::kFormErr || message.rcode == dns::rcode::kNotImp ||
         message.rcode == dns::rcode::kBadVers;
}

void Exchange::drop_edns() {
  edns_ = Edns::without;
  ++core_.counters.without_edns;
}

void Exchange::on_cut_reply() {
  has_spoken_ = true;
  go_over_tcp(TcpReason::too_long);
}

void Exchange::on_unexpected() {
  if (++result_.unexpected_replies > core_.options.unexpected_replies) go_over_tcp(TcpReason::misfits);
}

void Exchange::on_undeliverable(const Transmission& transmission, Failure failure) {
  forget(transmission);
  end(std::unexpected(std::move(failure)));
}

void Exchange::release_transmissions() {
  for (auto*& slot : on_the_way_) {
    if (slot != nullptr) core_.pool.release(std::exchange(slot, nullptr));
  }
}

void Exchange::go_over_tcp(TcpReason reason) {
  tcp_reason_ = reason;
  release_transmissions();
  core_.deadlines.remove(*this);
  ++core_.counters.over_tcp;
  phase_ = Phase::tcp;
  wake();
}

}  // namespace cutwatch::net

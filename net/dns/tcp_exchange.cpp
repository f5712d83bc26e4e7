#include "net/dns/tcp_exchange.hpp"

#include "net/dns/reply_match.hpp"
#include "runtime/task.hpp"

#include <asio/buffer.hpp>
#include <asio/ip/address.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace cutwatch::net {
namespace {

using asio::ip::tcp;

/// So many messages that answer something else are no accident.
constexpr std::uint32_t kMaxUnexpected = 100;

std::unexpected<Failure> nothing_answers() {
  return fail(FailureKind::malformed, "TCP: malformed reply: no message that came answers the query");
}

tcp::endpoint native_endpoint(const Endpoint& endpoint) {
  const auto& octets = endpoint.address.octets();
  if (endpoint.address.is_v4()) {
    return {asio::ip::address_v4({octets[0], octets[1], octets[2], octets[3]}), endpoint.port};
  }
  asio::ip::address_v6::bytes_type bytes;
  std::ranges::copy(octets, bytes.begin());
  return {asio::ip::address_v6(bytes), endpoint.port};
}

FailureKind kind_of(const asio::error_code& error) {
  namespace why = asio::error;
  const bool is_refusal = error == why::connection_refused || error == why::connection_reset ||
                          error == why::connection_aborted || error == why::broken_pipe || error == why::eof;
  if (is_refusal) return FailureKind::refused;
  if (error == why::timed_out) return FailureKind::timeout;
  if (error == why::operation_aborted) return FailureKind::cancelled;
  return FailureKind::unreachable;
}

}  // namespace

TcpExchange::TcpExchange(const asio::any_io_executor& executor, WaitableClock& clock)
    : socket_(executor), clock_(clock) {}

Task<Result<TcpExchange::Reply>> TcpExchange::ask(Endpoint server, std::optional<IpAddress> source,
                                                  EncodedQuery query) {
  if (auto connected = co_await connect(server, source); !connected)
    co_return std::unexpected(connected.error());
  Reply reply{.octets = {}, .sent = clock_.wall(), .sent_steady = clock_.steady()};
  if (auto sent = co_await send(query); !sent) co_return std::unexpected(sent.error());
  while (true) {
    auto message = co_await receive();
    if (!message) co_return std::unexpected(message.error());
    // The connection proves where the reply is from, so the case of the name proves nothing more.
    if (match_reply(query, *message) != ReplyMatch::no) {
      reply.octets = *std::move(message);
      co_return reply;
    }
    if (++unexpected_replies_ == kMaxUnexpected) co_return nothing_answers();
  }
}

Task<Result<void>> TcpExchange::connect(Endpoint server, std::optional<IpAddress> source) {
  asio::error_code error;
  const auto to = native_endpoint(server);
  socket_.open(to.protocol(), error);
  if (!error && source) socket_.bind(native_endpoint({*source, 0}), error);
  if (error) co_return fail(kind_of(error), "TCP: " + error.message());
  const auto [connect_error] = co_await socket_.async_connect(to, as_result);
  if (connect_error) co_return no_connection(server, connect_error);
  co_return Result<void>();
}

Task<Result<void>> TcpExchange::send(const EncodedQuery& query) {
  const auto octets = query.octets();
  const std::array<std::uint8_t, 2> length{static_cast<std::uint8_t>(octets.size() >> 8),
                                           static_cast<std::uint8_t>(octets.size() & 0xff)};
  // In one segment: RFC 7766 §8.
  const std::array parts{asio::buffer(length), asio::buffer(octets.data(), octets.size())};
  const auto [error, sent] = co_await asio::async_write(socket_, parts, as_result);
  if (error) co_return no_reply(error);
  co_return Result<void>();
}

Task<Result<std::vector<std::uint8_t>>> TcpExchange::receive() {
  taken_ = 0;
  std::vector<std::uint8_t> octets(2);
  if (auto length = co_await read(octets); !length) co_return std::unexpected(length.error());
  octets.resize(static_cast<std::size_t>(octets[0] << 8 | octets[1]));
  if (auto body = co_await read(octets); !body) co_return std::unexpected(body.error());
  co_return octets;
}

Task<Result<void>> TcpExchange::read(std::vector<std::uint8_t>& into) {
  const auto [error, size] = co_await asio::async_read(socket_, asio::buffer(into), as_result);
  taken_ += size;
  if (error) co_return no_reply(error);
  co_return Result<void>();
}

/// Where UDP is answered and TCP is not, a firewall that knows DNS by UDP only is the usual cause: the reader
/// is asked, because we cannot know.
std::unexpected<Failure> TcpExchange::no_connection(Endpoint server, const asio::error_code& error) const {
  if (stop_ == Stop::cancelled) return fail(FailureKind::cancelled);
  const bool is_late = stop_ == Stop::deadline;
  return fail(is_late ? FailureKind::timeout : kind_of(error),
              fmt::format("no connection to TCP port {} (blocked or closed?): {}", server.port,
                          is_late ? "no reply within the deadline" : error.message()));
}

std::unexpected<Failure> TcpExchange::no_reply(const asio::error_code& error) const {
  if (stop_ == Stop::cancelled) return fail(FailureKind::cancelled);
  const bool is_inside_message = taken_ > 0;
  if (stop_ == Stop::deadline && is_inside_message)
    return fail(FailureKind::timeout, "TCP: only a part of the reply within the deadline");
  if (unexpected_replies_ > 0) return nothing_answers();
  if (stop_ == Stop::deadline)
    return fail(FailureKind::timeout, "TCP: connected, but no reply within the deadline");
  if (is_inside_message && kind_of(error) == FailureKind::refused)
    return fail(FailureKind::malformed, "TCP: malformed reply: the connection was closed inside it");
  if (error == asio::error::eof)
    return fail(FailureKind::refused, "TCP: the server closed the connection without a reply");
  return fail(kind_of(error), "TCP: " + error.message());
}

void TcpExchange::on_due() {
  stop_ = Stop::deadline;
  asio::error_code ignored;
  socket_.close(ignored);
}

void TcpExchange::cancel() {
  stop_ = Stop::cancelled;
  asio::error_code ignored;
  socket_.close(ignored);
}

}  // namespace cutwatch::net

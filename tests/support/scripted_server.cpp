#include "tests/support/scripted_server.hpp"

#include "runtime/task.hpp"

#include <asio/buffer.hpp>
#include <asio/detached.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ssl.hpp>
#include <asio/ssl/impl/src.hpp>
#include <asio/write.hpp>

#include <array>
#include <utility>

namespace cutwatch::test {
namespace {

using asio::ip::tcp;
using Kind = ServerStep::Kind;

asio::ssl::context server_context(const std::optional<Identity>& identity) {
  asio::ssl::context context(asio::ssl::context::tls_server);
  if (identity) {
    context.use_certificate(asio::buffer(identity->certificate), asio::ssl::context::pem);
    context.use_private_key(asio::buffer(identity->key), asio::ssl::context::pem);
  }
  return context;
}

}  // namespace

ServerStep say(std::string text) { return {Kind::say, std::move(text)}; }
ServerStep say_endlessly(std::string text) { return {Kind::say_endlessly, std::move(text)}; }
ServerStep hear(std::string start) { return {Kind::hear, std::move(start)}; }
ServerStep start_tls() { return {Kind::start_tls, {}}; }
ServerStep reset() { return {Kind::reset, {}}; }
ServerStep hold() { return {Kind::hold, {}}; }

struct ScriptedServer::State {
  State(const asio::any_io_executor& executor, const std::optional<Identity>& identity)
      : acceptor(executor, {asio::ip::address_v4::loopback(), 0}),
        endpoint{.address = IpAddress::v4({127, 0, 0, 1}), .port = acceptor.local_endpoint().port()},
        context(server_context(identity)),
        stream(executor, context) {}

  Task<bool> write(std::string text) {
    auto [error, size] = is_encrypted
                             ? co_await asio::async_write(stream, asio::buffer(text), as_result)
                             : co_await asio::async_write(stream.next_layer(), asio::buffer(text), as_result);
    co_return !error;
  }

  Task<bool> read_some() {
    std::array<char, 4096> bytes;
    auto [error, size] = is_encrypted
                             ? co_await stream.async_read_some(asio::buffer(bytes), as_result)
                             : co_await stream.next_layer().async_read_some(asio::buffer(bytes), as_result);
    heard.append(bytes.data(), size);
    co_return !error;
  }

  Task<bool> hear_line(std::string start) {
    while (heard.find('\n', consumed) == std::string::npos) {
      if (!co_await read_some()) co_return false;
    }
    const bool is_expected = heard.compare(consumed, start.size(), start) == 0;
    consumed = heard.find('\n', consumed) + 1;
    co_return is_expected;
  }

  Task<bool> handshake() {
    auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::server, as_result);
    is_encrypted = !error;
    co_return is_encrypted;
  }

  Task<bool> follow(ServerStep step) {
    switch (step.kind) {
      case Kind::say: co_return co_await write(step.text);
      case Kind::say_endlessly:
        while (co_await write(step.text)) {
        }
        co_return true;
      case Kind::hear: co_return co_await hear_line(step.text);
      case Kind::start_tls: co_return co_await handshake();
      case Kind::reset: stream.next_layer().set_option(asio::socket_base::linger(true, 0)); co_return true;
      case Kind::hold:
        while (co_await read_some()) {
        }
        co_return true;
    }
    co_return false;
  }

  tcp::acceptor acceptor;
  Endpoint endpoint;
  asio::ssl::context context;
  asio::ssl::stream<tcp::socket> stream;
  bool is_encrypted = false;
  bool has_finished = false;
  std::string client;
  std::string heard;
  std::size_t consumed = 0;

  static Task<void> serve(std::shared_ptr<State> self, std::vector<ServerStep> script) {
    auto [error] = co_await self->acceptor.async_accept(self->stream.next_layer(), as_result);
    self->acceptor.close();
    if (error) co_return;
    self->client = self->stream.next_layer().remote_endpoint().address().to_string();
    bool is_going_well = true;
    for (const ServerStep& step : script) is_going_well = is_going_well && co_await self->follow(step);
    self->has_finished = is_going_well;
    asio::error_code ignored;
    self->stream.next_layer().close(ignored);
  }
};

ScriptedServer::ScriptedServer(const asio::any_io_executor& executor, std::vector<ServerStep> script,
                               std::optional<Identity> identity)
    : state_(std::make_shared<State>(executor, identity)) {
  asio::co_spawn(executor, State::serve(state_, std::move(script)), asio::detached);
}

Endpoint ScriptedServer::endpoint() const { return state_->endpoint; }
const std::string& ScriptedServer::client() const { return state_->client; }
const std::string& ScriptedServer::heard() const { return state_->heard; }
bool ScriptedServer::has_finished() const { return state_->has_finished; }

}  // namespace cutwatch::test

#include "exporters/http/http_server.hpp"

#include "exporters/http/admission_queue.hpp"
#include "exporters/http/bounded_stream.hpp"
#include "exporters/http/request_guard.hpp"
#include "exporters/http/turned_away.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <thread>

#include <sys/socket.h>

namespace cutwatch::exporters {
namespace {

constexpr Millis kRequestDeadline{1000};  ///< From when the connection was accepted.
constexpr Millis kLeastPatience{250};     ///< From when a thread took it up: who waited must not pay for it.
constexpr std::size_t kRequestBytes = 16 * 1024;
constexpr std::size_t kThreads = 8;
constexpr int kBacklog = 128;
constexpr Millis kIdle{1000};  ///< How often those who were turned away are looked after, at the least.

/// httplib's server with our stream below it: what is over the cap on connections is turned away unread.
class GuardedServer final : public httplib::Server {
 public:
  explicit GuardedServer(const Clock& clock) : clock_(clock), turned_away_(clock) {
    new_task_queue = [this] {
      return new AdmissionQueue(kThreads, HttpServer::kMaxConnections, clock_, turned_away_);
    };
    set_idle_interval(kIdle);
  }

  /// Once bound. httplib's own backlog is five: the kernel would drop the sixth of a burst, whose client then
  /// tries again after one second, three, seven, and is neither served nor turned away.
  bool has_room_for_bursts() { return ::listen(svr_sock_, kBacklog) == 0; }

 private:
  bool process_and_close_socket(socket_t socket) override {
    const auto& turn = AdmissionQueue::turn();
    if (turn.is_over_cap) {
      turned_away_.take(socket);
      return false;
    }
    const auto deadline = std::max(turn.accepted + kRequestDeadline, clock_.steady() + kLeastPatience);
    BoundedStream stream(socket, clock_, {deadline, kRequestBytes});
    bool is_closed = false;
    const bool is_answered = process_request(stream, true, is_closed, [](httplib::Request&) {});
    shutdown(socket, SHUT_RDWR);
    close(socket);
    return is_answered;
  }

  const Clock& clock_;
  TurnedAway turned_away_;  ///< The listening thread's alone.
};

void answer(httplib::Response& response, const HttpResponse& with) {
  response.status = with.status;
  response.set_header("X-Content-Type-Options", "nosniff");
  response.set_header("Cache-Control", "no-store");
  response.set_content(with.body, with.content_type);
}

httplib::Server::HandlerResponse route(const Site& site, bool is_loopback, const httplib::Request& request,
                                       httplib::Response& response) {
  // More than one Host field is an attempt to be taken for another (RFC 9112 §3.2).
  const auto host = request.get_header_value_count("Host") == 1 ? request.get_header_value("Host") : "";
  const bool is_action = site.actions.contains(request.path);
  const auto refusal = refusal_of({.method = request.method,
                                   .host = host,
                                   .has_transfer_encoding = request.has_header("Transfer-Encoding"),
                                   .is_loopback_listener = is_loopback,
                                   .is_action = is_action,
                                   .has_origin = request.has_header("Origin")});
  const auto& routes = is_action ? site.actions : site.pages;
  const auto found = routes.find(request.path);
  if (refusal) {
    answer(response, {.status = refusal->status, .body = refusal->reason});
  } else if (found == routes.end()) {
    answer(response, {.status = 404, .body = "no such page; try /metrics or /api/v1/status\n"});
  } else {
    answer(response, found->second());
  }
  return httplib::Server::HandlerResponse::Handled;
}

}  // namespace

struct HttpServer::Listener {
  GuardedServer server;
  Site site;
  std::uint16_t port = 0;
  std::thread thread;

  Listener(const Clock& clock, Site to_serve, bool is_loopback) : server(clock), site(std::move(to_serve)) {
    server.set_payload_max_length(kRequestBytes);
    server.set_tcp_nodelay(true);
    // httplib's own choice is SO_REUSEPORT: a second agent would take half of the scrapes of the first in
    // silence.
    server.set_socket_options([](socket_t socket) {
      const int yes = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    // Every request is answered here, before httplib matches or reads anything of it: there are no other
    // routes.
    server.set_pre_routing_handler(
        [this, is_loopback](const httplib::Request& request, httplib::Response& response) {
          return route(site, is_loopback, request, response);
        });
  }

  bool bind(const Endpoint& endpoint) {
    const auto address = endpoint.address.text();
    if (endpoint.port != 0) {
      port = endpoint.port;
      return server.bind_to_port(address.c_str(), endpoint.port) && server.has_room_for_bursts();
    }
    const int chosen = server.bind_to_any_port(address.c_str());
    port = static_cast<std::uint16_t>(chosen);
    return chosen > 0 && server.has_room_for_bursts();
  }
};

HttpServer::HttpServer() = default;

Result<std::unique_ptr<HttpServer>> HttpServer::start(const std::vector<Endpoint>& listen, Site site,
                                                      const Clock& clock) {
  auto http = std::unique_ptr<HttpServer>(new HttpServer());
  for (const auto& endpoint : listen) {
    auto listener = std::make_unique<Listener>(clock, site, endpoint.address.is_loopback());
    if (!listener->bind(endpoint)) {
      return fail(
          FailureKind::refused,
          fmt::format("cannot listen on {}: another program may have the port; set [web] listen in the "
                      "configuration to a free address",
                      to_string(endpoint)));
    }
    http->listeners_.push_back(std::move(listener));
  }
  for (auto& listener : http->listeners_) {
    listener->thread = std::thread([server = &listener->server] { server->listen_after_bind(); });
    while (!listener->server.is_running()) std::this_thread::yield();
  }
  return http;
}

HttpServer::~HttpServer() {
  for (auto& listener : listeners_) {
    listener->server.stop();
    if (listener->thread.joinable()) listener->thread.join();
  }
}

std::vector<std::uint16_t> HttpServer::ports() const {
  std::vector<std::uint16_t> out;
  for (const auto& listener : listeners_) out.push_back(listener->port);
  return out;
}

}  // namespace cutwatch::exporters

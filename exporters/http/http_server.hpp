#pragma once
#include "core/address/ip_address.hpp"
#include "core/failure/failure.hpp"
#include "core/time/clock.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace cutwatch::exporters {

struct HttpResponse {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
};

/// Exact paths and what answers them. Handlers are called on several threads at once.
using Routes = std::map<std::string, std::function<HttpResponse()>>;

/// What is read, by GET, and what is done, by POST.
struct Site {
  Routes pages;
  Routes actions;
};

/// Serves fixed paths over HTTP/1.1, one request a connection, on threads of its own. Bounded against clients
/// that send slowly, endlessly or in masses: one second and 16 KiB a request, at most `kMaxConnections` at a
/// time; one more is answered 503.
class HttpServer {
 public:
  static constexpr std::size_t kMaxConnections = 64;

  /// Binds every endpoint, then serves. Errors: the first endpoint that cannot be bound, with the reason.
  static Result<std::unique_ptr<HttpServer>> start(const std::vector<Endpoint>& listen, Site site,
                                                   const Clock& clock);
  /// Stops serving; waits for the requests under way.
  ~HttpServer();

  /// The ports in the order of the endpoints: what the system chose where 0 was given.
  std::vector<std::uint16_t> ports() const;

 private:
  struct Listener;
  HttpServer();
  std::vector<std::unique_ptr<Listener>> listeners_;
};

}  // namespace cutwatch::exporters

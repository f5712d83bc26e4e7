#pragma once
#include "agent/reload/reloader.hpp"
#include "exporters/http/http_server.hpp"

#include <asio/signal_set.hpp>

namespace cutwatch {

/// Reloads at every SIGHUP, for as long as the event loop runs.
Task<void> reload_on_hangup(asio::signal_set& hangups, Reloader& reloader);

/// Answers `POST /-/reload`. Called by the HTTP threads; waits a little for what comes of it.
exporters::HttpResponse reload_page(asio::io_context& io, Reloader& reloader, const ConfigCell& in_use);

}  // namespace cutwatch

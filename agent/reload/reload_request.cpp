#include "agent/reload/reload_request.hpp"

#include <asio/post.hpp>
#include <spdlog/spdlog.h>

#include <future>
#include <memory>

namespace cutwatch {
namespace {

/// A request is cut after a second.
constexpr Millis kPatience{700};

}  // namespace

Task<void> reload_on_hangup(asio::signal_set& hangups, Reloader& reloader) {
  while (true) {
    const auto [error, signal] = co_await hangups.async_wait(as_result);
    if (error) co_return;
    spdlog::info("SIGHUP: reading the configuration again");
    reloader.ask([](const Reloader::Outcome&) {});
  }
}

exporters::HttpResponse reload_page(asio::io_context& io, Reloader& reloader, const ConfigCell& in_use) {
  if (!in_use.load().config->is_reload_by_http) {
    return {.status = 403,
            .body =
                "reloading over HTTP is off: set reload = true in [web] of the configuration, or send "
                "the process SIGHUP\n"};
  }
  const auto outcome = std::make_shared<std::promise<Reloader::Outcome>>();
  auto came = outcome->get_future();
  asio::post(io, [&reloader, outcome] {
    spdlog::info("POST /-/reload: reading the configuration again");
    reloader.ask([outcome](const Reloader::Outcome& what) { outcome->set_value(what); });
  });
  if (came.wait_for(kPatience) != std::future_status::ready) {
    return {.status = 202,
            .body = "the configuration is being read; cutwatch_config_last_reload_successful will tell\n"};
  }
  const auto what = came.get();
  return {.status = what.is_done ? 200 : 500, .body = what.text};
}

}  // namespace cutwatch

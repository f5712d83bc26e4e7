#include "agent/pages.hpp"

#include "agent/process_facts.hpp"
#include "agent/version.hpp"
#include "exporters/prometheus_text.hpp"
#include "exporters/status_json.hpp"

namespace cutwatch {

exporters::Routes Pages::routes() const {
  return {{"/metrics", [this] { return metrics_page(); }},
          {"/api/v1/status", [this] { return status_page(); }},
          {"/-/healthy", [] { return exporters::HttpResponse{.body = "cutwatch is alive.\n"}; }},
          {"/-/ready", [] { return exporters::HttpResponse{.body = "cutwatch is watching.\n"}; }}};
}

// The snapshot first: a reload publishes it last, so that none is shown by an older configuration.
exporters::HttpResponse Pages::metrics_page() const {
  const auto process = read_process_facts();
  const auto snapshot = cell_.load();
  const auto view = config_.load();
  const auto families = metrics::metrics_of(view.config->watched, *snapshot,
                                            {.version = kVersion,
                                             .revision = kRevision,
                                             .is_last_reload_successful = view.is_last_reload_successful,
                                             .config_read = view.config->read,
                                             .process_started = started_,
                                             .cpu_seconds = process.cpu_seconds,
                                             .resident_bytes = process.resident_bytes,
                                             .open_fds = process.open_fds},
                                            clock_.wall());
  return {.content_type = exporters::kPrometheusContentType, .body = exporters::prometheus_text(families)};
}

exporters::HttpResponse Pages::status_page() const {
  const auto snapshot = cell_.load();
  const auto view = config_.load();
  return {.content_type = "application/json",
          .body = exporters::status_json(view.config->watched, *snapshot, kVersion, clock_.wall())};
}

}  // namespace cutwatch

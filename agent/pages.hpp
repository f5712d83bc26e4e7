#pragma once
#include "agent/reload/config_in_use.hpp"
#include "core/snapshot/snapshot_cell.hpp"
#include "core/time/clock.hpp"
#include "exporters/http/http_server.hpp"

namespace cutwatch {

/// The pages of a running agent. Called by the HTTP threads: the snapshot and the configuration are read from
/// their cells.
class Pages {
 public:
  Pages(const ConfigCell& config, const SnapshotCell& cell, const Clock& clock)
      : config_(config), cell_(cell), clock_(clock), started_(clock.wall()) {}

  exporters::Routes routes() const;

 private:
  exporters::HttpResponse metrics_page() const;
  exporters::HttpResponse status_page() const;

  const ConfigCell& config_;
  const SnapshotCell& cell_;
  const Clock& clock_;
  WallTime started_;
};

}  // namespace cutwatch

#pragma once
#include "core/time/time.hpp"

namespace cutwatch {

/// What /proc says of this process (proc(5)); zero where it cannot be read.
struct ProcessFacts {
  double cpu_seconds = 0;
  double resident_bytes = 0;
  double open_fds = 0;
};

/// Reads them now. Thread-safe.
ProcessFacts read_process_facts();

}  // namespace cutwatch

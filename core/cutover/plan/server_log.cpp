#include "core/cutover/plan/server_log.hpp"

#include <utility>

namespace cutwatch::cutover {

std::string_view ServerLog::source() const {
  switch (kind) {
    case LogSourceKind::file: return path;
    case LogSourceKind::journal: return "journal";
    case LogSourceKind::standard_input: return "stdin";
  }
  std::unreachable();
}

}  // namespace cutwatch::cutover

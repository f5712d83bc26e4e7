#include "core/cutover/plan/server_log.hpp"

#include <utility>

namespace cutwatch::cutover {

std::string_view to_string(Mta mta) noexcept {
  switch (mta) {
    case Mta::postfix: return "postfix";
    case Mta::exim: return "exim";
    case Mta::opensmtpd: return "opensmtpd";
  }
  std::unreachable();
}

std::string_view ServerLog::source() const {
  switch (kind) {
    case LogSourceKind::file: return path;
    case LogSourceKind::journal: return "journal";
    case LogSourceKind::standard_input: return "stdin";
  }
  std::unreachable();
}

}  // namespace cutwatch::cutover

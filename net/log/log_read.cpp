#include "net/log/log_read.hpp"

#include <utility>

namespace cutwatch::net {

std::string_view to_string(LogGap::Cause cause) noexcept {
  switch (cause) {
    case LogGap::Cause::gone: return "gone";
    case LogGap::Cause::cut: return "cut";
    case LogGap::Cause::compressed: return "compressed";
    case LogGap::Cause::forgotten: return "forgotten";
  }
  std::unreachable();
}

}  // namespace cutwatch::net

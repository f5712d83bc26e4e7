#include "core/cutover/plan/server_queue.hpp"

#include <fmt/ranges.h>

namespace cutwatch::cutover {

std::string ServerQueue::source() const { return fmt::format("{}", fmt::join(command, " ")); }

}  // namespace cutwatch::cutover

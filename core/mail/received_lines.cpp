#include "core/mail/received_lines.hpp"

#include <utility>

namespace cutwatch::mail {

ReceivedLines::ReceivedLines() : ReceivedLines(std::vector<std::string>{}) {}

ReceivedLines::ReceivedLines(std::vector<std::string> values) {
  auto trace = read_trace(values);
  lines_ = std::make_shared<const Lines>(Lines{.values = std::move(values), .trace = std::move(trace)});
}

}  // namespace cutwatch::mail

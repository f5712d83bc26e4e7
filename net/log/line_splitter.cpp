#include "net/log/line_splitter.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::net {

void LineSplitter::begin(std::string_view part) {
  const auto taken = std::min(part.size(), most_ - begun_.size());
  begun_.append(part.substr(0, taken));
  passed_over_ += part.size() - taken;
}

void LineSplitter::end(std::string& out) {
  out.append(begun_).push_back('\n');
  if (passed_over_ > 0) ++shortened_;
  drop();
}

void LineSplitter::feed(std::string_view bytes, std::string& out) {
  while (!bytes.empty()) {
    const auto line_end = bytes.find('\n');
    if (line_end == std::string_view::npos) return begin(bytes);
    if (waiting() == 0 && line_end <= most_) {
      out.append(bytes.substr(0, line_end + 1));
    } else {
      begin(bytes.substr(0, line_end));
      end(out);
    }
    bytes.remove_prefix(line_end + 1);
  }
}

void LineSplitter::finish(std::string& out) {
  if (waiting() > 0) end(out);
}

void LineSplitter::drop() {
  begun_.clear();
  passed_over_ = 0;
}

std::uint64_t LineSplitter::take_shortened() { return std::exchange(shortened_, 0); }

}  // namespace cutwatch::net

#include "net/log/log_change.hpp"

namespace cutwatch::net {

std::uint64_t head_print(std::string_view head) noexcept {
  std::uint64_t print = 0xcbf29ce484222325U;
  for (const char octet : head) {
    print ^= static_cast<unsigned char>(octet);
    print *= 0x100000001b3U;
  }
  return print;
}

bool holds_what_was_read(const LogFilePosition& position, const LogFileFacts& file, std::string_view head) {
  return file.size >= position.offset && head.size() == position.head_size &&
         head_print(head) == position.head_print;
}

LogChange log_change(const LogFilePosition& position, const LogFileFacts& found, std::string_view head) {
  if (found.device != position.device || found.inode != position.inode) return LogChange::replaced;
  return holds_what_was_read(position, found, head) ? LogChange::none : LogChange::cut;
}

bool is_left_behind(const LogFileFacts& read, const LogFileFacts& at_path) {
  return !is_same_file(read, at_path) && at_path.size > 0;
}

}  // namespace cutwatch::net

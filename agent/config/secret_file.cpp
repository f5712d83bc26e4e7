#include "agent/config/secret_file.hpp"

#include <fmt/core.h>

#include <cerrno>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cutwatch::config {
namespace {

class OpenFile {
 public:
  // Not to be held up by a FIFO that nobody writes to.
  explicit OpenFile(const std::string& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

std::string system_message() { return std::generic_category().message(errno); }

/// What makes the file unfit for a secret. Asked of the open file, so that it cannot be exchanged in between.
std::optional<std::string> unfit(const struct stat& status) {
  if (!S_ISREG(status.st_mode)) return "is not a regular file";
  if ((status.st_mode & 077U) != 0) {
    return fmt::format("has mode {:04o}: others than its owner must have no access (chmod 0600)",
                       status.st_mode & 07777U);
  }
  if (status.st_uid != ::geteuid() && status.st_uid != 0) {
    return fmt::format("belongs to user {}, not to the agent's user {} or root", status.st_uid, ::geteuid());
  }
  if (status.st_size > static_cast<off_t>(kMaxSecret))
    return fmt::format("is larger than {} bytes", kMaxSecret);
  return std::nullopt;
}

/// At most one byte more than allowed, so that a file that grows meanwhile is noticed.
std::optional<std::string> contents(int descriptor) {
  std::string text(kMaxSecret + 1, '\0');
  std::size_t filled = 0;
  while (filled < text.size()) {
    const auto got = ::read(descriptor, text.data() + filled, text.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  text.resize(filled);
  return text;
}

SecretText whole_text(std::string text) {
  if (text.size() > kMaxSecret) return std::unexpected(fmt::format("is larger than {} bytes", kMaxSecret));
  if (text.empty()) return std::unexpected("is empty");
  return text;
}

SecretText one_line(std::string text) {
  if (text.size() > kMaxSecret) return std::unexpected(fmt::format("is larger than {} bytes", kMaxSecret));
  if (text.ends_with('\n')) text.pop_back();
  if (text.empty()) return std::unexpected("is empty");
  if (text.find_first_of(std::string_view("\0\r\n", 3)) != std::string::npos) {
    return std::unexpected("holds more than one line, or a carriage return or NUL");
  }
  return text;
}

SecretText read_open(const std::string& path, SecretText (*checked)(std::string)) {
  if (path.contains('\0')) return std::unexpected("is no path");
  const OpenFile file(path);
  struct stat status{};
  if (file.descriptor() < 0 || ::fstat(file.descriptor(), &status) != 0) {
    return std::unexpected(fmt::format("cannot be read: {}", system_message()));
  }
  if (auto reason = unfit(status)) return std::unexpected(*std::move(reason));
  auto text = contents(file.descriptor());
  if (!text) return std::unexpected(fmt::format("cannot be read: {}", system_message()));
  return checked(*std::move(text));
}

// The path stays unsaid as well: it is what a password written in the wrong place would be.
SecretText named(SecretText secret) {
  if (!secret) return std::unexpected("the file " + secret.error());
  return secret;
}

}  // namespace

SecretText read_secret_file(const std::string& path) { return named(read_open(path, one_line)); }

SecretText read_key_file(const std::string& path) { return named(read_open(path, whole_text)); }

}  // namespace cutwatch::config

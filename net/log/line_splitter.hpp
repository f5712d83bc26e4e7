#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cutwatch::net {

/// No mail server writes lines of that length; what does is not worth its memory.
inline constexpr std::size_t kMostOfLine = 64UL * 1024;

/// Makes whole lines of bytes as they come. A line without its "\n" waits; of one that is longer than `most`
/// the first `most` octets become the line, and the rest is passed over. Memory: `most`. Pure but for what
/// waits in it.
class LineSplitter {
 public:
  explicit LineSplitter(std::size_t most = kMostOfLine) : most_(most) {}

  /// Appends the lines that are whole now to `out`, each with its "\n".
  void feed(std::string_view bytes, std::string& out);
  /// No more will come: what waits is a line too, if there is any.
  void finish(std::string& out);
  /// Forgets what waits.
  void drop();

  /// Octets that were fed and belong to no whole line yet, those that were passed over included.
  std::uint64_t waiting() const { return begun_.size() + passed_over_; }
  /// Lines shortened since the last time this was asked.
  std::uint64_t take_shortened();

 private:
  void begin(std::string_view part);
  void end(std::string& out);
  std::size_t most_;
  std::string begun_;
  std::uint64_t passed_over_ = 0;
  std::uint64_t shortened_ = 0;
};

}  // namespace cutwatch::net

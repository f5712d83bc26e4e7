#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::mail {

/// How a server calls itself: the first lines of its greeting and of its answer to EHLO, without their codes
/// (RFC 5321 §4.2, §4.1.1.1). Printable ASCII.
struct Greeting {
  std::string banner;
  std::string ehlo;
  friend bool operator==(const Greeting&, const Greeting&) = default;

  /// The host names that it gives, in lower case without a last dot, each once: the first word of each line,
  /// where that is a host name of at least two labels. An address literal is none, nor is what a filter has
  /// blotted out.
  std::vector<std::string> names() const;
};

/// The host name that a line begins with; empty where it begins with none.
std::string name_in(std::string_view line);

}  // namespace cutwatch::mail

#pragma once
#include <cstdint>
#include <string_view>

namespace cutwatch::mail {

/// Whose list of its queue it is: Postfix's by `postqueue -j`, Exim's by `exim -bp`.
enum class QueueFormat : std::uint8_t { postfix, exim };

constexpr std::string_view to_string(QueueFormat format) noexcept {
  return format == QueueFormat::postfix ? "postfix" : "exim";
}

}  // namespace cutwatch::mail

#include "core/mail/message_form.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::mail {

std::string_view to_string(BodyKind kind) noexcept {
  switch (kind) {
    case BodyKind::plain: return "plain";
    case BodyKind::eight_bit: return "8bit";
    case BodyKind::dots: return "dots";
    case BodyKind::large: return "large";
    case BodyKind::gtube: return "gtube";
  }
  std::unreachable();
}

std::optional<BodyKind> body_kind_of(std::string_view text) noexcept {
  const auto found = std::ranges::find_if(kBodyKinds, [&](BodyKind kind) { return to_string(kind) == text; });
  if (found == kBodyKinds.end()) return std::nullopt;
  return *found;
}

}  // namespace cutwatch::mail

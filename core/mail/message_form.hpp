#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// What the text of a probe message tries; values of the config's `bodies`, and of `probe mail --body`.
enum class BodyKind : std::uint8_t {
  plain,      ///< three lines of ASCII
  eight_bit,  ///< UTF-8 (RFC 6152); quoted-printable where the first server takes no 8-bit text
  dots,   ///< lines that begin with dots, and the longest line that is allowed (RFC 5321 §4.5.2, §4.5.3.1.6)
  large,  ///< as many octets as are said
  gtube,  ///< what every spam filter has to stop; sent by hand only
};

/// Those that a round trip sends.
inline constexpr std::array kBodyKinds{BodyKind::plain, BodyKind::eight_bit, BodyKind::dots, BodyKind::large};

std::string_view to_string(BodyKind kind) noexcept;

/// None where the text names no kind that a round trip sends.
std::optional<BodyKind> body_kind_of(std::string_view text) noexcept;

inline constexpr std::size_t kLeastLarge = 64 * 1024;
inline constexpr std::size_t kUsualLarge = 256 * 1024;
inline constexpr std::size_t kMostLarge = 1024 * 1024;

/// What a message is like beside what every one has: with it the message can be written again as it was sent.
struct MessageForm {
  BodyKind body = BodyKind::plain;
  std::size_t large_size = kUsualLarge;  ///< Octets of the text of `large`.
  std::string reply_to{};                ///< A mail address; empty: no Reply-To.
  std::string signed_with{};             ///< Whose signature it has (DkimSigner::identity); empty: none.
  bool is_seven_bit = false;  ///< The first server took no 8-bit text: `eight_bit` went as quoted-printable.
  friend bool operator==(const MessageForm&, const MessageForm&) = default;
};

}  // namespace cutwatch::mail

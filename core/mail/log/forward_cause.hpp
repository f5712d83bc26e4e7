#pragma once
#include "core/mail/log/log_line.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// Why a message was not passed on; values of the `reason` label.
enum class ForwardReason : std::uint8_t {
  forwarder_rejected,  ///< The next host does not take mail from this one: its address, or relaying.
  next_hop_down,       ///< Not reached, not found, or too busy.
  greylisted,          ///< Put off because the next host did not know the sender yet.
  mailbox_full,
  user_unknown,
  policy,  ///< Spam, virus, size, authentication of the sender, rate.
  tls,     ///< No TLS, or none that is trusted.
  loop,    ///< The message goes round.
  other,
};

inline constexpr std::array kForwardReasons{ForwardReason::forwarder_rejected,
                                            ForwardReason::next_hop_down,
                                            ForwardReason::greylisted,
                                            ForwardReason::mailbox_full,
                                            ForwardReason::user_unknown,
                                            ForwardReason::policy,
                                            ForwardReason::tls,
                                            ForwardReason::loop,
                                            ForwardReason::other};

/// "forwarder_rejected" and the others.
std::string_view to_string(ForwardReason reason) noexcept;

/// Whether it is about the way; a single mail or mailbox may always be refused for the others.
bool is_about_way(ForwardReason reason) noexcept;

/// What to do about it during a cutover: a sentence without a period.
std::string_view what_to_do(ForwardReason reason) noexcept;

/// Whether a server put a message off without asking anybody, for what an attempt before it had met: Exim's
/// "retry time not reached". It is no news of the next host.
bool is_put_off_unasked(std::string_view reply) noexcept;

/// One failed forwarding, judged.
struct ForwardCause {
  ForwardReason reason = ForwardReason::other;
  std::string words;  ///< What the next host answered, or what went wrong: any bytes, at most 512.
  friend bool operator==(const ForwardCause&, const ForwardCause&) = default;
};

/// Judges by the words first, addresses in <> left out, for codes are used freely (5.7.1 is anything); then
/// by the enhanced status (RFC 3463) and the reply code. `relay` is who was reached: nobody, where it has no
/// address.
ForwardCause forward_cause(std::string_view dsn, std::string_view reply, const LogHost& relay);

}  // namespace cutwatch::mail

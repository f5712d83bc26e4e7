#include "core/cutover/decision/way_out.hpp"

#include "core/mail/smtp_code.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

namespace cutwatch::cutover {
namespace {

std::string_view up_to_space(std::string_view text) { return text.substr(0, text.find(' ')); }

/// The enhanced code of a reply, or else the basic one; `CODE` where it has neither.
std::string_view code_in(std::string_view reply) {
  const auto basic = up_to_space(reply);
  const auto enhanced = up_to_space(reply.substr(std::min(basic.size() + 1, reply.size())));
  if (enhanced.contains('.') && mail::meaning_of_smtp_code(enhanced)) return enhanced;
  return mail::meaning_of_smtp_code(basic) ? basic : "CODE";
}

std::string mend(const PathHarm& harm) {
  if (harm.last->result == mail::MessageResult::lost)
    return "Look for the messages in the new server's queue and log";
  return fmt::format("Correct the new server (cutwatch explain {})", code_in(harm.last->detail));
}

}  // namespace

std::string way_out(const PathHarm& harm) {
  return mend(harm) + ", or open the old one and go back: cutwatch rollback.";
}

}  // namespace cutwatch::cutover

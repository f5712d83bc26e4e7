#include "core/dns/message.hpp"

#include <fmt/core.h>

namespace cutwatch::dns {

std::string to_string(const Question& question) {
  return fmt::format("{} {}", question.name.text(), to_string(question.type));
}

std::optional<std::string_view> rcode_mnemonic(std::uint16_t rcode) noexcept {
  switch (rcode) {
    case 0: return "NOERROR";
    case 1: return "FORMERR";
    case 2: return "SERVFAIL";
    case 3: return "NXDOMAIN";
    case 4: return "NOTIMP";
    case 5: return "REFUSED";
    case 6: return "YXDOMAIN";
    case 7: return "YXRRSET";
    case 8: return "NXRRSET";
    case 9: return "NOTAUTH";
    case 10: return "NOTZONE";
    case 11: return "DSOTYPENI";
    case 16: return "BADVERS";
    case 17: return "BADKEY";
    case 18: return "BADTIME";
    case 19: return "BADMODE";
    case 20: return "BADNAME";
    case 21: return "BADALG";
    case 22: return "BADTRUNC";
    case 23: return "BADCOOKIE";
    default: return std::nullopt;
  }
}

}  // namespace cutwatch::dns

#include "core/mail/unbracketed.hpp"

#include "core/text/ascii.hpp"

namespace cutwatch::mail {

std::string unbracketed(std::string_view word) {
  if (word.ends_with(',')) word.remove_suffix(1);
  if (word.starts_with('<')) {
    word.remove_prefix(1);
    return std::string(word.substr(0, word.rfind('>')));
  }
  if (word.starts_with('[')) {
    word.remove_prefix(1);
    word = word.substr(0, word.find(']'));
  }
  if (lowered(word.substr(0, 5)) == "ipv6:") word.remove_prefix(5);
  return std::string(word);
}

}  // namespace cutwatch::mail

#pragma once
#include "core/mail/log/log_line.hpp"

#include <string_view>

namespace cutwatch::mail {

/// A host in Exim's words, at the beginning of a text.
struct EximPeer {
  LogHost host;           ///< The name is what reverse lookup found and confirmed.
  std::string_view helo;  ///< Of "(name)": what the host called itself.
};

/// "name (helo) [192.0.2.1]:25000", of which name, HELO and port may be missing; it is taken away. A HELO may
/// be whatever its host likes, "x) [192.0.2.9] y" too: the address is the last in brackets of those that
/// follow a parenthesis before what Exim writes behind a host (" I=[", " P=" ...). Without an address, only
/// the first word is taken, as the name.
EximPeer take_exim_peer(std::string_view& text);

}  // namespace cutwatch::mail

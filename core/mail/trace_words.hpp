#pragma once
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// In lower case, ASCII only.
std::string lower(std::string_view text);

/// An address or a host without what encloses it: <>, [], the tag "IPv6:", and a comma behind it. Pure.
std::string unbracketed(std::string_view word);

}  // namespace cutwatch::mail

#pragma once
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// An address or a host without what encloses it: <>, [], the tag "IPv6:", and a comma behind it. Pure.
std::string unbracketed(std::string_view word);

}  // namespace cutwatch::mail

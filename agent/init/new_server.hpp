#pragma once
#include "agent/init/found.hpp"
#include "agent/init/move.hpp"
#include "agent/init/wishes.hpp"

namespace cutwatch::init {

/// Where the new server is reached, as wished, or else by the DNS; no addresses where that is not known in
/// full. Errors, each for people: malformed (the wish is not what the DNS says) · protocol (it is the old
/// server). Pure.
Result<Host> new_server_of(const Found& found, const Wishes& wishes, const Move& move);

/// Its addresses, and those of the further new hosts, which take mail as well; none where its own are not
/// known, or one of them has more than are taken of one host.
std::vector<IpAddress> addresses_of_new(const Found& found, const Move& move, const Host& first);

}  // namespace cutwatch::init

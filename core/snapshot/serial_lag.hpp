#pragma once
#include "core/snapshot/snapshot.hpp"

namespace cutwatch {

/// Whether the serial of this server was seen to stay while any record of the domain changed there: it says
/// nothing. Pure.
bool has_mute_serial(const DomainState& domain, const dns::NameServer& server);

/// Whom a name server is behind, now that it has shown `serial` at `at`; since the first time, where it was
/// behind before. nullopt when it is not. Others are not judged by this: their last answers are older, and
/// they may have moved on. Nor are mute serials. Pure.
std::optional<SerialLag> serial_lag(const DomainState& domain, const dns::Question& record,
                                    const dns::NameServer& server, std::uint32_t serial, WallTime at);

}  // namespace cutwatch

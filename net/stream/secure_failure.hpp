#pragma once
#include "core/failure/failure.hpp"
#include "net/stream/connect_failure.hpp"
#include "net/stream/secure_peer.hpp"

#include <string>

namespace cutwatch::net {

/// Why a connection that must be secure is none, or did not last. `certificate_complaint` is empty unless the
/// certificate did not hold. The detail names the peer; printable.
Failure secure_failure(const SecurePeer& peer, const CurlEnd& end, const std::string& certificate_complaint);

}  // namespace cutwatch::net

#pragma once
#include "core/failure/failure.hpp"

#include <cstdint>

namespace cutwatch::net {

/// Why an exchange goes on over TCP.
enum class TcpReason : std::uint8_t {
  truncated,   ///< the reply says that it is not all (RFC 2181 §9)
  too_long,    ///< the reply was longer than we take
  wrong_case,  ///< all of the reply is right but the case of the name's letters
  misfits,     ///< datagrams came, more than chance explains, and none answers the query
};

/// What is told where TCP failed too: what came over UDP, then how TCP failed. A truncated reply says nothing
/// of the record, so the kind is TCP's; where only misfits came, what came is malformed. Pure.
Failure failure_over_tcp(TcpReason reason, Failure tcp);

}  // namespace cutwatch::net

#include "net/dns/tcp_reason.hpp"

#include <string_view>
#include <utility>

namespace cutwatch::net {
namespace {

std::string_view text_of(TcpReason reason) {
  switch (reason) {
    case TcpReason::truncated: return "answered over UDP, but truncated";
    case TcpReason::too_long: return "answered over UDP, but longer than asked for";
    case TcpReason::wrong_case: return "answered over UDP, but with the name in another case";
    case TcpReason::misfits:
      return "over UDP only datagrams that do not answer the query (malformed or forged)";
  }
  std::unreachable();
}

}  // namespace

Failure failure_over_tcp(TcpReason reason, Failure tcp) {
  if (tcp.kind == FailureKind::cancelled) return tcp;
  return {.kind = reason == TcpReason::misfits ? FailureKind::malformed : tcp.kind,
          .detail = std::string(text_of(reason)) + "; " + tcp.detail};
}

}  // namespace cutwatch::net

#include "net/stream/secure_failure.hpp"

#include "core/text/printable.hpp"

#include <curl/curl.h>
#include <fmt/core.h>

#include <cerrno>
#include <system_error>

namespace cutwatch::net {
namespace {

std::string system_words(const CurlEnd& end) {
  return end.system_error == 0 ? end.text
                               : std::generic_category().message(static_cast<int>(end.system_error));
}

Failure tls_cause(const SecurePeer& peer, const CurlEnd& end, const std::string& complaint) {
  if (complaint.empty()) return {FailureKind::tls, "handshake: " + end.text};
  return {FailureKind::tls, fmt::format("certificate, which must prove {}: {}", peer.host, complaint)};
}

Failure cause_of(const SecurePeer& peer, const CurlEnd& end, const std::string& complaint) {
  switch (end.code) {
    case CURLE_OPERATION_TIMEDOUT: return {FailureKind::timeout, "no answer in time"};
    case CURLE_COULDNT_RESOLVE_HOST: return {FailureKind::unreachable, end.text};
    case CURLE_COULDNT_CONNECT: return {kind_of_system_error(end.system_error), system_words(end)};
    case CURLE_INTERFACE_FAILED:
      return {FailureKind::unreachable,
              fmt::format("cannot leave from {}: {}", peer.source ? peer.source->text() : "here", end.text)};
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_ABORTED_BY_CALLBACK: return tls_cause(peer, end, complaint);
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
      if (end.system_error == ECONNRESET || end.system_error == EPIPE)
        return {FailureKind::refused, "connection reset"};
      return {FailureKind::protocol, "the connection broke off: " + end.text};
    default: return {FailureKind::protocol, end.text};
  }
}

}  // namespace

Failure secure_failure(const SecurePeer& peer, const CurlEnd& end, const std::string& certificate_complaint) {
  const auto cause = cause_of(peer, end, certificate_complaint);
  return {.kind = cause.kind,
          .detail = printable(fmt::format("{}: {}", to_string(peer.endpoint), cause.detail), 400)};
}

}  // namespace cutwatch::net

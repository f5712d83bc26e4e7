#include "net/stream/connect_failure.hpp"

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

std::string last_words(const ConnectFacts& facts) {
  if (!facts.reply) return "no reply";
  return fmt::format("{} {}{}{}", facts.reply->code, facts.reply->enhanced_code,
                     facts.reply->enhanced_code.empty() ? "" : " ", facts.reply->text);
}

Failure tls_cause(const CurlEnd& end, const ConnectTranscript& transcript, const ConnectFacts& facts,
                  const std::string& certificate_complaint) {
  if (!certificate_complaint.empty()) return {FailureKind::tls, "certificate: " + certificate_complaint};
  if (end.code == CURLE_WEIRD_SERVER_REPLY && transcript.is_starttls_accepted()) {
    return {FailureKind::tls, "starttls_injection: bytes came behind the reply to STARTTLS, before TLS"};
  }
  if (end.code == CURLE_USE_SSL_FAILED) {
    const std::string said = facts.reply ? last_words(facts) : transcript.imap_status();
    return {FailureKind::tls, "TLS is required but not to be had; the server said: " + said};
  }
  return {FailureKind::tls, "handshake: " + end.text};
}

Failure auth_cause(const ConnectTranscript& transcript, const ConnectFacts& facts) {
  if (!transcript.has_tried_auth()) return {FailureKind::auth, "the server offers no log-in that we know"};
  if (transcript.is_imap_unavailable()) {
    return {FailureKind::protocol, "log-in not possible just now: " + transcript.imap_status()};
  }
  if (facts.reply && facts.reply->is_transient()) {
    return {FailureKind::protocol, "log-in not possible just now: " + last_words(facts)};
  }
  const std::string said = facts.reply ? last_words(facts) : transcript.imap_status();
  return {FailureKind::auth, "log-in refused: " + said};
}

Failure said_no(const ConnectTranscript& transcript, const ConnectFacts& facts) {
  const std::string said = facts.reply ? last_words(facts) : transcript.imap_status();
  return {FailureKind::protocol, "the server said: " + (said.empty() ? "nothing that fits" : said)};
}

/// Libcurl's own limit, by its words: it has no code for it. It is met before ours where what is behind a
/// line was read along with it.
bool is_flood(const CurlEnd& end) { return end.text.starts_with("Too large response headers"); }

Failure cause_of(const mail::MailServer& server, const CurlEnd& end, const ConnectTranscript& transcript,
                 const ConnectFacts& facts, const std::string& certificate_complaint) {
  switch (end.code) {
    case CURLE_OPERATION_TIMEDOUT: return {FailureKind::timeout, "no answer in time"};
    case CURLE_COULDNT_CONNECT: return {kind_of_system_error(end.system_error), system_words(end)};
    case CURLE_INTERFACE_FAILED:
      return {FailureKind::unreachable,
              "cannot leave from " + (server.source ? server.source->text() : "here") + ": " + end.text};
    case CURLE_LOGIN_DENIED: return auth_cause(transcript, facts);
    case CURLE_REMOTE_ACCESS_DENIED: return said_no(transcript, facts);
    case CURLE_WEIRD_SERVER_REPLY:
      if (!transcript.is_starttls_accepted() || facts.is_encrypted) return said_no(transcript, facts);
      return tls_cause(end, transcript, facts, certificate_complaint);
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_SHUTDOWN_FAILED:
    case CURLE_ABORTED_BY_CALLBACK: return tls_cause(end, transcript, facts, certificate_complaint);
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
      if (end.system_error == ECONNRESET || end.system_error == EPIPE)
        return {FailureKind::refused, "connection reset"};
      if (is_flood(end)) return {FailureKind::malformed, "the server does not stop talking"};
      if (transcript.imap_status().starts_with("BYE")) return said_no(transcript, facts);
      return {FailureKind::protocol, "the conversation broke off: " + end.text};
    default: return {FailureKind::protocol, end.text};
  }
}

}  // namespace

FailureKind kind_of_system_error(long system_error) {
  switch (system_error) {
    case ECONNREFUSED:
    case ECONNRESET: return FailureKind::refused;
    case ETIMEDOUT: return FailureKind::timeout;
    default: return FailureKind::unreachable;
  }
}

Failure named(const mail::MailServer& server, const ConnectFacts& facts, const Failure& failure) {
  const std::string words = fmt::format("{} ({}), {}: {}", server.host, to_string(server.endpoint),
                                        mail::to_string(facts.ended_in), failure.detail);
  return {.kind = failure.kind, .detail = printable(words, 400)};
}

Failure connect_failure(const mail::MailServer& server, const CurlEnd& end,
                        const ConnectTranscript& transcript, const ConnectFacts& facts,
                        const std::string& certificate_complaint) {
  return named(server, facts, cause_of(server, end, transcript, facts, certificate_complaint));
}

}  // namespace cutwatch::net

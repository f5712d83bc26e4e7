#pragma once
#include "core/failure/failure.hpp"
#include "core/mail/mail_server.hpp"
#include "net/stream/connect_transcript.hpp"

#include <string>

namespace cutwatch::net {

/// How libcurl ended a connection attempt.
struct CurlEnd {
  int code = 0;           ///< a CURLcode other than CURLE_OK
  long system_error = 0;  ///< errno of the socket; 0 when there was none
  std::string text;       ///< libcurl's own words
};

/// Why there is no connection, told from the dialogue first: libcurl's code is coarse (a wrong password and a
/// missing mailbox share one). The detail names the server and the phase. `certificate_complaint` is empty
/// unless the certificate did not hold.
Failure connect_failure(const mail::MailServer& server, const CurlEnd& end,
                        const ConnectTranscript& transcript, const ConnectFacts& facts,
                        const std::string& certificate_complaint);

/// The failure with the server and the phase in its detail.
Failure named(const mail::MailServer& server, const ConnectFacts& facts, const Failure& failure);

/// The kind of failure behind an errno of a socket.
FailureKind kind_of_system_error(long system_error);

}  // namespace cutwatch::net

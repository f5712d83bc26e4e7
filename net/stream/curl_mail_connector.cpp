#include "net/stream/curl_mail_connector.hpp"

#include "core/text/printable.hpp"
#include "net/stream/certificate_check.hpp"
#include "net/stream/connect_failure.hpp"
#include "net/stream/connect_transcript.hpp"
#include "net/stream/credential_policy.hpp"
#include "net/stream/curl_stream.hpp"
#include "net/stream/route_source.hpp"
#include "runtime/task.hpp"

#include <curl/curl.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace cutwatch::net {
namespace {

using mail::MailServer;
using mail::TlsMode;
constexpr Millis kLongestPatience = std::chrono::hours{24};  // libcurl counts milliseconds in an int
using CurlList = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

/// A host name, address or address literal: nothing that could end a URL's part or a command line.
bool is_plain_name(std::string_view name) {
  return std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(".-_:[]").find(c) != std::string_view::npos;
  });
}

Result<MailServer> checked(MailServer server, std::string_view ehlo_name) {
  if (is_plain_name(server.host) && is_plain_name(ehlo_name)) return protect_credentials(std::move(server));
  return fail(FailureKind::malformed,
              "not a host name: " + printable(fmt::format("{} {}", server.host, ehlo_name)));
}

std::string host_of(const MailServer& server) {
  return server.host.empty() ? server.endpoint.address.text() : server.host;
}

/// The name libcurl puts into SNI and the session; the path is how we call ourselves.
std::string url_of(const MailServer& server, MailProtocol protocol, const std::string& ehlo_name) {
  const std::string_view scheme = protocol == MailProtocol::smtp ? "smtp" : "imap";
  const std::string host = host_of(server);
  const bool is_v6_literal = host.find(':') != std::string::npos && !host.starts_with('[');
  return fmt::format("{}{}://{}:{}/{}", scheme, server.tls == TlsMode::implicit ? "s" : "",
                     is_v6_literal ? "[" + host + "]" : host, server.endpoint.port,
                     protocol == MailProtocol::smtp ? ehlo_name : "");
}

long use_ssl(TlsMode mode) {
  switch (mode) {
    case TlsMode::none:
    case TlsMode::implicit: return CURLUSESSL_NONE;  // implicit: the URL's scheme says it
    case TlsMode::when_offered: return CURLUSESSL_TRY;
    case TlsMode::starttls: return CURLUSESSL_ALL;
  }
  std::unreachable();
}

/// One attempt to connect: what libcurl's callbacks write to, and the settings they need.
class Dial {
 public:
  Dial(std::unique_ptr<CurlTransfer> transfer, const Clock& clock, MailServer server, MailProtocol protocol,
       PhaseListener on_phase)
      : server_(std::move(server)),
        clock_(clock),
        started_(clock.steady()),
        transcript_(protocol, server_.tls, started_),
        certificate_(host_of(server_), server_.is_certificate_required ? CertificateCheck::Policy::required
                                                                       : CertificateCheck::Policy::noted),
        on_phase_(std::move(on_phase)),
        transfer_(std::move(transfer)) {}
  Dial(Dial&&) = delete;

  void prepare(MailProtocol protocol, const std::string& ehlo_name, Millis patience);
  Task<Result<int>> run() { return transfer_->run(); }
  /// What was seen, once the transfer has ended.
  ConnectFacts facts() const;
  Failure failure(int code, const ConnectFacts& facts) const;
  /// Cuts the transfer loose from this object: libcurl calls back even while it cleans up.
  std::unique_ptr<CurlTransfer> take_transfer();

 private:
  template <class T>
  void set(CURLoption option, T value) {
    curl_easy_setopt(transfer_->handle(), option, value);
  }
  void prepare_tls();
  ConnectTranscript::Reached reached() const;
  Micros connected_by_libcurl() const;
  /// Libcurl has said or heard something.
  void note_progress();
  /// Of what was passed since the last call.
  void tell_phases();

  static std::size_t on_line(char* line, std::size_t size, std::size_t count, void* self);
  static int on_debug(CURL*, curl_infotype kind, char* bytes, std::size_t size, void* self);
  static CURLcode on_ssl_context(CURL*, void* ssl_context, void* self);

  MailServer server_;
  const Clock& clock_;
  SteadyTime started_;
  std::optional<SteadyTime> handshake_began_;
  Micros connected_{};  ///< As libcurl first told: a handshake later on makes it count the time twice.
  ConnectTranscript transcript_;
  CertificateCheck certificate_;
  std::optional<Failure> malformed_;
  std::array<char, CURL_ERROR_SIZE> error_text_{};
  PhaseListener on_phase_;
  std::vector<mail::SmtpPhaseTime> told_;
  CurlList connect_to_{nullptr, &curl_slist_free_all};
  std::unique_ptr<CurlTransfer> transfer_;  ///< Last: it goes first, while all it points to is still there.
};

std::size_t Dial::on_line(char* line, std::size_t size, std::size_t count, void* self) {
  auto& dial = *static_cast<Dial*>(self);
  const auto heard = dial.transcript_.received({line, size * count}, dial.clock_.steady());
  dial.note_progress();
  if (heard) return size * count;
  dial.malformed_ = heard.error();
  return 0;  // libcurl gives up: it would skip what it does not understand and wait for more.
}

int Dial::on_debug(CURL*, curl_infotype kind, char* bytes, std::size_t size, void* self) {
  auto& dial = *static_cast<Dial*>(self);
  if (kind == CURLINFO_HEADER_OUT) dial.transcript_.sent({bytes, size}, dial.clock_.steady());
  dial.note_progress();  // libcurl's own remarks come as connecting and the handshake end
  return 0;
}

CURLcode Dial::on_ssl_context(CURL*, void* ssl_context, void* self) {
  auto& dial = *static_cast<Dial*>(self);
  dial.handshake_began_ = dial.clock_.steady();
  return dial.certificate_.install(ssl_context) ? CURLE_OK : CURLE_SSL_CONNECT_ERROR;
}

Micros Dial::connected_by_libcurl() const {
  curl_off_t connected = 0;
  curl_easy_getinfo(transfer_->handle(), CURLINFO_CONNECT_TIME_T, &connected);
  return Micros{connected};
}

void Dial::note_progress() {
  if (connected_ == Micros{}) connected_ = connected_by_libcurl();
  tell_phases();
}

void Dial::tell_phases() {
  if (!on_phase_) return;
  auto passed = transcript_.facts(reached()).phases;
  for (const auto& phase : passed) {
    if (std::ranges::find(told_, phase) == told_.end()) on_phase_(phase);
  }
  told_ = std::move(passed);
}

void Dial::prepare(MailProtocol protocol, const std::string& ehlo_name, Millis patience) {
  set(CURLOPT_URL, url_of(server_, protocol, ehlo_name).c_str());
  // Empty fields match whatever the URL names, so that no name is ever looked up.
  connect_to_.reset(curl_slist_append(nullptr, ("::" + to_string(server_.endpoint)).c_str()));
  set(CURLOPT_CONNECT_TO, connect_to_.get());
  set(CURLOPT_CONNECT_ONLY, 1L);
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(std::clamp(patience, Millis{1}, kLongestPatience).count()));
  if (server_.source) set(CURLOPT_INTERFACE, ("host!" + server_.source->text()).c_str());
  if (server_.credentials) {
    set(CURLOPT_USERNAME, server_.credentials->user.c_str());
    set(CURLOPT_PASSWORD, server_.credentials->password.c_str());
  }
  set(CURLOPT_ERRORBUFFER, error_text_.data());
  set(CURLOPT_VERBOSE, 1L);
  set(CURLOPT_DEBUGFUNCTION, &Dial::on_debug);
  set(CURLOPT_DEBUGDATA, this);
  set(CURLOPT_HEADERFUNCTION, &Dial::on_line);
  set(CURLOPT_HEADERDATA, this);
  prepare_tls();
}

void Dial::prepare_tls() {
  set(CURLOPT_USE_SSL, use_ssl(server_.tls));
  set(CURLOPT_SSL_VERIFYPEER, 1L);  // Makes libcurl load the trusted certificates; `certificate_` decides.
  set(CURLOPT_SSL_VERIFYHOST, server_.is_certificate_required ? 2L : 0L);
  set(CURLOPT_SSL_SESSIONID_CACHE, 0L);  // A resumed session would show no certificate.
  if (!server_.ca_file.empty()) {
    set(CURLOPT_CAINFO, server_.ca_file.c_str());
    set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
  }
  set(CURLOPT_SSL_CTX_FUNCTION, &Dial::on_ssl_context);
  set(CURLOPT_SSL_CTX_DATA, this);
}

ConnectTranscript::Reached Dial::reached() const {
  Micros connected = connected_ > Micros{} ? connected_ : connected_by_libcurl();
  curl_off_t encrypted = 0;
  curl_easy_getinfo(transfer_->handle(), CURLINFO_APPCONNECT_TIME_T, &encrypted);
  // With implicit TLS libcurl takes the end of the handshake for the end of connecting.
  if (server_.tls == TlsMode::implicit && handshake_began_) {
    connected = std::chrono::duration_cast<Micros>(*handshake_began_ - started_);
  }
  return {.connected = connected, .encrypted = Micros{encrypted}};
}

ConnectFacts Dial::facts() const {
  ConnectFacts facts = transcript_.facts(reached());
  facts.is_certificate_valid = certificate_.is_valid();
  facts.certificate_not_after = certificate_.not_after();
  return facts;
}

Failure Dial::failure(int code, const ConnectFacts& facts) const {
  if (malformed_) return named(server_, facts, *malformed_);
  CurlEnd end{
      .code = code,
      .text = error_text_[0] != '\0' ? error_text_.data() : curl_easy_strerror(static_cast<CURLcode>(code))};
  curl_easy_getinfo(transfer_->handle(), CURLINFO_OS_ERRNO, &end.system_error);
  const bool is_fatal = server_.is_certificate_required;
  return connect_failure(server_, end, transcript_, facts, is_fatal ? certificate_.complaint() : "");
}

std::unique_ptr<CurlTransfer> Dial::take_transfer() {
  set(CURLOPT_VERBOSE, 0L);
  set(CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
  set(CURLOPT_HEADERFUNCTION, static_cast<curl_write_callback>(nullptr));
  set(CURLOPT_HEADERDATA, static_cast<void*>(nullptr));
  set(CURLOPT_CONNECT_TO, static_cast<curl_slist*>(nullptr));
  return std::move(transfer_);
}

}  // namespace

std::optional<IpAddress> CurlMailConnector::leaves_from(const MailServer& server) const {
  return server.source ? server.source : route_source(server.endpoint.address);
}

asio::awaitable<Connection> CurlMailConnector::connect(MailServer server, MailProtocol protocol,
                                                       std::string ehlo_name, SteadyTime deadline) {
  Connection connection;
  const bool must_log_in = server.credentials.has_value();
  auto target = checked(std::move(server), ehlo_name);
  if (!target) {
    connection.stream = std::unexpected(target.error());
    co_return connection;
  }
  const auto patience = std::chrono::ceil<Millis>(deadline - clock_.steady());
  Dial dial(loop_.new_transfer(), clock_, *std::move(target), protocol,
            protocol == MailProtocol::smtp ? on_phase_ : PhaseListener{});
  dial.prepare(protocol, ehlo_name, patience);
  const Result<int> ended = co_await dial.run();
  connection.facts = dial.facts();
  if (!ended) {
    connection.stream = std::unexpected(ended.error());
  } else if (*ended != CURLE_OK) {
    connection.stream = std::unexpected(dial.failure(*ended, connection.facts));
  } else if (must_log_in && protocol == MailProtocol::smtp && !connection.facts.is_authenticated) {
    // Without an AUTH that it knows libcurl goes on as if no credentials had been given.
    connection.facts.ended_in = mail::SmtpPhase::auth;
    connection.stream = std::unexpected(dial.failure(CURLE_LOGIN_DENIED, connection.facts));
  } else {
    if (!connection.facts.phases.empty()) connection.facts.ended_in = connection.facts.phases.back().phase;
    connection.stream = CurlStream::open(dial.take_transfer(), clock_, co_await asio::this_coro::executor);
  }
  co_return connection;
}

}  // namespace cutwatch::net

#include "net/stream/secure_transfer.hpp"

#include "net/stream/secure_failure.hpp"
#include "runtime/task.hpp"

#include <curl/curl.h>

#include <utility>

namespace cutwatch::net {
namespace {

CURLcode on_ssl_context(CURL*, void* ssl_context, void* certificate) {
  return static_cast<CertificateCheck*>(certificate)->install(ssl_context) ? CURLE_OK
                                                                           : CURLE_SSL_CONNECT_ERROR;
}

}  // namespace

struct SecureTransfer::List {
  explicit List(const std::string& line) : first(curl_slist_append(nullptr, line.c_str())) {}
  ~List() { curl_slist_free_all(first); }
  List(List&&) = delete;
  curl_slist* first;
};

SecureTransfer::SecureTransfer(std::unique_ptr<CurlTransfer> transfer, SecurePeer peer)
    : peer_(std::move(peer)),
      certificate_(peer_.host, CertificateCheck::Policy::required),
      transfer_(std::move(transfer)) {}

SecureTransfer::~SecureTransfer() = default;

Result<void> SecureTransfer::prepare(const std::string& url) {
  CURL* easy = handle();
  if (curl_easy_setopt(easy, CURLOPT_URL, url.c_str()) != CURLE_OK)
    return fail(FailureKind::malformed, "not a URL: " + url);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https");
  // Empty fields match whatever the URL names, so that no name is ever looked up.
  connect_to_ = std::make_unique<List>("::" + to_string(peer_.endpoint));
  curl_easy_setopt(easy, CURLOPT_CONNECT_TO, connect_to_->first);
  if (peer_.source) curl_easy_setopt(easy, CURLOPT_INTERFACE, ("host!" + peer_.source->text()).c_str());
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);  // A resumed session would show no certificate.
  if (!peer_.ca_file.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, peer_.ca_file.c_str());
    curl_easy_setopt(easy, CURLOPT_CAPATH, static_cast<char*>(nullptr));
  }
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, &on_ssl_context);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, &certificate_);
  static_assert(sizeof error_text_ >= CURL_ERROR_SIZE);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error_text_.data());
  return {};
}

asio::awaitable<Result<void>> SecureTransfer::run(WaitableClock& clock, SteadyTime deadline) {
  const Result<int> ended = co_await with_deadline(clock, deadline, transfer_->run());
  if (ended && *ended == CURLE_OK) co_return Result<void>{};
  if (ended) co_return std::unexpected(failure(*ended));
  // libcurl itself would keep an HTTP/2 connection on which a request went unanswered, and use it again.
  curl_easy_setopt(handle(), CURLOPT_FORBID_REUSE, 1L);
  if (ended.error().kind == FailureKind::timeout)
    co_return std::unexpected(failure(CURLE_OPERATION_TIMEDOUT));
  co_return std::unexpected(ended.error());
}

Failure SecureTransfer::failure(int code) const {
  CurlEnd end{
      .code = code,
      .text = error_text_[0] != '\0' ? error_text_.data() : curl_easy_strerror(static_cast<CURLcode>(code))};
  curl_easy_getinfo(transfer_->handle(), CURLINFO_OS_ERRNO, &end.system_error);
  return secure_failure(peer_, end, certificate_.complaint());
}

std::unique_ptr<CurlTransfer> SecureTransfer::take() {
  curl_easy_setopt(handle(), CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
  curl_easy_setopt(handle(), CURLOPT_CONNECT_TO, static_cast<curl_slist*>(nullptr));
  return std::move(transfer_);
}

}  // namespace cutwatch::net

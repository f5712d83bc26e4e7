#include "net/stream/certificate_check.hpp"

#include "core/address/ip_address.hpp"

#include <openssl/asn1.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <ctime>

namespace cutwatch::net {
namespace {

std::optional<WallTime> wall_time(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{parts.tm_year + 1900},
                                         std::chrono::month{static_cast<unsigned>(parts.tm_mon + 1)},
                                         std::chrono::day{static_cast<unsigned>(parts.tm_mday)}};
  return std::chrono::sys_days{date} + std::chrono::hours{parts.tm_hour} +
         std::chrono::minutes{parts.tm_min} + Seconds{parts.tm_sec};
}

}  // namespace

bool CertificateCheck::install(void* ssl_context) {
  auto* context = static_cast<SSL_CTX*>(ssl_context);
  // A server may ask for the handshake again at any time (TLS 1.2, RFC 5246 §7.4.1.1): this object is gone
  // then.
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
  X509_VERIFY_PARAM* param = SSL_CTX_get0_param(context);
  const int taken = IpAddress::parse(host_) ? X509_VERIFY_PARAM_set1_ip_asc(param, host_.c_str())
                                            : X509_VERIFY_PARAM_set1_host(param, host_.c_str(), host_.size());
  X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  SSL_CTX_set_cert_verify_callback(
      context,
      [](X509_STORE_CTX* store, void* self) { return static_cast<CertificateCheck*>(self)->verify(store); },
      this);
  return taken == 1;
}

int CertificateCheck::verify(void* store_context) {
  auto* store = static_cast<X509_STORE_CTX*>(store_context);
  if (const X509* leaf = X509_STORE_CTX_get0_cert(store)) not_after_ = wall_time(X509_get0_notAfter(leaf));
  is_valid_ = X509_verify_cert(store) == 1;
  if (!is_valid_) complaint_ = X509_verify_cert_error_string(X509_STORE_CTX_get_error(store));
  if (is_valid_ || policy_ == Policy::required) return is_valid_ ? 1 : 0;
  X509_STORE_CTX_set_error(store, X509_V_OK);  // libcurl looks at it once more after the handshake.
  return 1;
}

}  // namespace cutwatch::net

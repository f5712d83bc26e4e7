#include "tests/support/test_certificate.hpp"

#include "core/address/ip_address.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include <unistd.h>

namespace cutwatch::test {
namespace {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;

void must(bool is_done) {
  if (!is_done) throw std::runtime_error("OpenSSL cannot make a test certificate");
}

void extend(X509* certificate, X509* issuer, int id, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str());
  must(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

Certificate make_certificate(EVP_PKEY* key, const std::string& name, WallTime not_after) {
  static long serial = 0;
  Certificate certificate(X509_new());
  X509* x = certificate.get();
  X509_set_version(x, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(x), ++serial);
  must(ASN1_TIME_set_string(X509_getm_notBefore(x), "20200101000000Z") == 1);
  const std::time_t end = std::chrono::floor<Seconds>(not_after).time_since_epoch().count();
  must(ASN1_TIME_set(X509_getm_notAfter(x), end) != nullptr);
  const auto* bytes = reinterpret_cast<const unsigned char*>(name.c_str());
  must(X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC, bytes, -1, -1, 0) == 1);
  must(X509_set_pubkey(x, key) == 1);
  return certificate;
}

std::string text_of(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  must(PEM_write_bio_X509(bio.get(), certificate) == 1);
  return text_of(bio.get());
}

std::string pem_of(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  must(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return text_of(bio.get());
}

std::filesystem::path write_to_new_file(const std::string& text) {
  std::string name = (std::filesystem::temp_directory_path() / "cutwatch-ca-XXXXXX").string();
  const int fd = mkstemp(name.data());
  must(fd >= 0);
  close(fd);
  std::ofstream(name) << text;
  return name;
}

}  // namespace

Identity self_signed(const std::string& host, WallTime not_after) {
  const Key key(EVP_EC_gen("P-256"));
  must(key != nullptr);
  const Certificate certificate = make_certificate(key.get(), host, not_after);
  X509* x = certificate.get();
  must(X509_set_issuer_name(x, X509_get_subject_name(x)) == 1);
  extend(x, x, NID_subject_alt_name, "DNS:" + host);
  must(X509_sign(x, key.get(), EVP_sha256()) > 0);
  return {.certificate = pem_of(x), .key = pem_of(key.get())};
}

struct TestAuthority::Keys {
  Key key;
  Certificate certificate;
};

TestAuthority::TestAuthority() : keys_(std::make_unique<Keys>()) {
  keys_->key.reset(EVP_EC_gen("P-256"));
  must(keys_->key != nullptr);
  keys_->certificate =
      make_certificate(keys_->key.get(), "Test CA", std::chrono::sys_days{std::chrono::year{2100} / 1 / 1});
  X509* x = keys_->certificate.get();
  must(X509_set_issuer_name(x, X509_get_subject_name(x)) == 1);
  extend(x, x, NID_basic_constraints, "critical,CA:TRUE");
  extend(x, x, NID_key_usage, "critical,keyCertSign,cRLSign");
  extend(x, x, NID_subject_key_identifier, "hash");
  must(X509_sign(x, keys_->key.get(), EVP_sha256()) > 0);
  file_ = write_to_new_file(pem_of(x));
}

TestAuthority::~TestAuthority() {
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);
}

Identity TestAuthority::issue(const std::string& host, WallTime not_after) const {
  const Key key(EVP_EC_gen("P-256"));
  must(key != nullptr);
  const Certificate certificate = make_certificate(key.get(), host, not_after);
  X509* authority = keys_->certificate.get();
  must(X509_set_issuer_name(certificate.get(), X509_get_subject_name(authority)) == 1);
  extend(certificate.get(), authority, NID_subject_alt_name,
         (IpAddress::parse(host) ? "IP:" : "DNS:") + host);
  must(X509_sign(certificate.get(), keys_->key.get(), EVP_sha256()) > 0);
  return {.certificate = pem_of(certificate.get()), .key = pem_of(key.get())};
}

}  // namespace cutwatch::test

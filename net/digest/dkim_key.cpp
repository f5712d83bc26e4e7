#include "net/digest/dkim_key.hpp"

#include "net/digest/hmac.hpp"

#include <fmt/core.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include <array>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace cutwatch::net {
namespace {

constexpr int kLeastRsa = 1024;
constexpr int kMostRsa = 4096;

using Bytes = std::vector<std::uint8_t>;

const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::array<std::uint8_t, SHA256_DIGEST_LENGTH> sha256(std::string_view text) {
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
  SHA256(octets(text), text.size(), digest.data());
  return digest;
}

std::string base64(const std::uint8_t* bytes, std::size_t size) {
  std::string out(4 * ((size + 2) / 3) + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes, static_cast<int>(size));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

/// EVP_DecodeBlock counts the zeros that padding stands for.
std::optional<Bytes> from_base64(std::string_view text) {
  static constexpr std::size_t kLongest = 4 * kMostRsa / 8;
  if (text.empty() || text.size() % 4 != 0 || text.size() > kLongest) return std::nullopt;
  Bytes out(text.size() / 4 * 3);
  const int length = EVP_DecodeBlock(out.data(), octets(text), static_cast<int>(text.size()));
  if (length < 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  out.resize(static_cast<std::size_t>(length) - padding);
  return out;
}

/// No key may ask for its passphrase at a terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

Context new_context() {
  Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  if (!context) throw std::runtime_error("OpenSSL has no memory for a digest");
  return context;
}

EVP_PKEY* handle_of(const std::shared_ptr<void>& key) { return static_cast<EVP_PKEY*>(key.get()); }

/// RFC 8463 §3: Ed25519 signs the digest, as a text of its own.
struct Signable {
  const EVP_MD* digest;
  std::string text;
};

Signable signable(bool is_rsa, std::string_view text) {
  if (is_rsa) return {.digest = EVP_sha256(), .text = std::string(text)};
  const auto hash = sha256(text);
  return {.digest = nullptr, .text = std::string(hash.begin(), hash.end())};
}

}  // namespace

std::string sha256_base64(std::string_view text) {
  const auto digest = sha256(text);
  return base64(digest.data(), digest.size());
}

Result<DkimKey> DkimKey::read(std::string_view pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> source(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  EVP_PKEY* key = source ? PEM_read_bio_PrivateKey(source.get(), nullptr, no_passphrase, nullptr) : nullptr;
  ERR_clear_error();
  if (key == nullptr) return fail(FailureKind::malformed, "no private key as PEM without a passphrase");
  DkimKey out(Handle(key, [](void* held) { EVP_PKEY_free(static_cast<EVP_PKEY*>(held)); }));
  const int type = EVP_PKEY_base_id(key);
  if (type != EVP_PKEY_RSA && type != EVP_PKEY_ED25519)
    return fail(FailureKind::malformed, "a key that is neither RSA nor Ed25519");
  const int bits = EVP_PKEY_bits(key);
  if (type == EVP_PKEY_RSA && (bits < kLeastRsa || bits > kMostRsa)) {
    return fail(FailureKind::malformed,
                fmt::format("an RSA key of {} bits: DKIM takes {} to {}", bits, kLeastRsa, kMostRsa));
  }
  return out;
}

bool DkimKey::is_rsa() const { return EVP_PKEY_base_id(handle_of(key_)) == EVP_PKEY_RSA; }

std::string_view DkimKey::algorithm() const { return is_rsa() ? "rsa-sha256" : "ed25519-sha256"; }

std::string DkimKey::fingerprint() const {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(handle_of(key_), &der);
  if (size <= 0) throw std::runtime_error("OpenSSL cannot write a public key");
  const auto digest = sha256({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  return hex(std::span(digest).first(16));
}

std::string DkimKey::sign(std::string_view text) const {
  const auto what = signable(is_rsa(), text);
  const auto context = new_context();
  std::size_t size = 0;
  bool is_done = EVP_DigestSignInit(context.get(), nullptr, what.digest, nullptr, handle_of(key_)) == 1 &&
                 EVP_DigestSign(context.get(), nullptr, &size, octets(what.text), what.text.size()) == 1;
  Bytes signature(size);
  is_done = is_done &&
            EVP_DigestSign(context.get(), signature.data(), &size, octets(what.text), what.text.size()) == 1;
  ERR_clear_error();
  if (!is_done) throw std::runtime_error("OpenSSL cannot sign");
  return base64(signature.data(), size);
}

bool DkimKey::verifies(std::string_view text, std::string_view signature) const {
  const auto bytes = from_base64(signature);
  if (!bytes) return false;
  const auto what = signable(is_rsa(), text);
  const auto context = new_context();
  const bool is_good =
      EVP_DigestVerifyInit(context.get(), nullptr, what.digest, nullptr, handle_of(key_)) == 1 &&
      EVP_DigestVerify(context.get(), bytes->data(), bytes->size(), octets(what.text), what.text.size()) == 1;
  ERR_clear_error();
  return is_good;
}

}  // namespace cutwatch::net

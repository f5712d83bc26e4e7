#include "net/digest/dkim.hpp"

#include "net/digest/dkim_key.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace cutwatch;
using namespace cutwatch::net;
using mail::DkimSigner;

namespace {

// RFC 8463, Appendix A.
constexpr const char* kEd25519 =
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";
constexpr const char* kRsa =
    "-----BEGIN RSA PRIVATE KEY-----\n"
    "MIICXQIBAAKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQi\n"
    "Y/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqM\n"
    "KrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB\n"
    "AoGAH0cxOhFZDgzXWhDhnAJDw5s4roOXN4OhjiXa8W7Y3rhX3FJqmJSPuC8N9vQm\n"
    "6SVbaLAE4SG5mLMueHlh4KXffEpuLEiNp9Ss3O4YfLiQpbRqE7Tm5SxKjvvQoZZe\n"
    "zHorimOaChRL2it47iuWxzxSiRMv4c+j70GiWdxXnxe4UoECQQDzJB/0U58W7RZy\n"
    "6enGVj2kWF732CoWFZWzi1FicudrBFoy63QwcowpoCazKtvZGMNlPWnC7x/6o8Gc\n"
    "uSe0ga2xAkEA8C7PipPm1/1fTRQvj1o/dDmZp243044ZNyxjg+/OPN0oWCbXIGxy\n"
    "WvmZbXriOWoSALJTjExEgraHEgnXssuk7QJBALl5ICsYMu6hMxO73gnfNayNgPxd\n"
    "WFV6Z7ULnKyV7HSVYF0hgYOHjeYe9gaMtiJYoo0zGN+L3AAtNP9huqkWlzECQE1a\n"
    "licIeVlo1e+qJ6Mgqr0Q7Aa7falZ448ccbSFYEPD6oFxiOl9Y9se9iYHZKKfIcst\n"
    "o7DUw1/hz2Ck4N5JrgUCQQCyKveNvjzkkd8HjYs0SwM0fPjK16//5qDZ2UiDGnOe\n"
    "uEzxBDAr518Z8VFbR41in3W4Y3yCDgQlLlcETrS+zYcL\n"
    "-----END RSA PRIVATE KEY-----\n";
constexpr const char* kSignedByBoth =
    "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n"
    " d=football.example.com; i=@football.example.com;\r\n"
    " q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n"
    " subject : date : message-id : from : subject : date;\r\n"
    " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
    " b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r\n"
    " Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\r\n"
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n"
    " d=football.example.com; i=@football.example.com;\r\n"
    " q=dns/txt; s=test; t=1528637909; h=from : to : subject :\r\n"
    " date : message-id : from : subject : date;\r\n"
    " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
    " b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3\r\n"
    " DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz\r\n"
    " dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=\r\n"
    "From: Joe SixPack <joe@football.example.com>\r\n"
    "To: Suzie Q <suzie@shopping.example.net>\r\n"
    "Subject: Is dinner ready?\r\n"
    "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
    "Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n"
    "\r\n"
    "Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";

const std::string kSent =
    "Date: Tue, 01 Dec 2026 01:00:00 +0000\r\nFrom: <a@example.net>\r\nReply-To: <c@example.net>\r\n"
    "To: <b@example.org>\r\nSubject: cutwatch probe\r\nMessage-ID: <1@example.net>\r\nX-Other: x\r\n"
    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n"
    "Content-Transfer-Encoding: 7bit\r\n\r\nFirst line.\r\n.second line\r\n";

DkimSigner signer(const char* key) {
  return {.domain = "example.net", .selector = "cw", .key = key, .fingerprint = {}};
}

/// What of the signature broke; empty where it holds.
std::string diff(const DkimSigner& by, const std::string& arrived, KnownPart part = KnownPart::whole) {
  const auto change = dkim_change(by, kSent, arrived, part);
  if (!change) return "";
  CHECK(change->field == mail::MessageField::dkim);
  return change->diff;
}

std::string with(std::string text, const std::string& what, const std::string& instead) {
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), instead);
}

}  // namespace

TEST_CASE("the message of RFC 8463 holds, by both of its signatures") {
  const DkimSigner brisbane{
      .domain = "football.example.com", .selector = "brisbane", .key = kEd25519, .fingerprint = {}};
  const DkimSigner test{.domain = "football.example.com", .selector = "test", .key = kRsa, .fingerprint = {}};
  for (const auto& by : {brisbane, test}) {
    CHECK_FALSE(dkim_change(by, kSignedByBoth, kSignedByBoth, KnownPart::whole));
    CHECK(dkim_change(by, kSignedByBoth, with(kSignedByBoth, "dinner", "Dinner"), KnownPart::whole));
    CHECK(dkim_change(by, kSignedByBoth, with(kSignedByBoth, "hungry", "angry"), KnownPart::whole));
    CHECK(
        dkim_change(by, kSignedByBoth, "Subject: again\r\n" + std::string(kSignedByBoth), KnownPart::whole));
  }
  // The key of the other.
  auto crossed = brisbane;
  crossed.key = kRsa;
  CHECK(dkim_change(crossed, kSignedByBoth, kSignedByBoth, KnownPart::whole));
}

TEST_CASE("what is signed holds, and goes on with what it signs") {
  for (const auto* key : {kEd25519, kRsa}) {
    const auto by = signer(key);
    const auto text = dkim_signed(kSent, by);
    CHECK(text.starts_with("DKIM-Signature: v=1; a="));
    CHECK(text.ends_with(kSent));
    CHECK(diff(by, text) == "");
    std::size_t start = 0;
    for (auto end = text.find("\r\n"); end != std::string::npos; end = text.find("\r\n", start)) {
      CHECK(end - start <= 78);
      start = end + 2;
    }
  }
}

TEST_CASE("what servers may do to mail breaks no signature") {
  const auto by = signer(kEd25519);
  const auto text = dkim_signed(kSent, by);
  CHECK(diff(by, "Received: from a by b\r\n" + text) == "");
  CHECK(diff(by, "DKIM-Signature: v=1; d=other.example; s=x\r\n" + text) == "");
  CHECK(diff(by, with(text, "Subject: cutwatch probe", "SUBJECT:  cutwatch\r\n\tprobe ")) == "");
  CHECK(diff(by, with(text, "First line.", "First line.  ")) == "");
  CHECK(diff(by, with(text, "X-Other: x", "X-Other: y")) == "");
  CHECK(diff(by, text + "\r\n\r\n") == "");
}

TEST_CASE("what broke a signature is told") {
  const auto by = signer(kEd25519);
  const auto text = dkim_signed(kSent, by);
  CHECK(diff(by, with(text, "cutwatch probe", "[SPAM] cutwatch probe")) ==
        "-subject:cutwatch probe\n+subject:[SPAM] cutwatch probe");
  const auto footer = diff(by, text + "A footer.\r\n");
  CHECK(footer.starts_with("-body hash "));
  CHECK(footer.contains("\n+body hash "));
  CHECK(diff(by, kSent) == "-signature of cw._domainkey.example.net");
  CHECK(diff(by, with(text, "bh=", "bh=AAAA")) ==
        "-a signature that holds\n+a signature that does not, over what was sent");
}

TEST_CASE("of a message that was not read to its end the header is judged") {
  const auto by = signer(kEd25519);
  const auto text = dkim_signed(kSent, by);
  const auto cut = text.substr(0, text.size() - 5);
  CHECK(diff(by, cut) != "");
  CHECK(diff(by, cut, KnownPart::beginning) == "");
  const auto changed = diff(by, with(cut, "cutwatch probe", "x"), KnownPart::beginning);
  CHECK(changed == "-subject:cutwatch probe\n+subject:x");
}

TEST_CASE("any octet that is another breaks it, but for those that mean nothing") {
  const auto by = signer(kEd25519);
  const auto text = dkim_signed(kSent, by);
  const std::string harmless = "X-Other: x";
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\r' || text[at] == '\n' || text[at] == ' ') continue;  // folding, blanks
    const auto other = text.find(harmless);
    if (at >= other && at < other + harmless.size()) continue;
    auto flipped = text;
    flipped[at] = static_cast<char>(flipped[at] ^ 1);
    const bool is_name = flipped[at] == '\n' || flipped[at] == ':';
    CAPTURE(at);
    CAPTURE(flipped.substr(at > 10 ? at - 10 : 0, 20));
    if (!is_name) CHECK(diff(by, flipped) != "");
  }
}

TEST_CASE("many signatures by the same name are not all looked at, and hostile ones are passed over") {
  const auto by = signer(kEd25519);
  const auto text = dkim_signed(kSent, by);
  const std::string forged =
      "DKIM-Signature: a=ed25519-sha256; d=example.net; s=cw; h=from; bh=x; b=!!!!\r\n";
  CHECK(diff(by, forged + text) == "");
  std::string many;
  for (int i = 0; i < 8; ++i) many += forged;
  CHECK(diff(by, many + text) != "");
  CHECK(diff(by, "") != "");
  CHECK(diff(by, "DKIM-Signature: ;;;=;b=;b=\r\n\r\n") != "");
}

TEST_CASE("a key is RSA or Ed25519, of a size that is in use, without a passphrase") {
  const auto why = [](std::string_view pem) {
    const auto key = DkimKey::read(pem);
    return key ? std::string(key->algorithm()) : key.error().detail;
  };
  CHECK(why(kEd25519) == "ed25519-sha256");
  CHECK(why(kRsa) == "rsa-sha256");
  CHECK(why("") == "no private key as PEM without a passphrase");
  CHECK(why("hunter2") == "no private key as PEM without a passphrase");
  CHECK(why("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
            "-----END PUBLIC KEY-----\n") == "no private key as PEM without a passphrase");
  CHECK(why("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
            "-----END PRIVATE KEY-----\n") == "a key that is neither RSA nor Ed25519");
  CHECK(why("-----BEGIN PRIVATE KEY-----\n"
            "MIIBVQIBADANBgkqhkiG9w0BAQEFAASCAT8wggE7AgEAAkEApOsZZxzTuFxj4B3G\n"
            "slFLOBvFbKlcsD3jAhmlncE4sFIlfOyNcbRcroIUB+WB9BU5Ml67JZ+IXpWBJqIL\n"
            "Z1wtOQIDAQABAkEAl4DbD1zuK1nE7uir1rjT7zGkBpT373iLCSzidrBBEciLhTUB\n"
            "5Tf8lEm7d8S2GTKZDEkEGEDeohP8Ju+uqiM14QIhANZ1v2bGtTXr1PBLFpJOvImu\n"
            "Yh/JL8QS8c6WdWPH5iElAiEAxNzFwvbp4igLV0iBSRE36wpv1hf/7NSlnlPy56a7\n"
            "kYUCIQCXcBI2Ov7fEqcM/5jyu5K7Dl7P3ztRk6cYoHpIeXHx2QIgHDDlXRMQ0SMc\n"
            "5KXsZbNCh7UZ6NXM/3RAN1kcOtIkoCUCICNqKtBHrEAOcQsib7OjH2lpZu6erh9c\n"
            "Wgw5bXy8dW/T\n"
            "-----END PRIVATE KEY-----\n") == "an RSA key of 512 bits: DKIM takes 1024 to 4096");
  CHECK(why("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
            "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhMP0LoC5+GygICCAAw\n"
            "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEIqaFa9gg2sotdcP5QUhA/QEQM/X\n"
            "wl75xlnHJcsRGB2YNhJsaO0hRInEPDIEIo8wkItUTNSSl1Ny9HUHI5Y/QrDWkX8e\n"
            "J9GgA1fzMlpx7KAD5XI=\n"
            "-----END ENCRYPTED PRIVATE KEY-----\n") == "no private key as PEM without a passphrase");
}

TEST_CASE("a fingerprint tells keys apart, and says nothing else") {
  std::set<std::string> prints;
  for (const auto* key : {kEd25519, kRsa}) prints.insert(DkimKey::read(key)->fingerprint());
  CHECK(prints.size() == 2);
  for (const auto& print : prints) CHECK(print.size() == 32);
  CHECK(DkimKey::read(kRsa)->fingerprint() == DkimKey::read(kRsa)->fingerprint());
}

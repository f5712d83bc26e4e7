#include "core/mail/dkim_signature.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <array>

using namespace cutwatch::mail;

TEST_CASE("the example of RFC 6376 §3.4.5, relaxed") {
  const auto mail = signable("A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n");
  const std::array<std::string, 2> names{"a", "b"};
  CHECK(relaxed_fields(mail.header, names) == "a:X\r\nb:Y Z\r\n");
  CHECK(mail.body == " C\r\nD E\r\n");
}

TEST_CASE("a body is the same whatever ends its lines, and empty lines at its end are none") {
  CHECK(relaxed_body("a\nb\n") == "a\r\nb\r\n");
  CHECK(relaxed_body("a\r\nb") == "a\r\nb\r\n");
  CHECK(relaxed_body("a\r\n \t\r\n\r\n") == "a\r\n");
  CHECK(relaxed_body("\r\n\r\na\r\n") == "\r\n\r\na\r\n");
  CHECK(relaxed_body("\r\n\r\n") == "");
  CHECK(relaxed_body("") == "");
}

TEST_CASE("of fields that come again the last is signed first, and what is not there is left out") {
  const auto mail = signable("Subject: one\r\nX: x\r\nsubject: two\r\n\r\n");
  const std::array<std::string, 4> names{"Subject", "From", "SUBJECT", "subject"};
  CHECK(relaxed_fields(mail.header, names) == "subject:two\r\nsubject:one\r\n");
}

TEST_CASE("a signature signs its own field without what the tag b holds") {
  CHECK(without_signature("v=1; b=abc def; bh=xyz") == "v=1; b=; bh=xyz");
  CHECK(without_signature("v=1; bh=xyz; b=abc=") == "v=1; bh=xyz; b=");
  CHECK(without_signature("b =a;") == "b =;");
  CHECK(without_signature("b;b; b=x;") == "b;b; b=;");
  CHECK(without_signature("") == "");
}

TEST_CASE("what a signature says") {
  const auto read = read_dkim_signature(
      "v=1; a=rsa-sha256; c=relaxed/relaxed; d=Example.org; s=cw; h=from : to:subject; bh=ab c=; b=d e=");
  REQUIRE(read);
  CHECK(read->algorithm == "rsa-sha256");
  CHECK(read->fields == std::vector<std::string>{"from", "to", "subject"});
  CHECK(read->body_hash == "abc=");
  CHECK(read->signature == "de=");
  CHECK(read->is_relaxed);
  CHECK(read->is_by({.domain = "example.org", .selector = "CW", .key = {}, .fingerprint = {}}));
  CHECK_FALSE(read->is_by({.domain = "example.org", .selector = "cx", .key = {}, .fingerprint = {}}));
}

TEST_CASE("signers differ in what they are kept by where anything but the key itself does") {
  const DkimSigner signer{.domain = "example.org", .selector = "cw", .key = "PEM", .fingerprint = "0a"};
  for (auto member : {&DkimSigner::domain, &DkimSigner::selector, &DkimSigner::fingerprint}) {
    auto other = signer;
    other.*member += "x";
    CHECK(other.identity() != signer.identity());
  }
  CHECK_FALSE(signer.identity().contains("PEM"));
}

TEST_CASE("a signature of which only a part of the body is signed, or in another form, is not ours") {
  const auto is_relaxed = [](std::string_view more) {
    const auto read = read_dkim_signature(fmt::format("a=a; d=d; s=s; h=h; bh=b; b=b;{}", more));
    REQUIRE(read);
    return read->is_relaxed;
  };
  CHECK(is_relaxed("c=relaxed/relaxed"));
  CHECK_FALSE(is_relaxed("c=relaxed/relaxed; l=5"));
  CHECK_FALSE(is_relaxed("c=relaxed/simple"));
  CHECK_FALSE(is_relaxed(""));
}

TEST_CASE("what lacks a tag, has one twice, or has more than any needs is no signature") {
  for (const auto* value :
       {"", ";", "a=a; d=d; s=s; h=h; bh=b", "a=a; a=a; d=d; s=s; h=h; bh=b; b=b", "=", "b"})
    CHECK_FALSE(read_dkim_signature(value));
  std::string many = "a=a; d=d; s=s; h=h; bh=b; b=b";
  for (int i = 0; i < 100; ++i) many += fmt::format("; x{}=1", i);
  CHECK_FALSE(read_dkim_signature(many));
  std::string names = "a=a; d=d; s=s; bh=b; b=b; h=x";
  for (int i = 0; i < 10'000; ++i) names += ":x";
  CHECK(read_dkim_signature(names)->fields.size() <= 100);
}

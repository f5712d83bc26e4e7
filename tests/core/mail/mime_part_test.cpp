#include "core/mail/mime_part.hpp"

#include "core/mail/transfer_encoding.hpp"

#include <doctest/doctest.h>

#include <string>

using cutwatch::mail::decoded_body;
using cutwatch::mail::MimePart;
using cutwatch::mail::read_content_type;
using cutwatch::mail::transfer_decoded;

namespace {

MimePart read(const std::string& text) {
  auto mail = cutwatch::mail::read_mail(text);
  REQUIRE(mail);
  return *std::move(mail);
}

}  // namespace

TEST_CASE("fields are unfolded, found in any case, and kept where they are twice") {
  const auto mail = read("\r\nSubject: a\r\n\tb\r\n  c\r\nX : 1\r\nx:2\r\nEmpty:\r\n \r\n d\r\n\r\nbody\r\n");
  CHECK(mail.header.fields.size() == 4);
  CHECK(mail.header.value_of("subject") == "a b c");
  CHECK(mail.header.value_of("X") == "1");
  CHECK(mail.header.fields[2].value == "2");
  CHECK(mail.header.value_of("empty") == "d");
  CHECK_FALSE(mail.header.value_of("body"));
  CHECK(mail.body == "body\n");
}

TEST_CASE("a header without an empty line ends where it is none") {
  const auto mail = read("From: a@example.org\nHello: you\nwhat is this\nTo: b@example.org\n");
  CHECK(mail.header.fields.size() == 2);
  CHECK(mail.body == "what is this\nTo: b@example.org\n");
}

TEST_CASE("parameters come quoted, bare, in pieces and encoded") {
  const auto type = read_content_type(
      R"( Multipart/REPORT ; a="x;\"y\\" ;b = c d ; c*0="1;"; c*1=2;d*=utf-8'en'%41%zz; e)");
  CHECK(type.type == "multipart/report");
  CHECK(type.parameter("a") == "x;\"y\\");
  CHECK(type.parameter("b") == "c d");
  CHECK(type.parameter("c") == "1;2");
  CHECK(type.parameter("d") == "A%zz");
  CHECK_FALSE(type.parameter("e"));
  CHECK(read_content_type("text/plain (plain; text)").type == "text/plain");
  CHECK(read_content_type("").type.empty());
  CHECK(read_content_type("text/plain; a=\"b").parameter("a") == "b");
}

TEST_CASE("parts lie between delimiters, and a longer one is another's") {
  const auto mail = read(
      "Content-Type: multipart/mixed; boundary=\"a b\"\n\npreamble\n--a b\n\none\n--a bc\n--a b  "
      "\nContent-Type: "
      "multipart/alternative; boundary=a\n\n--a\n\ntwo\n--a b\n\n\n--a b--\nepilogue\n--a b\n\nno\n");
  REQUIRE(mail.parts.size() == 3);
  CHECK(mail.parts[0].body == "one\n--a bc");
  REQUIRE(mail.parts[1].parts.size() == 1);  // closed by its parent
  CHECK(mail.parts[1].parts[0].body == "two");
  CHECK(mail.parts[2].body.empty());
  CHECK(mail.body.empty());
}

TEST_CASE("a last part without its end is one, and a boundary that is not told is the one in use") {
  const auto cut = read("Content-Type: multipart/mixed; boundary=a\n\n--a\n\none\n--a\n\ntwo");
  REQUIRE(cut.parts.size() == 2);
  CHECK(cut.parts[1].body == "two");
  const auto untold = read(
      "Content-Type: multipart/mixed\n\n-- \nno part\n--b c\nContent-Type: text/html\n\none\n--b "
      "c\n\ntwo\n--b "
      "c--\n");
  REQUIRE(untold.parts.size() == 2);
  CHECK(untold.parts[0].is("text/html"));
  CHECK(untold.parts[1].body == "two");
}

TEST_CASE("a multipart without delimiters is a body") {
  const auto mail = read("Content-Type: multipart/mixed; boundary=x\n\nhello\n");
  CHECK(mail.parts.empty());
  CHECK(mail.body == "hello\n");
}

TEST_CASE("a mail within a mail is not taken apart") {
  const auto mail = read(
      "Content-Type: multipart/digest; boundary=x\n\n--x\n\nFrom: a@example.org\n\nhello\n--x\nContent-Type: "
      "text/plain\n\nplain\n--x--\n");
  REQUIRE(mail.parts.size() == 2);
  CHECK(mail.parts[0].is("message/rfc822"));
  CHECK(mail.parts[0].body == "From: a@example.org\n\nhello");
  CHECK(mail.parts[1].is("text/plain"));
}

TEST_CASE("transfer encodings are decoded as far as they can be") {
  CHECK(transfer_decoded("aGVs\nbG8=\n", "BASE64") == "hello");
  CHECK(transfer_decoded("aGVsbG8", " base64 (x)") == "hello");
  CHECK(transfer_decoded("aGk=\naGk=\n!", "base64") == "hihi");
  CHECK(transfer_decoded("a=3Db=\nc =\n=E4 \t\nd=", "quoted-printable") == "a=bc \xe4\nd");
  CHECK(transfer_decoded("100=% =4 =", "Quoted-Printable") == "100=% =4 ");
  CHECK(transfer_decoded("as=20is", "7bit") == "as=20is");
  CHECK(decoded_body(read("Content-Transfer-Encoding: base64\n\nYQ==")) == "a");
}

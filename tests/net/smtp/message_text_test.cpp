#include "net/smtp/message_text.hpp"

#include "net/smtp/queue_id.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace cutwatch::net;

namespace {

/// How many ends of data a server sees, strict or lenient: a dot alone between any line ends.
int ends_of_data(const std::string& wire) {
  int count = 0;
  for (const char* form :
       {"\r\n.\r\n", "\n.\n", "\n.\r\n", "\r.\r", "\r\n.\n", "\r\n.\r", "\r.\r\n", "\n.\r"}) {
    for (std::size_t at = wire.find(form); at != wire.npos; at = wire.find(form, at + 1))
      count += at + 5 < wire.size();
  }
  return count;
}

}  // namespace

TEST_CASE("a message on the wire") {
  struct Case {
    const char* message;
    const char* bytes;
    std::size_t size;
  };
  for (const Case& row : {
           Case{"a\r\nb\r\n", "a\r\nb\r\n.\r\n", 6},
           Case{"a\nb\n", "a\r\nb\r\n.\r\n", 6},
           Case{"a\rb", "a\r\nb\r\n.\r\n", 6},
           Case{"no line end", "no line end\r\n.\r\n", 13},
           Case{"", ".\r\n", 0},
           Case{".", "..\r\n.\r\n", 3},
           Case{".a\r\n..\r\n", "..a\r\n...\r\n.\r\n", 8},
           Case{"a.\r\n", "a.\r\n.\r\n", 4},
           Case{"\r\r\n", "\r\n\r\n.\r\n", 4},
           Case{"\n\r", "\r\n\r\n.\r\n", 4},
       }) {
    CAPTURE(row.message);
    const MessageText text = message_text(row.message);
    CHECK(text.bytes == row.bytes);
    CHECK(text.size == row.size);
  }
}

TEST_CASE("no mix of line ends around a dot ends the data early") {
  const std::vector<std::string> ends{"\r\n", "\n", "\r", "\r\r", "\n\n", "\r\r\n", "\n\r", ""};
  for (const std::string& before : ends) {
    for (const std::string& behind : ends) {
      const std::string message = "body" + before + "." + behind + "MAIL FROM:<evil@example.org>\r\n";
      const std::string wire = message_text(message).bytes;
      CAPTURE(before.size());
      CAPTURE(behind.size());
      CHECK(ends_of_data(wire) == 0);
      CHECK(wire.ends_with("\r\n.\r\n"));
      for (std::size_t i = 0; i < wire.size(); ++i) {
        if (wire[i] == '\n') CHECK((i > 0 && wire[i - 1] == '\r'));
        if (wire[i] == '\r') CHECK((i + 1 < wire.size() && wire[i + 1] == '\n'));
      }
    }
  }
}

TEST_CASE("8-bit bytes are noticed") {
  CHECK(message_text("caf\xc3\xa9").has_eight_bit);
  CHECK_FALSE(message_text("cafe").has_eight_bit);
}

TEST_CASE("queue ids of the servers in the field") {
  struct Case {
    const char* text;
    const char* id;
  };
  for (const Case& row : {
           Case{"Ok: queued as 0C24AA78825", "0C24AA78825"},
           Case{"Ok: queued as 4jWy7n6r9Tz1blBX", "4jWy7n6r9Tz1blBX"},
           Case{"Ok: 394 bytes queued as 6D9FBA78719", "6D9FBA78719"},
           Case{"OK id=1xUnsc-0008Bp-14", "1xUnsc-0008Bp-14"},
           Case{"OK id=1xUnsc-000000008Bp-14Zz", "1xUnsc-000000008Bp-14Zz"},
           Case{"7e715afd Message accepted for delivery", "7e715afd"},
           Case{"hB1KxYz012345 Message accepted for delivery", "hB1KxYz012345"},
           Case{"<abc@mx.example.org> [InternalId=12, Hostname=MX] Queued mail for delivery",
                "abc@mx.example.org"},
           Case{"OK  1712345678 x5-20020a05a6-gsmtp - gsmtp", "x5-20020a05a6-gsmtp"},
           Case{"ok 1712345678 qp 12345", "12345"},
           Case{"Message Queued (3F2504E0-4F89-11D3-9A0C-0305E82C3301.1)",
                "3F2504E0-4F89-11D3-9A0C-0305E82C3301.1"},
           Case{"Ok: queued as 12345.", "12345"},
           Case{"Ok", ""},
           Case{"accepted, thanks", ""},
           Case{"queued as ", ""},
       }) {
    CAPTURE(row.text);
    CHECK(queue_id_of(row.text) == row.id);
  }
}

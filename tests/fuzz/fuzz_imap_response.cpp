// IMAP responses, in the pieces that the first byte of the input chooses: no piece size may change what is
// read.
#include "net/imap/imap_text.hpp"
#include "net/imap/response_parser.hpp"

#include <cstdint>
#include <cstdlib>
#include <vector>

namespace {

using cutwatch::net::ImapResponse;
using cutwatch::net::ImapValue;

struct Read {
  std::vector<ImapResponse> responses;
  bool is_malformed = false;
  friend bool operator==(const Read&, const Read&) = default;
};

Read read(std::string_view bytes, std::size_t piece) {
  cutwatch::net::ImapResponseParser parser;
  Read read;
  while (!bytes.empty()) {
    parser.feed(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    for (;;) {
      auto next = parser.next();
      if (!next) {
        read.is_malformed = true;
        return read;
      }
      if (!*next) break;
      read.responses.push_back(**std::move(next));
    }
  }
  return read;
}

void must_be_printable(std::string_view text) {
  for (const char c : text) {
    if (c < 0x20 || c > 0x7e) std::abort();
  }
}

/// What the search does with values: numbers, dates and header blocks out of any bytes.
void use(const ImapValue& value) {
  (void)value.number();
  (void)cutwatch::net::internal_date(value.text);
  for (const auto& field : cutwatch::net::header_fields(value.text)) {
    must_be_printable(field.name);
    must_be_printable(field.value);
  }
  for (const ImapValue& item : value.items) use(item);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Read whole = read(bytes, 16 * 1024);
  if (read(bytes, data[0] % 64 + 1) != whole) std::abort();
  for (const ImapResponse& response : whole.responses) {
    must_be_printable(response.tag);
    must_be_printable(response.code);
    must_be_printable(response.text);
    for (const ImapValue& value : response.values) use(value);
  }
  (void)cutwatch::net::modified_utf7(bytes);
  return 0;
}

#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::mail {

/// One field of a header, unfolded: where a line was folded stands one blank.
struct HeaderField {
  std::string name;  ///< As it was written.
  std::string value;
  friend bool operator==(const HeaderField&, const HeaderField&) = default;
};

/// The fields of a mail, of a part of one, or of a delivery report, in their order.
struct HeaderBlock {
  std::vector<HeaderField> fields;

  /// The value of the first field of that name, in whatever case (RFC 5322 §3.6 lets most of them occur
  /// once).
  std::optional<std::string_view> value_of(std::string_view name) const;
};

/// Whether a line is a field or goes on with the last one; the block then has it. What is more than a mail
/// needs (fields, octets in one) is dropped.
bool add_line(HeaderBlock& block, std::string_view line);

/// Appends a line to the last field, as if it were folded.
void continue_last_field(HeaderBlock& block, std::string_view line);

/// Takes the header off the text, and the empty line that ends it. A line that can be no part of a header
/// ends it as well, and stays; the "From " of a mailbox file is passed over.
HeaderBlock take_header(std::string_view& text);

}  // namespace cutwatch::mail

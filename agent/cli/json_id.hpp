#pragma once
#include <string>
#include <string_view>

// Numbers as they were written: a JSON library turns those beyond 64 bits into a double, and refuses those
// beyond a double. An id is the sender's, and has to come back unchanged.
namespace cutwatch::cli {

/// The text with a 0 for each number, for a library to check and to read all the rest from. It is JSON just
/// when `text` is.
std::string without_numbers(std::string_view text);

/// The value of a JSON object's member "id" as it was written, without blanks between its parts and with
/// \u escapes for what is not printable ASCII; "null" when there is none. `object` must be JSON.
std::string id_text(std::string_view object);

}  // namespace cutwatch::cli

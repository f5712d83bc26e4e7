#pragma once
#include "core/dns/rrset.hpp"
#include "core/failure/failure.hpp"
#include "core/time/time.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// Single values as the state file keeps them in JSON. What is read may come from a damaged file: it is
// checked like a configuration. The readers throw `Damaged`, or the library's own exception; `parse_kept`
// catches both.
namespace cutwatch::store {

class Damaged : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

nlohmann::json kept(WallTime instant);
nlohmann::json kept(const std::optional<WallTime>& instant);
nlohmann::json kept(const std::optional<std::string>& text);
nlohmann::json kept(const dns::RrSet& rrset);

/// Between 1970 and 2200.
WallTime instant_of(const nlohmann::json& value);
std::optional<WallTime> maybe_instant_of(const nlohmann::json& value);
/// 0 to 2^31 - 1 (RFC 2181 §8).
Seconds ttl_of(const nlohmann::json& value);
std::int64_t integer_of(const nlohmann::json& value, std::int64_t least, std::int64_t most);
/// Printable ASCII of a bounded length.
std::string text_of(const nlohmann::json& value);
std::optional<std::string> maybe_text_of(const nlohmann::json& value);
FailureKind failure_kind_of(const nlohmann::json& value);
dns::RrSet rrset_of(const nlohmann::json& value, dns::RrType type);
/// The array itself, of exactly `size` members.
const nlohmann::json& tuple_of(const nlohmann::json& value, std::size_t size);
/// The array itself, of at most `most` members.
const nlohmann::json& list_of(const nlohmann::json& value, std::size_t most);

/// The document of a column. Throws where it is no JSON object, too large or too deep.
nlohmann::json document_of(std::string_view text);

/// What `read` makes of the text's document. Errors: malformed.
template <class Read>
auto parse_kept(std::string_view text, Read read) -> Result<decltype(read(nlohmann::json()))> {
  try {
    return read(document_of(text));
  } catch (const Damaged& damaged) {
    return fail(FailureKind::malformed, damaged.what());
  } catch (const nlohmann::json::exception& error) {
    return fail(FailureKind::malformed, error.what());
  }
}

}  // namespace cutwatch::store

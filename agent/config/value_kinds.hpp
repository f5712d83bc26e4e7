#pragma once
#include "agent/config/config_reader.hpp"
#include "core/address/ip_address.hpp"
#include "core/cutover/plan/plan.hpp"
#include "core/dns/name.hpp"
#include "core/dns/rr_type.hpp"
#include "core/time/time.hpp"

#include <initializer_list>

// The kinds of values that the keys of the configuration take, by their forms in docs/config.md.
namespace cutwatch::config {

ValueKind<bool> flag();
ValueKind<std::int64_t> integer_between(std::int64_t least, std::int64_t most);
/// A duration text ("90s") within the bounds, both included.
ValueKind<Millis> duration_between(Millis least, Millis most);
/// An offset date-time.
ValueKind<WallTime> instant();
/// Not empty, at most 1024 bytes, no control characters.
ValueKind<std::string> text();
/// A text of printable ASCII only.
ValueKind<std::string> ascii_text();
/// What becomes a label value: letters, digits, ".", "_" and "-", at most 63.
ValueKind<std::string> identifier();
/// A host name of letters, digits, "-" and "_": lower-case, without its last dot.
ValueKind<std::string> host_name();
ValueKind<dns::Name> domain_name();
ValueKind<dns::RrType> rr_type();
/// One record's data, in canonical form.
ValueKind<std::string> record_data(dns::RrType type);
/// A list of any values, empty or not.
ValueKind<List> any_list();
ValueKind<IpAddress> ip_address();
/// "ADDR", "ADDR:PORT" or "[v6]:PORT".
ValueKind<Endpoint> endpoint(std::uint16_t default_port);
/// "198.51.100.0/28"; an address alone is a network of one. Bits behind the prefix are zero.
ValueKind<cutover::Network> network();
/// local@domain: one "@", no blanks, no brackets, no quotes; at most 254 bytes (RFC 5321 §4.5.3.1).
ValueKind<std::string> mail_address();

/// One text of a fixed set.
template <class T>
ValueKind<T> one_of(std::initializer_list<std::pair<std::string_view, T>> choices) {
  std::string expected = "one of ";
  for (const auto& [name, unused] : choices) {
    if (!expected.ends_with("one of ")) expected += ", ";
    expected += name;
  }
  return {std::move(expected), [set = std::vector(choices)](const Node& node) -> std::optional<T> {
            const auto* text = std::get_if<std::string>(&node.value);
            if (text == nullptr) return std::nullopt;
            for (const auto& [name, value] : set) {
              if (name == *text) return value;
            }
            return std::nullopt;
          }};
}

}  // namespace cutwatch::config

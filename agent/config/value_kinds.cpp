#include "agent/config/value_kinds.hpp"

#include "agent/config/duration.hpp"
#include "agent/config/text_forms.hpp"
#include "core/dns/rrset.hpp"

#include <fmt/core.h>

namespace cutwatch::config {
namespace {

/// A kind whose values are written as TOML strings.
template <class T, class F>
ValueKind<T> of_text(std::string expected, F parse) {
  return {std::move(expected), [parse](const Node& node) -> std::optional<T> {
            const auto* text = std::get_if<std::string>(&node.value);
            return text == nullptr ? std::nullopt : parse(*text);
          }};
}

template <class T>
ValueKind<T> of_type(std::string expected) {
  return {std::move(expected), [](const Node& node) -> std::optional<T> {
            const auto* value = std::get_if<T>(&node.value);
            return value == nullptr ? std::nullopt : std::optional<T>(*value);
          }};
}

template <class T>
std::optional<T> optional_of(Result<T> result) {
  return result ? std::optional<T>(*std::move(result)) : std::nullopt;
}

std::string expected_data(dns::RrType type) {
  switch (type) {
    case dns::RrType::mx: return "\"PREFERENCE HOST\" (\"10 mail.example.org.\")";
    case dns::RrType::a: return "an IPv4 address";
    case dns::RrType::aaaa: return "an IPv6 address";
    case dns::RrType::ns:
    case dns::RrType::cname:
    case dns::RrType::ptr: return "a domain name";
    case dns::RrType::txt: return "a text, or character-strings in quotes (\"v=spf1 \" \"-all\")";
    case dns::RrType::srv: return "\"PRIORITY WEIGHT PORT HOST\" (\"0 1 587 mail.example.org.\")";
    case dns::RrType::soa:
    case dns::RrType::ds: return "the record's text";
  }
  std::unreachable();
}

}  // namespace

ValueKind<bool> flag() { return of_type<bool>("true or false"); }
ValueKind<WallTime> instant() { return of_type<WallTime>("a date-time with a zone (2026-12-01T20:00:00Z)"); }
ValueKind<List> any_list() { return of_type<List>("an array"); }

ValueKind<std::int64_t> integer_between(std::int64_t least, std::int64_t most) {
  return {fmt::format("an integer from {} to {}", least, most),
          [=](const Node& node) -> std::optional<std::int64_t> {
            const auto* number = std::get_if<std::int64_t>(&node.value);
            if (number == nullptr || *number < least || *number > most) return std::nullopt;
            return *number;
          }};
}

ValueKind<Millis> duration_between(Millis least, Millis most) {
  return of_text<Millis>(
      fmt::format("a duration from {} to {} (\"90s\", \"24h\")", duration_text(least), duration_text(most)),
      [=](const std::string& text) -> std::optional<Millis> {
        const auto duration = parse_duration(text);
        return duration && *duration >= least && *duration <= most ? duration : std::nullopt;
      });
}

ValueKind<std::string> text() {
  return of_text<std::string>("a text, not empty and without control characters", parse_text);
}
ValueKind<std::string> ascii_text() {
  return of_text<std::string>("a text of printable ASCII, not empty", parse_ascii_text);
}
ValueKind<std::string> identifier() {
  return of_text<std::string>("an id of letters, digits, \".\", \"_\" and \"-\"", parse_identifier);
}
ValueKind<std::string> host_name() {
  return of_text<std::string>("a host name (\"mail.example.org\")", parse_host_name);
}
ValueKind<std::string> mail_address() {
  return of_text<std::string>("a mail address (\"probe@example.org\")", parse_mail_address);
}

ValueKind<dns::Name> domain_name() {
  return of_text<dns::Name>(
      "a domain name (\"example.org\")", [](const std::string& text) -> std::optional<dns::Name> {
        // A name that needs escapes is a typing error here, or one to be written in its ASCII form (RFC
        // 5890).
        auto name = optional_of(dns::Name::parse(text));
        return name && !name->is_root() && !name->text().contains('\\') ? name : std::nullopt;
      });
}

ValueKind<dns::RrType> rr_type() {
  std::string expected = "one of ";
  for (const auto type : dns::kRrTypes) {
    if (type != dns::kRrTypes.front()) expected += ", ";
    expected += to_string(type);
  }
  return of_text<dns::RrType>(std::move(expected),
                              [](const std::string& text) { return dns::parse_rr_type(text); });
}

ValueKind<std::string> record_data(dns::RrType type) {
  return of_text<std::string>(
      expected_data(type), [type](const std::string& text) -> std::optional<std::string> {
        return parse_text(text) ? optional_of(dns::canonical_data(type, text)) : std::nullopt;
      });
}

ValueKind<IpAddress> ip_address() {
  return of_text<IpAddress>("an IP address", [](const std::string& text) { return parse_address(text); });
}

ValueKind<Endpoint> endpoint(std::uint16_t default_port) {
  return of_text<Endpoint>(
      "an endpoint (ADDR, ADDR:PORT or [IPV6]:PORT)",
      [=](const std::string& text) -> std::optional<Endpoint> {
        auto read = text.contains('\0') ? std::nullopt : optional_of(parse_endpoint(text, default_port));
        if (read) read->address = unmapped(read->address);
        return read;
      });
}

ValueKind<cutover::Network> network() {
  return of_text<cutover::Network>("a network (\"198.51.100.0/28\", no bits behind the prefix)",
                                   parse_network);
}

}  // namespace cutwatch::config

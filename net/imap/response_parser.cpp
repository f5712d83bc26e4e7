#include "net/imap/response_parser.hpp"

#include "core/text/printable.hpp"
#include "net/imap/value_reader.hpp"
#include "net/stream/line_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace cutwatch::net {
namespace {

constexpr std::array<std::string_view, 5> kStatuses{"OK", "NO", "BAD", "BYE", "PREAUTH"};

bool is_status(std::string_view word) { return std::ranges::find(kStatuses, upper(word)) != kStatuses.end(); }

/// Whether the response that begins with `line` is free text from its second word on.
bool is_free_text(std::string_view line) {
  const std::string_view tag = take_word(line);
  return tag == "+" || is_status(take_word(line));
}

/// What the line announces in its end as `{n}` or, not for servers but understood, `{n+}` (RFC 3501 §4.3, RFC
/// 7888).
Result<std::optional<std::size_t>> literal_size(std::string_view line) {
  line = without_line_end(line);
  if (!line.ends_with('}')) return std::nullopt;
  line.remove_suffix(line.ends_with("+}") ? 2 : 1);
  const std::size_t brace = line.rfind('{');
  if (brace == std::string_view::npos) return std::nullopt;
  const std::string_view digits = line.substr(brace + 1);
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), size);
  if (digits.empty() || end != digits.end()) return std::nullopt;
  if (error != std::errc{} || size > kMaxImapLiteral) {
    return fail(FailureKind::malformed, fmt::format("a literal exceeds {} bytes", kMaxImapLiteral));
  }
  return size;
}

void read_status(std::string_view rest, ImapResponse& response) {
  if (rest.starts_with('[')) {
    const std::size_t end = rest.find(']');
    if (end != std::string_view::npos) {
      response.code = upper(printable(rest.substr(1, end - 1)));
      rest.remove_prefix(end + 1);
      if (rest.starts_with(' ')) rest.remove_prefix(1);
    }
  }
  response.text = printable(rest);
}

Result<ImapResponse> parse_response(std::string_view bytes) {
  ImapResponse response;
  std::string_view rest = bytes;
  const std::string_view tag = take_word(rest);
  if (tag == "+") {
    response.kind = ImapResponse::Kind::continuation;
    response.text = printable(without_line_end(rest));
    return response;
  }
  if (tag.empty())
    return fail(FailureKind::malformed, "not a response: \"" + printable(without_line_end(bytes), 80) + "\"");
  response.kind = tag == "*" ? ImapResponse::Kind::untagged : ImapResponse::Kind::tagged;
  if (tag != "*") response.tag = printable(tag, 32);
  std::string_view behind_status = rest;
  const std::string_view status = take_word(behind_status);
  if (is_status(status)) {
    response.status = upper(status);
    read_status(without_line_end(behind_status), response);
    return response;
  }
  if (tag != "*") return fail(FailureKind::malformed, "a tagged response without a status");
  auto values = read_imap_values(without_line_end(rest));
  if (!values) return std::unexpected(values.error());
  response.values = *std::move(values);
  return response;
}

}  // namespace

bool ImapValue::is_atom(std::string_view name) const {
  return kind == Kind::atom && upper(text) == upper(name);
}

std::optional<std::uint32_t> ImapValue::number() const {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (kind != Kind::atom || text.empty() || error != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return value;
}

Result<std::optional<std::size_t>> ImapResponseParser::response_size() {
  for (;;) {
    const std::size_t end =
        line_start_ < buffer_.size() ? buffer_.find('\n', line_start_) : std::string::npos;
    const std::size_t known = std::max(buffer_.size(), line_start_);
    const std::size_t line_size = (end == std::string::npos ? known : end + 1) - line_start_;
    if (line_size > kMaxImapLine)
      return fail(FailureKind::malformed, fmt::format("a line exceeds {} bytes", kMaxImapLine));
    if (end == std::string::npos) return std::nullopt;
    if (end + 1 > kMaxImapResponse)
      return fail(FailureKind::malformed, fmt::format("a response exceeds {} bytes", kMaxImapResponse));
    const std::string_view line = std::string_view(buffer_).substr(line_start_, line_size);
    if (line_start_ == 0 && is_free_text(line)) return end + 1;
    const auto announced = literal_size(line);
    if (!announced) return std::unexpected(announced.error());
    const std::optional<std::size_t> literal = *announced;
    if (!literal) return end + 1;
    line_start_ = end + 1 + *literal;
  }
}

Result<std::optional<ImapResponse>> ImapResponseParser::next() {
  const auto known = response_size();
  if (!known) return std::unexpected(known.error());
  const std::optional<std::size_t> size = *known;
  if (!size) return std::nullopt;
  auto response = parse_response(std::string_view(buffer_).substr(0, *size));
  buffer_.erase(0, *size);
  line_start_ = 0;
  if (!response) return std::unexpected(response.error());
  return *std::move(response);
}

}  // namespace cutwatch::net

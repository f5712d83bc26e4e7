#include "net/imap/value_reader.hpp"

#include <charconv>
#include <utility>

namespace cutwatch::net {
namespace {

using Kind = ImapValue::Kind;

constexpr int kMaxDepth = 16;
constexpr std::size_t kMaxValues = 10'000;

/// Reads from the front of the bytes; the first error ends it.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  Result<std::vector<ImapValue>> values(int depth) {
    std::vector<ImapValue> values;
    for (;;) {
      while (rest_.starts_with(' ')) rest_.remove_prefix(1);
      if (rest_.empty() || (depth > 0 && rest_.front() == ')')) return values;
      auto next = value(depth);
      if (!next) return std::unexpected(next.error());
      if (++count_ > kMaxValues) return fail(FailureKind::malformed, "too many values");
      values.push_back(*std::move(next));
    }
  }

 private:
  Result<ImapValue> value(int depth) {
    switch (rest_.front()) {
      case '(': return list(depth);
      case '"': return quoted();
      case '{': return literal();
      case '~': return rest_.starts_with("~{") ? literal() : atom();
      default: return atom();
    }
  }

  Result<ImapValue> list(int depth) {
    if (depth >= kMaxDepth) return fail(FailureKind::malformed, "lists nested too deep");
    rest_.remove_prefix(1);
    auto items = values(depth + 1);
    if (!items) return std::unexpected(items.error());
    if (!rest_.starts_with(')')) return fail(FailureKind::malformed, "a list without its end");
    rest_.remove_prefix(1);
    return ImapValue{.kind = Kind::list, .text = {}, .items = *std::move(items)};
  }

  Result<ImapValue> quoted() {
    std::string text;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '"') {
        rest_.remove_prefix(i + 1);
        return ImapValue{.kind = Kind::string, .text = std::move(text), .items = {}};
      }
      if (rest_[i] == '\r' || rest_[i] == '\n') break;
      if (rest_[i] == '\\' && i + 1 < rest_.size()) ++i;
      text += rest_[i];
    }
    return fail(FailureKind::malformed, "a quoted string without its end");
  }

  Result<ImapValue> literal() {
    const std::size_t line_end = rest_.find('\n');
    const std::size_t start = rest_.find('{') + 1;
    std::size_t size = 0;
    const char* const end_of_bytes = rest_.data() + rest_.size();
    const auto [end, error] = std::from_chars(rest_.data() + start, end_of_bytes, size);
    const bool is_sized = error == std::errc{} && end != end_of_bytes && (*end == '}' || *end == '+');
    if (!is_sized || line_end == std::string_view::npos || size > rest_.size() - line_end - 1) {
      return fail(FailureKind::malformed, "a literal without its bytes");
    }
    std::string text(rest_.substr(line_end + 1, size));
    rest_.remove_prefix(line_end + 1 + size);
    return ImapValue{.kind = Kind::string, .text = std::move(text), .items = {}};
  }

  /// What stands in brackets belongs to the atom, blanks and parentheses included: `BODY[HEADER.FIELDS
  /// (SUBJECT)]<0>`.
  Result<ImapValue> atom() {
    std::size_t size = 0;
    int brackets = 0;
    for (; size < rest_.size(); ++size) {
      const char c = rest_[size];
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
        return fail(FailureKind::malformed, "a control character in an atom");
      if (brackets == 0 && (c == ' ' || c == '(' || c == ')' || c == '"')) break;
      if (c == '[') ++brackets;
      if (c == ']' && brackets > 0) --brackets;
    }
    if (size == 0 || brackets > 0) return fail(FailureKind::malformed, "not an atom");
    ImapValue value{.kind = Kind::atom, .text = std::string(rest_.substr(0, size)), .items = {}};
    rest_.remove_prefix(size);
    if (value.is_atom("NIL")) return ImapValue{};
    return value;
  }

  std::string_view rest_;
  std::size_t count_ = 0;
};

}  // namespace

Result<std::vector<ImapValue>> read_imap_values(std::string_view bytes) { return Reader(bytes).values(0); }

}  // namespace cutwatch::net

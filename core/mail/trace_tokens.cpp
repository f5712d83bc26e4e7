#include "core/mail/trace_tokens.hpp"

#include <optional>

namespace cutwatch::mail {
namespace {

bool is_blank(char c) { return static_cast<unsigned char>(c) <= ' '; }

/// Behind the character that closes what begins at `from`; nullopt where nothing does.
std::optional<std::size_t> behind(std::string_view text, std::size_t from, char close) {
  for (auto i = from + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == close) {
      return i + 1;
    }
  }
  return std::nullopt;
}

/// Reads one value from its beginning to its end.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::vector<TraceToken> read() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (is_blank(c)) {
        ++at_;
      } else if (c == ';') {
        ++at_;
        add(TraceToken::Kind::semicolon, ";");
      } else if (c == '(') {
        take_comment();
      } else {
        take_word();
      }
    }
    return std::move(tokens_);
  }

 private:
  void add(TraceToken::Kind kind, std::string text) { tokens_.push_back({kind, std::move(text), at_}); }

  void take_comment() {
    const auto begin = at_ + 1;
    const auto end = end_of_comment();
    at_ = std::min(end + 1, text_.size());
    std::string inner;
    for (const char c : text_.substr(begin, end - begin)) {
      if (!is_blank(c)) {
        inner += c;
      } else if (!inner.empty() && inner.back() != ' ') {
        inner += ' ';
      }
    }
    add(TraceToken::Kind::comment, std::move(inner));
  }

  /// Where the parenthesis stands that closes the comment at hand.
  std::size_t end_of_comment() {
    if (is_unclosed_) return first_close();
    int depth = 0;
    for (auto i = at_; i < text_.size(); ++i) {
      if (text_[i] == '\\')
        ++i;
      else if (text_[i] == '(')
        ++depth;
      else if (text_[i] == ')' && --depth == 0)
        return i;
    }
    // So are all that follow: no second look to the end is needed.
    is_unclosed_ = true;
    return first_close();
  }

  std::size_t first_close() const { return std::min(text_.find(')', at_), text_.size()); }

  void take_word() {
    const auto begin = at_;
    while (at_ < text_.size() && !is_blank(text_[at_]) && text_[at_] != '(' && text_[at_] != ';') {
      const char c = text_[at_];
      const auto whole = c == '"' && may_quote_   ? behind(text_, at_, '"')
                         : c == '<' && may_angle_ ? behind(text_, at_, '>')
                                                  : std::optional{at_ + 1};
      if (!whole) (c == '"' ? may_quote_ : may_angle_) = false;
      at_ = whole.value_or(at_ + 1);
    }
    add(TraceToken::Kind::word, std::string(text_.substr(begin, at_ - begin)));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool is_unclosed_ = false;
  bool may_quote_ = true;  ///< A quote further on closes one: what is searched in vain once is not again.
  bool may_angle_ = true;
  std::vector<TraceToken> tokens_;
};

}  // namespace

std::vector<TraceToken> trace_tokens(std::string_view text) { return Reader(text).read(); }

std::vector<std::string> words_of_comment(std::string_view comment) {
  std::vector<std::string> words;
  for (auto& token : trace_tokens(comment)) {
    if (token.kind == TraceToken::Kind::word) words.push_back(std::move(token.text));
  }
  return words;
}

}  // namespace cutwatch::mail

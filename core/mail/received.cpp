#include "core/mail/received.hpp"

#include "core/mail/trace_peer.hpp"
#include "core/mail/trace_tokens.hpp"
#include "core/mail/unbracketed.hpp"
#include "core/text/ascii.hpp"
#include "core/text/mail_date.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace cutwatch::mail {
namespace {

using Kind = TraceToken::Kind;
using Tokens = std::span<const TraceToken>;

constexpr std::size_t kLongest = 65'536;
/// In words and comments.
constexpr std::size_t kLongestDate = 12;

enum class Clause { none, from, by, via, with, id, recipient };
constexpr std::array<std::pair<std::string_view, Clause>, 6> kClauses{{{"from", Clause::from},
                                                                       {"by", Clause::by},
                                                                       {"via", Clause::via},
                                                                       {"with", Clause::with},
                                                                       {"id", Clause::id},
                                                                       {"for", Clause::recipient}}};
constexpr std::array<std::string_view, 2> kEnvelope{"envelope-from", "envelope-sender"};

std::optional<Clause> clause_of(std::string_view word) {
  const auto* const found =
      std::ranges::find(kClauses, lowered(word), [](const auto& each) { return each.first; });
  return found == kClauses.end() ? std::nullopt : std::optional(found->second);
}

/// "[192.0.2.1]" or "[192.0.2.1]:25000", all of the word.
bool is_literal(std::string_view word) {
  const auto close = word.find(']');
  return word.starts_with('[') && close != word.npos && (close + 1 == word.size() || word[close + 1] == ':');
}

/// Goes through the tokens, clause by clause; each clause counts once. Behind the date only comments count:
/// some write the sender there.
class Walk {
 public:
  Received through(Tokens tokens, Tokens behind) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const auto next = i + 1 < tokens.size() ? std::string_view(tokens[i + 1].text) : std::string_view{};
      if (tokens[i].kind == Kind::comment) take_comment(tokens[i].text);
      if (tokens[i].kind == Kind::word) take_word(tokens[i].text, next);
    }
    if (literal_ && !out_.from_ip) out_.from_ip = literal_;
    clause_ = Clause::none;
    for (const auto& each : behind) {
      if (each.kind == Kind::comment) take_comment(each.text);
    }
    return std::move(out_);
  }

 private:
  void take_comment(const std::string& comment) {
    // qmail's "with (... encrypted) SMTP" goes on.
    is_phrase_ = is_phrase_ && !phrase();
    is_name_next_ = false;
    const auto words = words_of_comment(comment);
    if (words.size() > 1 && std::ranges::find(kEnvelope, lowered(words[0])) != kEnvelope.end())
      out_.envelope_from = out_.envelope_from.value_or(unbracketed(words[1]));
    if (clause_ != Clause::from || is_sender_next_) return;
    // Exim's "[192.0.2.1] (port=25000 helo=name ident=whatever the peer likes)".
    if (literal_ && !out_.from_ip && !words.empty() && words[0].contains('=')) out_.from_ip = literal_;
    auto peer = peer_of(comment);
    if (!out_.from_ip) out_.from_ip = peer.ip;
    if (!out_.helo) out_.helo = std::move(peer.helo);
  }

  void take_word(const std::string& word, std::string_view next) {
    // A peer may call itself "by" or "with", which would hide the address behind that name.
    const bool is_name = std::exchange(is_name_next_, false);
    const auto clause = is_name ? std::nullopt : clause_of(word);
    // "using TLSv1.2 with cipher ...", where it stands outside a comment.
    if (clause && !(*clause == Clause::with && lowered(next) == "cipher")) return begin(*clause);
    if (is_phrase_) return add_to_phrase(word);
    if (clause_ == Clause::from && is_literal(word)) literal_ = bracketed_ip(word);
    if (is_value_next_) take_value(word);
    is_value_next_ = false;
  }

  void begin(Clause clause) {
    // IBM writes "for <recipient> from <sender>".
    is_sender_next_ = clause == Clause::from && clause_ == Clause::recipient;
    const bool is_again = std::exchange(begun_.at(static_cast<std::size_t>(clause)), true);
    clause_ = is_again && !is_sender_next_ ? Clause::none : clause;
    is_phrase_ = clause_ == Clause::with || clause_ == Clause::via;
    is_value_next_ = clause_ != Clause::none && !is_phrase_;
    is_name_next_ = clause_ == Clause::from && !is_sender_next_;
    out_.has_from = out_.has_from || is_name_next_;
  }

  void add_to_phrase(const std::string& word) { phrase() = phrase() ? *phrase() + " " + word : word; }

  std::optional<std::string>& phrase() { return clause_ == Clause::with ? out_.with : out_.via; }

  void take_value(const std::string& word) {
    if (is_sender_next_) {
      out_.envelope_from = out_.envelope_from.value_or(unbracketed(word));
      return;
    }
    switch (clause_) {
      case Clause::from: out_.from = unbracketed(word); break;
      case Clause::by: out_.by = unbracketed(word); break;
      case Clause::id: out_.id = unbracketed(word); break;
      case Clause::recipient: out_.recipient = unbracketed(word); break;
      case Clause::none:
      case Clause::via:
      case Clause::with: break;
    }
  }

  Received out_;
  std::array<bool, 7> begun_{};  ///< The clauses that have been.
  Clause clause_ = Clause::none;
  bool is_value_next_ = false;
  bool is_phrase_ = false;
  bool is_name_next_ = false;  ///< The next word, whatever it is.
  bool is_sender_next_ = false;
  std::optional<IpAddress> literal_;  ///< "from [192.0.2.1]": who connected, where no comment says it.
};

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

/// Whether a date may begin here: a weekday, "2026-12-01", or "1 Dec".
bool may_begin_date(std::string_view word, std::string_view next) {
  static constexpr std::array<std::string_view, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  if (word.size() > 7 && is_number(word.substr(0, 4)) && word[4] == '-') return true;
  if (is_number(word) && word.size() < 3) return next.size() >= 3 && !is_number(next.substr(0, 1));
  if (word.ends_with(',')) word.remove_suffix(1);
  if (word.size() != 3 && !word.ends_with("day")) return false;
  return std::ranges::find(kDays, lowered(word.substr(0, 3))) != kDays.end();
}

struct Divided {
  Tokens clauses;
  std::optional<WallTime> date;
};

/// The date stands behind the last semicolon; some leave that out.
Divided divided(std::string_view value, Tokens tokens) {
  auto before = tokens.size();
  while (before > 0 && tokens[before - 1].kind != Kind::semicolon) --before;
  if (before > 0) {
    const auto date = parse_mail_date(value.substr(tokens[before - 1].end));
    if (date) return {tokens.first(before - 1), date};
  }
  const auto first = tokens.size() - std::min(tokens.size(), kLongestDate);
  for (auto i = first; i < tokens.size(); ++i) {
    const auto& [kind, text, end] = tokens[i];
    const auto next = i + 1 < tokens.size() ? std::string_view(tokens[i + 1].text) : std::string_view{};
    if (kind != Kind::word || !may_begin_date(text, next)) continue;
    if (const auto date = parse_mail_date(value.substr(end - text.size()))) return {tokens.first(i), date};
  }
  return {tokens, std::nullopt};
}

}  // namespace

Result<Received> parse_received(std::string_view value) {
  if (value.size() > kLongest) return fail(FailureKind::malformed, "longer than 65536 octets");
  const auto tokens = trace_tokens(value);
  const auto [clauses, date] = divided(value, tokens);
  auto received = Walk().through(clauses, Tokens(tokens).subspan(clauses.size()));
  received.date = date;
  Received nothing;
  nothing.has_from = received.has_from;
  if (received == nothing) {
    return fail(FailureKind::malformed,
                "neither a date nor one of the clauses from, by, via, with, id and for");
  }
  return received;
}

}  // namespace cutwatch::mail

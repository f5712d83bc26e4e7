#include "core/mail/authentication_results.hpp"

#include "core/mail/trace_tokens.hpp"
#include "core/text/ascii.hpp"
#include "core/text/printable.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kLongestField = std::size_t{64} << 10;
constexpr std::size_t kLongestId = 255;
constexpr std::size_t kLongestMethod = 32;
constexpr std::size_t kLongestProperties = 256;
constexpr std::string_view kFieldName = "Authentication-Results";

constexpr std::array<std::pair<std::string_view, AuthenticationVerdict>, 9> kVerdicts{
    {{"pass", AuthenticationVerdict::pass},
     {"fail", AuthenticationVerdict::fail},
     {"hardfail", AuthenticationVerdict::fail},
     {"softfail", AuthenticationVerdict::softfail},
     {"neutral", AuthenticationVerdict::neutral},
     {"none", AuthenticationVerdict::none},
     {"policy", AuthenticationVerdict::policy},
     {"temperror", AuthenticationVerdict::temperror},
     {"permerror", AuthenticationVerdict::permerror}}};

using Words = std::vector<std::string>;

/// The words between semicolons, without comments. Blanks around "=" join its two sides.
std::vector<Words> segments_of(std::string_view value) {
  std::vector<Words> segments(1);
  for (auto& token : trace_tokens(value)) {
    if (token.kind == TraceToken::Kind::comment) continue;
    if (token.kind == TraceToken::Kind::semicolon) {
      segments.emplace_back();
      continue;
    }
    auto& words = segments.back();
    const bool goes_on = !words.empty() && (words.back().ends_with('=') || token.text.starts_with('='));
    if (goes_on) {
      words.back() += token.text;
    } else {
      words.push_back(std::move(token.text));
    }
  }
  return segments;
}

/// A value without its quotes (RFC 2045 §5.1).
std::string_view unquoted(std::string_view text) {
  const bool is_quoted = text.size() >= 2 && text.starts_with('"') && text.ends_with('"');
  return is_quoted ? text.substr(1, text.size() - 2) : text;
}

bool is_keyword(std::string_view word) {
  return !word.empty() && word.size() <= kLongestMethod &&
         std::ranges::all_of(word, [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; });
}

/// "dkim/1=pass" and what follows it.
std::optional<AuthenticationResult> result_in(const Words& words) {
  if (words.empty()) return std::nullopt;
  const std::string_view spec = words.front();
  const auto equals = spec.find('=');
  if (equals == std::string_view::npos || equals + 1 == spec.size()) return std::nullopt;
  const auto method = spec.substr(0, std::min(spec.find('/'), equals));
  if (!is_keyword(method)) return std::nullopt;
  std::string properties;
  for (auto word = words.begin() + 1; word != words.end() && properties.size() < kLongestProperties; ++word)
    properties += (properties.empty() ? "" : " ") + *word;
  return AuthenticationResult{.method = lowered(method),
                              .verdict = verdict_named(unquoted(spec.substr(equals + 1))),
                              .properties = printable(properties, kLongestProperties)};
}

/// Microsoft's name nobody: "spf=pass (...) smtp.mailfrom=...; dkim=...".
bool names_somebody(const Words& first) { return !first.empty() && !first.front().contains('='); }

}  // namespace

std::string_view to_string(AuthenticationVerdict verdict) noexcept {
  switch (verdict) {
    case AuthenticationVerdict::pass: return "pass";
    case AuthenticationVerdict::fail: return "fail";
    case AuthenticationVerdict::softfail: return "softfail";
    case AuthenticationVerdict::neutral: return "neutral";
    case AuthenticationVerdict::none: return "none";
    case AuthenticationVerdict::policy: return "policy";
    case AuthenticationVerdict::temperror: return "temperror";
    case AuthenticationVerdict::permerror: return "permerror";
    case AuthenticationVerdict::other: break;
  }
  return "other";
}

AuthenticationVerdict verdict_named(std::string_view word) noexcept {
  const auto* found = std::ranges::find_if(
      kVerdicts, [&](const auto& each) { return equals_ignoring_case(each.first, word); });
  return found == kVerdicts.end() ? AuthenticationVerdict::other : found->second;
}

Result<AuthenticationResults> parse_authentication_results(std::string_view value) {
  if (value.size() > kLongestField) return fail(FailureKind::malformed, "longer than 64 KiB");
  auto segments = segments_of(value);
  const bool is_empty = std::ranges::all_of(segments, &Words::empty);
  if (is_empty) return fail(FailureKind::malformed, "it says nothing");
  AuthenticationResults out;
  auto segment = segments.begin();
  if (names_somebody(*segment)) {
    out.authserv_id = printable(unquoted(segment->front()), kLongestId);
    ++segment;
  }
  for (; segment != segments.end() && out.results.size() < kMostResults; ++segment) {
    if (auto result = result_in(*segment)) out.results.push_back(*std::move(result));
  }
  return out;
}

std::vector<AuthenticationResult> believed_results(const HeaderBlock& header, std::string_view authserv_id,
                                                   std::size_t believed) {
  std::vector<AuthenticationResult> out;
  if (authserv_id.empty()) return out;
  std::size_t passed = 0;
  for (const auto& field : header.fields) {
    if (equals_ignoring_case(field.name, "Received")) ++passed;
    if (passed >= believed) break;
    if (!equals_ignoring_case(field.name, kFieldName)) continue;
    auto said = parse_authentication_results(field.value);
    if (!said || !equals_ignoring_case(said->authserv_id, authserv_id)) continue;
    for (auto& result : said->results) {
      if (out.size() < kMostResults) out.push_back(std::move(result));
    }
  }
  return out;
}

std::optional<AuthenticationVerdict> verdict_by(const std::vector<AuthenticationResult>& results,
                                                std::string_view method) {
  const AuthenticationResult* chosen = nullptr;
  const auto is_better = [&](const AuthenticationResult& result) {
    if (method == "dkim") return result.verdict == AuthenticationVerdict::pass;
    return method == "spf" && result.properties.contains("smtp.mailfrom");
  };
  for (const auto& result : results) {
    if (result.method != method) continue;
    if (chosen == nullptr) chosen = &result;
    if (!is_better(result)) continue;
    chosen = &result;
    break;
  }
  return chosen == nullptr ? std::nullopt : std::optional(chosen->verdict);
}

}  // namespace cutwatch::mail

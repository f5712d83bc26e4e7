#include "core/dns/wildcard.hpp"

#include <fmt/core.h>

#include <optional>

namespace cutwatch::dns {
namespace {

Result<Wildcard> read(const Name& asked, const NameServer& server, const Answer& answer) {
  const auto wrong = [&](std::string_view what) {
    return fail(FailureKind::protocol,
                fmt::format("{} {} for {} TXT", server.name, what, asked.parent().text()));
  };
  if (answer.kind == AnswerKind::nxdomain || answer.kind == AnswerKind::nodata)
    return wrong("has no wildcard");
  if (answer.kind == AnswerKind::referral) return wrong("refers to other name servers");
  if (answer.kind != AnswerKind::records) return wrong(fmt::format("says {}", to_string(answer.kind)));
  if (answer.is_alias) return wrong("has an alias (CNAME) in place of the wildcard");
  if (!answer.is_authoritative) return wrong("answers without authority");
  return Wildcard{.rrset = answer.rrset, .ttl = answer.ttl};
}

}  // namespace

bool has_asterisk(const Name& name) { return name.text().starts_with("*."); }

std::optional<std::string> complaint_about(const WildcardNames& names) {
  static constexpr std::size_t kLongest = 200;
  const auto& [long_lived, short_lived] = names;
  if (has_asterisk(long_lived) || has_asterisk(short_lived)) return "expected the names without their \"*.\"";
  if (long_lived == short_lived) return "expected two names, got the same twice";
  if (long_lived.is_within(short_lived) || short_lived.is_within(long_lived))
    return "expected two names of which none is below the other";
  for (const auto& name : {long_lived, short_lived}) {
    if (name.is_root() || name.text().size() > kLongest)
      return fmt::format("expected a name of at most {} characters below a zone of your own", kLongest);
  }
  return std::nullopt;
}

Result<Wildcard> wildcard_of(const Name& asked, const std::vector<WildcardAnswer>& answers) {
  std::optional<Wildcard> first;
  const NameServer* first_server = nullptr;
  std::optional<Failure> silence;
  for (const auto& [server, answer] : answers) {
    if (!answer) {
      silence = Failure{.kind = answer.error().kind,
                        .detail = fmt::format("{}: {}", server.name, answer.error().detail)};
      continue;
    }
    const auto wildcard = read(asked, server, *answer);
    if (!wildcard) return wildcard;
    if (first && *first != *wildcard) {
      return fail(FailureKind::protocol,
                  fmt::format("{} has TTL {} for {} TXT, {} has {}{}", first_server->name, first->ttl.count(),
                              asked.parent().text(), server.name, wildcard->ttl.count(),
                              first->rrset == wildcard->rrset ? "" : " and other data"));
    }
    first = *wildcard;
    first_server = &server;
  }
  if (first) return *std::move(first);
  if (silence) return std::unexpected(*std::move(silence));
  return fail(FailureKind::unreachable, "no name server of the zone is known");
}

Result<Wildcards> wildcards_of(Wildcard long_lived, Wildcard short_lived) {
  if (long_lived.ttl < short_lived.ttl + kLeastSpan) {
    return fail(FailureKind::protocol,
                fmt::format("the long wildcard has TTL {}, the short one {}: expected at least {} s more",
                            long_lived.ttl.count(), short_lived.ttl.count(), kLeastSpan.count()));
  }
  return Wildcards{.long_lived = std::move(long_lived), .short_lived = std::move(short_lived)};
}

}  // namespace cutwatch::dns

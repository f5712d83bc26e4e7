#include "core/dns/answer.hpp"

#include "core/dns/txt_data.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

namespace cutwatch::dns {
namespace {

constexpr std::uint32_t kMaxTtl = 0x7fffffff;

Seconds ttl_of(const ResourceRecord& record) {
  return Seconds{record.ttl > kMaxTtl ? 0 : static_cast<std::int64_t>(record.ttl)};
}

bool has_authority(const Message& message, RrType type) {
  return std::ranges::find(message.authority, std::to_underlying(type), &ResourceRecord::type) !=
         message.authority.end();
}

AnswerKind negative_kind(const Message& message) {
  switch (message.rcode) {
    case rcode::kNoError:
      return has_authority(message, RrType::ns) && !has_authority(message, RrType::soa) ? AnswerKind::referral
                                                                                        : AnswerKind::nodata;
    case rcode::kNxDomain: return AnswerKind::nxdomain;
    case rcode::kRefused: return AnswerKind::refused;
    default: return AnswerKind::servfail;
  }
}

Seconds soa_minimum(const std::string& data) {
  const auto last = data.rfind(' ');
  std::uint32_t minimum = 0;
  if (last == std::string::npos) return Seconds{0};
  std::from_chars(data.data() + last + 1, data.data() + data.size(), minimum);
  return Seconds{std::min(minimum, kMaxTtl)};
}

/// How long a resolver may make of an authority's; what is left of a resolver's own copy.
Seconds negative_ttl(const Message& message) {
  for (const auto& record : message.authority) {
    if (record.type != std::to_underlying(RrType::soa)) continue;
    return message.is_authoritative ? std::max(ttl_of(record), soa_minimum(record.data)) : ttl_of(record);
  }
  return Seconds{0};
}

const ResourceRecord* find(const Message& message, const Name& owner, RrType type) {
  const auto found = std::ranges::find_if(message.answers, [&](const ResourceRecord& record) {
    return record.type == std::to_underlying(type) && record.rr_class == 1 && record.owner == owner;
  });
  return found == message.answers.end() ? nullptr : &*found;
}

struct Chain {
  Name end;
  std::optional<Seconds> ttl;
  bool is_loop = false;
};

Chain follow_aliases(const Question& question, const Message& message) {
  Chain chain{.end = question.name, .ttl = std::nullopt};
  std::set<Name> seen;
  while (question.type != RrType::cname) {
    const auto* alias = find(message, chain.end, RrType::cname);
    if (alias == nullptr) break;
    const auto next = Name::parse(alias->data);
    if (!next || !seen.insert(chain.end).second || seen.size() > kMaxAliases) {
      chain.is_loop = true;
      break;
    }
    chain.ttl = chain.ttl ? std::min(*chain.ttl, ttl_of(*alias)) : ttl_of(*alias);
    chain.end = *next;
  }
  return chain;
}

/// A decoder's data is canonical, but that a TXT may come in any number of character-strings.
std::string comparable(RrType type, const std::string& data) {
  return type == RrType::txt ? canonical_txt(data).value_or(data) : data;
}

}  // namespace

std::string_view to_string(AnswerKind kind) noexcept {
  switch (kind) {
    case AnswerKind::records: return "records";
    case AnswerKind::nodata: return "nodata";
    case AnswerKind::nxdomain: return "nxdomain";
    case AnswerKind::servfail: return "servfail";
    case AnswerKind::refused: return "refused";
    case AnswerKind::referral: return "referral";
    case AnswerKind::cname_loop: return "cname_loop";
  }
  std::unreachable();
}

Answer answer_to(const Question& question, const Message& message) {
  Answer answer{.kind = negative_kind(message),
                .rrset = {},
                .is_authoritative = message.is_authoritative,
                .nsid = message.nsid,
                .extended_errors = message.extended_errors};
  const Chain chain = follow_aliases(question, message);
  answer.is_alias = chain.ttl.has_value();
  if (chain.is_loop) {
    answer.kind = AnswerKind::cname_loop;
    return answer;
  }
  std::vector<std::string> data;
  std::optional<Seconds> ttl = chain.ttl;
  for (const auto& record : message.answers) {
    if (record.type != std::to_underlying(question.type) || record.rr_class != 1 || record.owner != chain.end)
      continue;
    answer.is_cut = data.size() == kMaxRrSet;
    if (answer.is_cut) break;
    data.push_back(comparable(question.type, record.data));
    ttl = ttl ? std::min(*ttl, ttl_of(record)) : ttl_of(record);
  }
  if (data.empty() || message.rcode != rcode::kNoError) {
    answer.ttl = negative_ttl(message);
    return answer;
  }
  answer.kind = AnswerKind::records;
  answer.rrset = RrSet::of_canonical(std::move(data));
  answer.ttl = ttl.value_or(Seconds{0});
  return answer;
}

}  // namespace cutwatch::dns

#include "probes/name_lookup.hpp"

#include "core/cutover/plan/known_record.hpp"
#include "probes/ask.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace cutwatch {
namespace {

constexpr std::size_t kMostServers = 4;

/// Data are sorted, each once: an RRset's.
std::vector<std::string> common(const std::vector<std::string>& one, const std::vector<std::string>& other) {
  std::vector<std::string> both;
  std::ranges::set_intersection(one, other, std::back_inserter(both));
  return both;
}

LookedUp joined(LookedUp known, const std::vector<std::string>& data) {
  if (!known.data) return {.data = data};
  if (*known.data == data) return known;
  return {.data = common(*known.data, data), .is_disputed = true};
}

/// An alias whose end another zone has says nothing about that end (RFC 2308 §2.1; RFC 2317 delegates so).
bool leads_elsewhere(const DnsSighting& seen) {
  return seen.answer && (seen.answer->kind == dns::AnswerKind::referral || seen.answer->is_alias);
}

bool is_told(const DnsSighting& seen) {
  const auto& answer = seen.answer;
  if (!answer || !answer->is_definite() || !answer->is_authoritative) return false;
  return !answer->is_alias || answer->kind == dns::AnswerKind::records;
}

Failure not_told(const dns::Question& question, std::string_view why) {
  return {.kind = FailureKind::protocol,
          .detail = fmt::format("{} of {}: {}", to_string(question.type), question.name.text(), why)};
}

}  // namespace

NameLookup::NameLookup(ProbeContext context, const cutover::Plan& plan,
                       const std::vector<dns::Resolver>& resolvers)
    : context_(context), domain_(plan.domain), records_(plan.records), resolver_(context, resolvers) {}

const cutover::WatchedRecord* NameLookup::record_for(const dns::Name& name) const {
  const auto of_name = [](const dns::Name& owner) {
    return [&owner](const cutover::WatchedRecord& record) { return record.question.name == owner; };
  };
  auto found = std::ranges::find_if(records_, of_name(name));
  if (found == records_.end() && !domain_.is_root() && name.is_within(domain_))
    found = std::ranges::find_if(records_, of_name(domain_));
  return found == records_.end() ? nullptr : &*found;
}

std::vector<dns::NameServer> NameLookup::servers_of(const cutover::WatchedRecord& record) const {
  std::vector<dns::NameServer> servers;
  for (const auto& [server, view] : cutover::state_of(record, *context_.known).authorities) {
    if (!record.accepts(server) && servers.size() < kMostServers) servers.push_back(server);
  }
  return servers;
}

/// A name that is absent is absent for every type (RFC 2308 §5).
bool NameLookup::must_not_ask_resolvers(const dns::Name& name) const {
  return std::ranges::any_of(records_, [&](const cutover::WatchedRecord& record) {
    return record.question.name == name &&
           cutover::reason_not_to_ask(record, *context_.known, context_.occasion());
  });
}

asio::awaitable<LookedUp> NameLookup::look_up(dns::Question question) {
  const auto* record = record_for(question.name);
  if (record == nullptr) co_return co_await ask_resolver(question);
  auto told = co_await ask_servers(question, servers_of(*record));
  if (told.found.data || !told.leads_elsewhere || must_not_ask_resolvers(question.name))
    co_return std::move(told.found);
  co_return co_await ask_resolver(question);
}

asio::awaitable<NameLookup::Told> NameLookup::ask_servers(dns::Question question,
                                                          std::vector<dns::NameServer> servers) const {
  Told told{.found = {.data = std::unexpected(not_told(question, "no name server of the zone has told"))}};
  for (const auto& server : servers) {
    const auto seen = co_await ask(context_, server.endpoint, question, Recursion::not_desired);
    if (is_told(seen)) told.found = joined(std::move(told.found), seen.answer->rrset.data());
    told.leads_elsewhere = told.leads_elsewhere || leads_elsewhere(seen);
  }
  co_return told;
}

asio::awaitable<LookedUp> NameLookup::ask_resolver(dns::Question question) {
  const auto answer = co_await resolver_.ask(question);
  if (!answer) co_return LookedUp{.data = std::unexpected(answer.error())};
  if (!answer->is_definite())
    co_return LookedUp{.data = std::unexpected(not_told(question, to_string(answer->kind)))};
  co_return LookedUp{.data = answer->rrset.data()};
}

asio::awaitable<dns::NameLook> NameLookup::addresses_of(dns::Name name, IpAddress like) {
  const auto type = like.is_v4() ? dns::RrType::a : dns::RrType::aaaa;
  const auto found = co_await look_up({name, type});
  if (!found.data)
    co_return dns::NameLook{.name = std::move(name), .addresses = std::unexpected(found.data.error())};
  std::vector<IpAddress> addresses;
  for (const auto& text : *found.data) {
    const auto address = IpAddress::parse(text);
    if (address) addresses.push_back(*address);
  }
  co_return dns::NameLook{.name = std::move(name), .addresses = std::move(addresses)};
}

}  // namespace cutwatch

#include "core/cutover/record/mail_destinations.hpp"

#include "core/cutover/plan/known_record.hpp"
#include "core/cutover/plan/mx_hosts.hpp"
#include "core/cutover/record/exchange_addresses.hpp"
#include "core/cutover/record/quiet_window.hpp"
#include "core/dns/mx_exchanges.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace cutwatch::cutover {
namespace {

/// Ways that one answer may mean: more than one only where a resolver holds several copies of an address.
constexpr std::size_t kMostMeanings = 8;

/// A destination as it is read out of an answer, host by host.
struct Draft {
  MailDestination to;
  std::uint8_t rank = 0;
  bool is_cut = false;     ///< A host of this preference cannot be sent to: a sender would not pass it by.
  bool is_closed = false;  ///< So that what comes behind is not for us to try.

  void go_on() {
    if (rank < std::numeric_limits<std::uint8_t>::max()) ++rank;
    is_closed = is_closed || is_cut;
  }

  void add(const dns::Name& host, const HostAddresses& addresses) {
    if (!addresses.why_not.empty()) {
      if (to.why_not.empty()) to.why_not = addresses.why_not;
      is_cut = true;
    }
    for (const auto& [server, path] : addresses.servers) {
      if (to.servers.size() >= mail::kMaxExchanges) return;
      to.way.exchanges.push_back(
          {.host = printable(host.text()), .address = server.endpoint, .rank = rank, .path = path});
      to.servers.push_back(server);
    }
  }

  MailDestination finished(bool takes_mail) && {
    if (!to.servers.empty()) {
      to.why_not.clear();
    } else if (!takes_mail) {
      to.why_not = "it says that the domain takes no mail (null MX, RFC 7505)";
    } else if (to.why_not.empty()) {
      to.why_not = "no host of the MX has an address";
    }
    return std::move(to);
  }
};

/// What an answer of that resolver says, in every meaning that it may have.
std::vector<MailDestination> meanings(const std::vector<dns::MxExchange>& exchanges,
                                      const ExchangeAddresses& addresses, const std::string& resolver) {
  std::vector<Draft> drafts(1);
  const dns::MxExchange* before = nullptr;
  for (const auto& exchange : exchanges) {
    const bool is_next = before != nullptr && before->preference != exchange.preference;
    before = &exchange;
    const auto possible = addresses.of(exchange.host, resolver);
    std::vector<Draft> longer;
    for (auto& draft : drafts) {
      if (is_next) draft.go_on();
      for (const auto& each : possible) {
        if (longer.size() >= kMostMeanings) break;
        longer.push_back(draft);
        if (draft.is_closed) break;
        longer.back().add(exchange.host, each);
      }
    }
    drafts = std::move(longer);
  }
  std::vector<MailDestination> out;
  for (auto& draft : drafts) out.push_back(std::move(draft).finished(!exchanges.empty()));
  return out;
}

/// Who is led where: destinations by what tells them apart.
class Groups {
 public:
  void add(MailDestination to, const std::string& resolver) {
    auto key = std::pair(to.way.destination(), to.why_not);
    auto& group = groups_.try_emplace(std::move(key), std::move(to), std::set<std::string>()).first->second;
    group.second.insert(resolver);
  }

  /// The reachable first, then by how many lead there.
  std::vector<MailDestination> in_order() && {
    std::vector<std::pair<MailDestination, std::size_t>> counted;
    for (auto& [key, group] : groups_) counted.emplace_back(named(std::move(group)), group.second.size());
    std::ranges::sort(counted, {}, [](const auto& each) {
      const auto& [to, count] = each;
      return std::tuple(!to.why_not.empty(), -static_cast<std::ptrdiff_t>(count), to.way.destination(),
                        to.why_not);
    });
    std::vector<MailDestination> out;
    for (auto& [to, count] : counted) out.push_back(std::move(to));
    return out;
  }

 private:
  using Group = std::pair<MailDestination, std::set<std::string>>;

  static MailDestination named(Group&& group) {
    auto& [to, resolvers] = group;
    for (const auto& id : resolvers) {
      if (to.way.resolvers.size() < mail::kMaxNamedResolvers) {
        to.way.resolvers.push_back(printable(id));
      } else {
        ++to.way.other_resolvers;
      }
    }
    return std::move(to);
  }

  std::map<std::pair<std::string, std::string>, Group> groups_;
};

bool leads_mail(const WatchedRecord& mx, const WatchedRecord& record) {
  if (&record == &mx) return true;
  for (std::size_t stage = 0; stage < mx.stages.size(); ++stage) {
    if (std::ranges::any_of(hosts_of(mx, stage),
                            [&](const dns::Name& host) { return is_address_of(record, host); }))
      return true;
  }
  return false;
}

/// Why it is quiet about mail; empty where it is not.
std::string quiet(const Plan& plan, const WatchedRecord& mx, const DomainState& known, WallTime now) {
  for (const auto& record : plan.records) {
    if (!leads_mail(mx, record)) continue;
    const auto window = quiet_window(record, state_of(record, known), now);
    if (window && window->state == Quiet::quiet)
      return fmt::format("no mail is sent as DNS says in the quiet window of {}: {}",
                         to_string(record.question), window->sentence());
  }
  return "";
}

/// Keeps the first of either sort.
std::size_t bound(std::vector<MailDestination>& all) {
  const auto before = all.size();
  std::map<bool, std::size_t> kept;
  std::erase_if(
      all, [&](const MailDestination& each) { return ++kept[each.why_not.empty()] > kMostDestinations; });
  return before - all.size();
}

std::string why_none(const MailDestinations& found) {
  if (found.all.empty()) return "no resolver has said lately where mail goes";
  return fmt::format("no answer of a resolver leads to a server that the plan knows: {}",
                     found.all.front().why_not);
}

}  // namespace

std::vector<const MailDestination*> MailDestinations::reachable() const {
  std::vector<const MailDestination*> out;
  for (const auto& each : all) {
    if (each.why_not.empty()) out.push_back(&each);
  }
  return out;
}

MailDestinations mail_destinations(const Plan& plan, const DomainState& known, WallTime now) {
  const auto* mx = mx_of(plan);
  if (mx == nullptr)
    return {.all = {},
            .left_out = 0,
            .reason = SkipReason::no_destination,
            .why = "the plan does not watch the domain's MX"};
  const HandedOut handed_out(plan, *mx, known, now);
  const ExchangeAddresses addresses(plan, known, now);
  Groups groups;
  for (const auto& [resolver, view] : state_of(*mx, known).resolvers) {
    for (const auto& answer : handed_out.by(resolver)) {
      for (auto& to : meanings(dns::exchanges_in_order(answer, plan.domain), addresses, resolver))
        groups.add(std::move(to), resolver);
    }
  }
  MailDestinations out{.all = std::move(groups).in_order(), .left_out = 0, .reason = {}, .why = {}};
  out.left_out = bound(out.all);
  if (auto words = quiet(plan, *mx, known, now); !words.empty()) {
    out.reason = SkipReason::quiet_window;
    out.why = std::move(words);
  } else if (out.reachable().empty()) {
    out.reason = SkipReason::no_destination;
    out.why = why_none(out);
  }
  return out;
}

}  // namespace cutwatch::cutover

#include "agent/init/planned_records.hpp"

#include "agent/init/client_records.hpp"
#include "agent/init/mx_stages.hpp"
#include "agent/init/record_list.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::init {
namespace {

using cutover::Kind;
using cutover::Step;
using dns::RrType;

std::vector<std::string> of_family(const std::vector<IpAddress>& addresses, RrType type) {
  std::vector<std::string> out;
  for (const auto& each : addresses) {
    if (each.is_v4() == (type == RrType::a)) out.push_back(each.text());
  }
  return out;
}

class Planning {
 public:
  Planning(const Found& found, const Wishes& wishes, const Move& move)
      : found_(found), wishes_(wishes), move_(move), list_(found, move) {}

  PlannedRecords run() && {
    add_mx();
    for (const auto& host : present_hosts()) add_present(host);
    if (move_.kind != Kind::address) {
      for (const auto& host : move_.new_hosts) add_new(host);
    }
    add_client_records(list_, found_, wishes_, move_);
    add_reverse();
    return std::move(list_).take();
  }

 private:
  std::vector<dns::Name> present_hosts() const {
    auto hosts = move_.present_hosts();
    if (hosts.empty()) hosts.push_back(wishes_.domain);
    if (hosts.size() > kMostHosts) hosts.resize(kMostHosts);
    return hosts;
  }

  /// Where two of the stages would be equal, the MX cannot tell what has been done.
  void add_mx() {
    auto stages = mx_stages(found_, wishes_.domain, move_);
    const bool is_implicit = move_.exchanges.empty();
    if (stages.empty() || (is_implicit && stages.size() == 1)) return;
    PlannedRecord mx{.question = {wishes_.domain, RrType::mx}, .stages = std::move(stages), .remark = {}};
    if (is_implicit) mx.remark = "There is none yet: mail goes to the domain's own address (RFC 5321, 5.1).";
    list_.add(std::move(mx));
  }

  /// The name of a server that is switched off in the end is often used by clients, too.
  const char* remark_on_present(const dns::Name& host) const {
    if (host != move_.old_server.name) return "";
    if (move_.kind != Kind::server) return "The old server.";
    return "The old server. Clients that use this name lose it when the server is switched off: give it "
           "another "
           "stage then, the new server's.";
  }

  /// A host that takes mail now: its addresses stay, unless it is the one that moves.
  void add_present(const dns::Name& host) {
    const bool moves = move_.kind == Kind::address && host == move_.old_server.name;
    const auto* remark = remark_on_present(host);
    for (const auto type : {RrType::a, RrType::aaaa}) {
      if (moves) {
        list_.add({.question = {host, type},
                   .stages = {*found_.own({host, type}),
                              dns::RrSet::of_canonical(of_family(wishes_.new_addresses, type))},
                   .remark = "The server that moves."});
      } else {
        list_.add_unchanged({host, type}, remark);
      }
    }
  }

  /// A host that is to take mail. One that does not exist yet is to be published before anything names it:
  /// who asks for it earlier remembers that it is absent.
  void add_new(const dns::Name& host) {
    const bool is_main = host == move_.new_server.name;
    if (!is_main || wishes_.new_addresses.empty() || !found_.addresses_of(host).empty() ||
        !found_.knows_addresses_of(host)) {
      for (const auto type : {RrType::a, RrType::aaaa})
        list_.add_unchanged({host, type}, is_main ? "The new server." : "");
      return;
    }
    for (const auto type : {RrType::a, RrType::aaaa}) {
      auto data = of_family(wishes_.new_addresses, type);
      if (data.empty()) continue;
      list_.add({.question = {host, type},
                 .stages = {dns::RrSet(), dns::RrSet::of_canonical(std::move(data))},
                 .step = Step::lower_ttl,
                 .remark = "The new server. Not there yet: publish it before anything names it."});
    }
  }

  /// An address that the moving host gets is to have its name before mail leaves from it.
  void add_reverse() {
    for (const auto& address : move_.old_server.addresses)
      add_reverse_unchanged(address, "Reverse name of the old server.");
    for (const auto& address : move_.new_server.addresses) {
      if (move_.kind == Kind::address) {
        add_reverse_of_new(address);
      } else {
        add_reverse_unchanged(address, "Reverse name of the new server.");
      }
    }
  }

  void add_reverse_unchanged(const IpAddress& address, const std::string& remark) {
    list_.add_unchanged({dns::reverse_name(address), RrType::ptr}, remark);
  }

  void add_reverse_of_new(const IpAddress& address) {
    const dns::Question question{dns::reverse_name(address), RrType::ptr};
    const auto* present = found_.own(question);
    const auto& host = move_.new_server.name.text();
    if (present == nullptr || std::ranges::find(present->data(), host) != present->data().end())
      return list_.add_unchanged(question, "Reverse name of the new address.");
    list_.add({.question = question,
               .stages = {*present, dns::RrSet::of_canonical({host})},
               .step = Step::lower_ttl,
               .remark = "Reverse name of the new address: to be published before the switch, by whoever the "
                         "address belongs to."});
  }

  const Found& found_;
  const Wishes& wishes_;
  const Move& move_;
  RecordList list_;
};

}  // namespace

std::optional<TtlRange> PlannedRecords::ttls(const Found& found) const {
  std::optional<TtlRange> range;
  for (const auto& record : records) {
    if (record.stages.size() < 2 || record.stages.front().is_absent() || record.step) continue;
    const auto* answer = found.definite(record.question);
    if (answer == nullptr || !answer->is_authoritative) continue;
    const auto ttl = answer->ttl;
    range = range ? TtlRange{std::min(range->least, ttl), std::max(range->most, ttl)} : TtlRange{ttl, ttl};
  }
  return range;
}

PlannedRecords records_of(const Found& found, const Wishes& wishes, const Move& move) {
  return Planning(found, wishes, move).run();
}

}  // namespace cutwatch::init

#include "agent/init/client_records.hpp"

#include "agent/init/client_names.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::init {
namespace {

using cutover::Kind;
using dns::RrType;

constexpr const char* kMovesAlong = "How clients find the server: moves along.";

bool holds(const std::vector<IpAddress>& addresses, const std::string& text) {
  return std::ranges::any_of(addresses, [&](const IpAddress& each) { return each.text() == text; });
}

class ClientRecords {
 public:
  ClientRecords(RecordList& list, const Found& found, const Wishes& wishes, const Move& move)
      : list_(list), found_(found), wishes_(wishes), move_(move) {}

  void add_all() {
    for (const auto& host : client_hosts(wishes_.domain)) {
      if (!is_mail_host(host) && !is_from_wildcard(host)) add_host(host);
    }
    for (const auto& service : client_services(wishes_.domain)) add_named(service);
    say("lead to the old server, which keeps the mailboxes, and stay", staying_);
    say("lead to the server by its name, and follow it", following_);
    say("have what a wildcard gives to every name; if that is to move along, write a record for the "
        "wildcard's "
        "owner",
        wild_);
  }

 private:
  /// Those are in the plan already.
  bool is_mail_host(const dns::Name& host) const {
    const auto present = move_.present_hosts();
    const auto is_it = [&](const dns::Name& other) { return other == host; };
    return std::ranges::any_of(present, is_it) || std::ranges::any_of(move_.new_hosts, is_it);
  }

  bool is_from_wildcard(const dns::Name& host) {
    for (const auto type : {RrType::a, RrType::aaaa}) {
      const auto* wild = found_.definite({unused_name(wishes_.domain), type});
      const auto* answer = found_.definite({host, type});
      if (wild == nullptr || answer == nullptr || wild->rrset.is_absent() || wild->rrset != answer->rrset)
        continue;
      name_in(wild_, host);
      return true;
    }
    return false;
  }

  void add_host(const dns::Name& host) {
    const auto* alias = found_.definite({host, RrType::cname});
    if (alias != nullptr && !alias->rrset.is_absent()) return add_named({host, RrType::cname});
    for (const auto type : {RrType::a, RrType::aaaa}) {
      const auto* present = found_.own({host, type});
      if (present == nullptr || !cutover::names(old_host(), {host, type}, *present)) continue;
      if (move_.kind == Kind::proxy) return name_in(staying_, host);
      if (!has_new_addresses(host)) return;
      list_.add(
          {.question = {host, type}, .stages = {*present, moved(*present, type)}, .remark = kMovesAlong});
    }
  }

  bool has_new_addresses(const dns::Name& host) {
    if (!move_.new_server.addresses.empty()) return true;
    list_.leave_out(
        fmt::format("{}: leads to the old server; where the new one is, is not known", host.text()));
    return false;
  }

  /// A record that leads to a server by its name.
  void add_named(const dns::Question& question) {
    const auto* answer = found_.definite(question);
    if (answer == nullptr || answer->is_cut || answer->rrset.is_absent()) return;
    if (!cutover::names(old_host(), question, answer->rrset)) return;
    if (move_.kind == Kind::proxy) return name_in(staying_, question.name);
    if (move_.kind == Kind::address) return name_in(following_, question.name);
    list_.add(
        {.question = question, .stages = {answer->rrset, renamed(answer->rrset)}, .remark = kMovesAlong});
  }

  /// Addresses of the old server give way to those of the new one, others stay.
  dns::RrSet moved(const dns::RrSet& present, RrType type) const {
    std::vector<std::string> data;
    for (const auto& each : present.data()) {
      if (!holds(move_.old_server.addresses, each)) data.push_back(each);
    }
    for (const auto& each : move_.new_server.addresses) {
      if (each.is_v4() == (type == RrType::a)) data.push_back(each.text());
    }
    return dns::RrSet::of_canonical(std::move(data));
  }

  dns::RrSet renamed(const dns::RrSet& present) const {
    std::vector<std::string> data;
    for (const auto& each : present.data()) {
      const auto begin = each.rfind(' ') + 1;  // 0 where there is none
      const bool is_old = std::string_view(each).substr(begin) == move_.old_server.name.text();
      data.push_back(is_old ? each.substr(0, begin) + move_.new_server.name.text() : each);
    }
    return dns::RrSet::of_canonical(std::move(data));
  }

  cutover::OldHost old_host() const { return move_.old_host(); }

  void say(std::string_view what, const std::string& names) {
    if (!names.empty()) list_.leave_out(fmt::format("these {}: {}", what, names));
  }

  static void name_in(std::string& list, const dns::Name& name) {
    list += (list.empty() ? "" : ", ") + name.text();
  }

  RecordList& list_;
  const Found& found_;
  const Wishes& wishes_;
  const Move& move_;
  std::string staying_;
  std::string following_;
  std::string wild_;
};

}  // namespace

void add_client_records(RecordList& list, const Found& found, const Wishes& wishes, const Move& move) {
  ClientRecords(list, found, wishes, move).add_all();
}

}  // namespace cutwatch::init

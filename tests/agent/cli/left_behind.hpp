#pragma once
#include "agent/store/dns_store.hpp"
#include "agent/store/message_store.hpp"
#include "tests/agent/cli/ran.hpp"
#include "tests/support/observations.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace cutwatch::test {

inline constexpr WallTime kThen{std::chrono::sys_days{std::chrono::year{2020} / 1 / 1}};

/// A configuration, and the state file that an agent left behind in 2020.
class LeftBehind {
 public:
  std::string config() const { return folder_.file("cutwatch.toml"); }
  std::string state() const { return folder_.file("state.db"); }

  LeftBehind() {
    std::ofstream(config()) << fmt::format(
        "[state]\npath = \"{}\"\n[resolvers]\nuse = [\"google\"]\n[[cutover]]\ndomain = \"example.org\"\n"
        "kind = \"proxy\"\n[[cutover.record]]\nrrtype = \"MX\"\nstages = [[\"10 mail.example.org.\"], "
        "[\"5 in.proxy.example.\", \"20 mail.example.org.\"], [\"5 in.proxy.example.\"]]\n"
        "[[cutover.server]]\nrole = \"old\"\nhost = \"mail.example.org\"\naddresses = [\"192.0.2.10\"]\n",
        state());
  }

  /// What both name servers published, one after the other, an hour each.
  void published(const std::vector<std::pair<dns::RrSet, std::int64_t>>& versions) const {
    auto messages = store::MessageStore::open(state(), {}).value();
    store::DnsChanges changes;
    for (const auto& server : {kNs1, kNs2}) {
      AuthorityView view;
      auto when = kThen;
      std::uint32_t serial = 1;
      for (const auto& [rrset, ttl] : versions) {
        view.history = dns::with_sample(
            std::move(view.history),
            {.rrset = rrset, .ttl = Seconds{ttl}, .serial = serial++, .sent = when, .received = when});
        when += std::chrono::hours{1};
      }
      changes.authorities[{{"example.org", kMxQuestion}, server}].view = Shared(std::move(view));
    }
    REQUIRE(store::DnsStore(messages.database()).write(changes, kThen));
  }

 private:
  TempDirectory folder_;
};

inline Ran ask(const LeftBehind& left, const std::string& command, std::vector<std::string> more = {}) {
  std::vector<std::string> words{"cutwatch", command, "--config.file", left.config()};
  words.insert(words.end(), more.begin(), more.end());
  return run(std::move(words));
}

}  // namespace cutwatch::test

#pragma once
#include "net/dns/dns_transport.hpp"
#include "runtime/waitable_clock.hpp"

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace cutwatch::test {

/// DNS servers that say what the test wrote down, over time that the test owns. What was not written down is
/// silence.
class ScriptedDns final : public net::DnsTransport {
 public:
  struct Asked {
    Endpoint server;
    net::DnsQuery query;
    WallTime at;
  };
  using Reply = Result<dns::Message>;
  using Answerer = std::function<Reply(const dns::Question&, WallTime now)>;

  explicit ScriptedDns(WaitableClock& clock) : clock_(clock) {}

  /// How long every reply takes.
  Millis delay{20};
  std::vector<Asked> asked;

  /// The server gives these records, as resolvers do.
  void holds(const std::string& server, const dns::Question& question, std::vector<std::string> data,
             std::uint32_t ttl = 300);
  /// The server gives these records with authority.
  void publishes(const std::string& server, const dns::Question& question, std::vector<std::string> data,
                 std::uint32_t ttl = 300);
  /// The server counts down from `ttl`, as a cache does that took the record now.
  void caches(const std::string& server, const dns::Question& question, std::vector<std::string> data,
              std::uint32_t ttl);
  void says(const std::string& server, const dns::Question& question, std::uint16_t rcode);
  void fails(const std::string& server, const dns::Question& question, FailureKind kind);
  void answers(const std::string& server, const dns::Question& question, Answerer answerer);
  /// The same for every name below `parent` that has no answer of its own.
  void answers_below(const std::string& server, const dns::Question& parent, Answerer answerer);

  asio::awaitable<net::DnsExchange> exchange(Endpoint server, net::DnsQuery query,
                                             SteadyTime deadline) override;

 private:
  WaitableClock& clock_;
  const Answerer* find(const std::string& server, const dns::Question& question) const;
  std::map<std::pair<std::string, dns::Question>, Answerer> script_;
  std::map<std::pair<std::string, dns::Question>, Answerer> below_;
};

/// A response with these records in its answer section.
dns::Message reply_with(const dns::Question& question, std::vector<std::string> data, std::uint32_t ttl);

}  // namespace cutwatch::test

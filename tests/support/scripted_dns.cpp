#include "tests/support/scripted_dns.hpp"

#include <algorithm>

namespace cutwatch::test {

dns::Message reply_with(const dns::Question& question, std::vector<std::string> data, std::uint32_t ttl) {
  dns::Message message;
  message.is_response = true;
  for (auto& each : data) {
    message.answers.push_back({.owner = question.name,
                               .type = std::to_underlying(question.type),
                               .ttl = ttl,
                               .data = std::move(each)});
  }
  return message;
}

void ScriptedDns::answers(const std::string& server, const dns::Question& question, Answerer answerer) {
  script_[{to_string(parse_endpoint(server, 53).value()), question}] = std::move(answerer);
}

void ScriptedDns::answers_below(const std::string& server, const dns::Question& parent, Answerer answerer) {
  below_[{to_string(parse_endpoint(server, 53).value()), parent}] = std::move(answerer);
}

const ScriptedDns::Answerer* ScriptedDns::find(const std::string& server,
                                               const dns::Question& question) const {
  const auto found = script_.find({server, question});
  if (found != script_.end()) return &found->second;
  const auto above = below_.find({server, {question.name.parent(), question.type}});
  return above == below_.end() ? nullptr : &above->second;
}

void ScriptedDns::holds(const std::string& server, const dns::Question& question,
                        std::vector<std::string> data, std::uint32_t ttl) {
  answers(server, question,
          [data, ttl](const dns::Question& asked, WallTime) { return reply_with(asked, data, ttl); });
}

void ScriptedDns::publishes(const std::string& server, const dns::Question& question,
                            std::vector<std::string> data, std::uint32_t ttl) {
  answers(server, question, [data, ttl](const dns::Question& asked, WallTime) {
    auto message = reply_with(asked, data, ttl);
    message.is_authoritative = true;
    return message;
  });
}

void ScriptedDns::caches(const std::string& server, const dns::Question& question,
                         std::vector<std::string> data, std::uint32_t ttl) {
  const WallTime end = clock_.wall() + Seconds{ttl};
  answers(server, question, [data, end](const dns::Question& asked, WallTime now) {
    const auto left = std::max(std::chrono::ceil<Seconds>(end - now), Seconds{0});
    return reply_with(asked, data, static_cast<std::uint32_t>(left.count()));
  });
}

void ScriptedDns::says(const std::string& server, const dns::Question& question, std::uint16_t rcode) {
  answers(server, question, [rcode](const dns::Question& asked, WallTime) {
    auto message = reply_with(asked, {}, 0);
    message.rcode = rcode;
    return message;
  });
}

void ScriptedDns::fails(const std::string& server, const dns::Question& question, FailureKind kind) {
  answers(server, question,
          [kind](const dns::Question&, WallTime) -> Reply { return fail(kind, "as written down"); });
}

asio::awaitable<net::DnsExchange> ScriptedDns::exchange(Endpoint server, net::DnsQuery query,
                                                        SteadyTime deadline) {
  const WallTime sent = clock_.wall();
  asked.push_back({server, query, sent});
  const auto* found = find(to_string(server), query.question);
  const SteadyTime due = found == nullptr ? deadline : clock_.steady() + delay;
  co_await clock_.sleep_until(std::min(due, deadline));
  if (due >= deadline) co_return net::DnsExchange{};
  auto message = (*found)(query.question, clock_.wall());
  if (!message) co_return net::DnsExchange{.reply = std::unexpected(message.error())};
  co_return net::DnsExchange{
      .reply = net::DnsReply{
          .message = *std::move(message), .sent = sent, .received = clock_.wall(), .duration = delay}};
}

}  // namespace cutwatch::test

#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/dns_json.hpp"
#include "agent/cli/errand.hpp"
#include "agent/cli/given_resolvers.hpp"
#include "agent/cli/resolver_text.hpp"
#include "agent/cli/talk.hpp"
#include "agent/config/config_file.hpp"
#include "core/dns/rr_type_name.hpp"
#include "core/time/seconds.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <iostream>

namespace cutwatch::cli {
namespace {

using nlohmann::json;

constexpr Millis kPatience{10'000};

int wrong(const std::string& what) {
  talk("cutwatch probe dns: {}\n", what);
  return kUsage;
}

Result<dns::Resolver> resolver_of(const std::string& text, const std::string& ca_file) {
  if (!text.empty()) return parse_resolver(text, ca_file);
  const auto all = system_resolvers(config::host_surroundings().system_resolvers);
  if (!all) return std::unexpected(all.error());
  return all->front();
}

json result_json(const net::DnsExchange& exchange) {
  if (!exchange.reply) {
    return {{"ok", false},
            {"rcode", nullptr},
            {"answers", json::array()},
            {"duration_seconds", nullptr},
            {"error", to_string(exchange.reply.error())}};
  }
  return {{"ok", true},
          {"rcode", rcode_json(exchange.reply->message.rcode)},
          {"answers", answers_json(exchange.reply->message)},
          {"duration_seconds", seconds_of(exchange.reply->duration)}};
}

std::string rcode_text(std::uint16_t rcode) {
  const auto mnemonic = dns::rcode_mnemonic(rcode);
  return mnemonic ? std::string(*mnemonic) : fmt::format("rcode {}", rcode);
}

void print_table(const net::DnsExchange& exchange, const Endpoint& resolver) {
  if (!exchange.reply) {
    talk("{}: {}\n", to_string(resolver), to_string(exchange.reply.error()));
    return;
  }
  const auto& message = exchange.reply->message;
  talk("{} answered {} over {} in {:.1f} ms\n", to_string(resolver), rcode_text(message.rcode),
       to_string(exchange.reply->transport), seconds_of(exchange.reply->duration) * 1000);
  for (const auto& record : message.answers) {
    if (record.rr_class != 1) continue;
    fmt::print("{}\t{}\t{}\t{}\n", record.owner.text(), record.ttl, dns::rr_type_name(record.type),
               record.data);
  }
}

}  // namespace

int probe_dns_command(const ProbeDnsOptions& options) {
  const auto name = dns::Name::parse(options.name);
  if (!name) return wrong(name.error().detail);
  const auto type = dns::parse_rr_type(options.type);
  if (!type)
    return wrong(
        fmt::format("expected one of MX, A, AAAA, PTR, TXT, NS, SOA, CNAME, got \"{}\"", options.type));
  const auto resolver = resolver_of(options.resolver, options.ca_file);
  if (!resolver) return wrong(resolver.error().detail);

  Errand errand;
  const auto context = errand.context();
  const auto exchange = errand.run(
      context.dns.exchange(resolver->endpoint, {.question = {*name, *type}, .channel = resolver->channel},
                           context.clock.steady() + kPatience));
  if (options.output == "json") {
    std::cout << result_json(exchange).dump(-1, ' ', true) << '\n';
  } else {
    print_table(exchange, resolver->endpoint);
  }
  return exchange.reply ? kPass : kCannotTell;
}

}  // namespace cutwatch::cli

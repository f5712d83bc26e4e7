#include "net/secure_dns/doh_carrier.hpp"

#include "core/dns/doh_url.hpp"
#include "net/secure_dns/doh_response.hpp"
#include "net/secure_dns/source_for.hpp"
#include "runtime/task.hpp"

namespace cutwatch::net {
namespace {

constexpr std::size_t kMostOctets = 65535;  // RFC 8484 §6

}  // namespace

Task<Carried> DohCarrier::carry(Endpoint server, dns::Channel channel, EncodedQuery query,
                                SteadyTime deadline) {
  const auto& doh = std::get<dns::DohChannel>(channel);
  const auto url = dns::parse_doh_url(doh.url);
  if (!url) co_return Carried{.reply = std::unexpected(url.error())};
  const auto octets = query.octets();
  HttpsPost request{.peer = {.endpoint = server,
                             .host = url->host,
                             .ca_file = doh.ca_file,
                             .source = source_for(server, sources_)},
                    .url = doh.url,
                    .content_type = std::string(kDnsMessageType),
                    .body = std::string(octets.begin(), octets.end()),
                    .most_octets = kMostOctets};
  const auto response = co_await client_.post(std::move(request), deadline);
  if (!response) {
    co_return Carried{.reply = fail(response.error().kind, "DoH: " + response.error().detail)};
  }
  auto message = dns_message_of(*response, query);
  if (!message) co_return Carried{.reply = std::unexpected(message.error())};
  const WallTime received = clock_.wall();
  co_return Carried{.reply = CarriedReply{.octets = *std::move(message),
                                          .sent = received - std::chrono::ceil<Millis>(response->duration),
                                          .received = received,
                                          .duration = response->duration}};
}

}  // namespace cutwatch::net

#include "net/dns/dns_client.hpp"

#include "net/dns/client_core.hpp"
#include "net/dns/exchange.hpp"

namespace cutwatch::net {
namespace {

/// Keeps the core alive until the exchange has ended, however the client fares meanwhile.
asio::awaitable<DnsExchange> run(std::shared_ptr<ClientCore> core, Endpoint server, DnsQuery query,
                                 SteadyTime deadline) {
  // Not in the frame: Asio keeps memory for the next coroutine only where a frame is smaller than 1 KB.
  const auto exchange = std::make_unique<Exchange>(*core, server, std::move(query), deadline);
  exchange->start();
  if (exchange->must_wait()) co_await exchange->wait();
  if (exchange->wants_tcp()) co_await exchange->ask_over_tcp();
  co_return exchange->take_result();
}

}  // namespace

DnsClient::DnsClient(asio::any_io_executor executor, WaitableClock& clock, DnsClientOptions options)
    : core_(std::make_shared<ClientCore>(std::move(executor), clock, std::move(options))) {}

DnsClient::~DnsClient() { core_->stop(); }

asio::awaitable<DnsExchange> DnsClient::exchange(Endpoint server, DnsQuery query, SteadyTime deadline) {
  return run(core_, server, std::move(query), deadline);
}

DnsClientCounters DnsClient::counters() const {
  auto counters = core_->counters;
  counters.strays = core_->pool.strays();
  return counters;
}

std::vector<std::uint16_t> DnsClient::ports() const { return core_->pool.ports(); }

}  // namespace cutwatch::net

// Asks many resolvers many names through the agent's own DNS engine, and prints what that cost: one side of
// script/bench.
//   dns_sweep --names FILE --resolvers 127.0.53.1-30 --port 15353 --window 500
//   dns_sweep … --rate 1500 --seconds 60      paced: launch lateness and CPU share instead of a burst
#include "net/dns/dns_client.hpp"
#include "runtime/clock.hpp"
#include "runtime/task.hpp"

#include <CLI/CLI.hpp>
#include <asio/io_context.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <vector>

#include <sys/resource.h>

namespace {

using namespace cutwatch;

struct Job {
  std::vector<dns::Name> names;
  std::vector<Endpoint> resolvers;
  std::size_t window = 500;
  double rate = 0;
  double seconds = 0;
  Millis tick{5};
  Millis timeout{5000};
  std::size_t watch_first = 0;  ///< Also report when the exchanges with this many first resolvers were done.
};

struct Tally {
  std::uint64_t sent = 0, answered = 0, lost = 0, limited = 0, failed = 0, records = 0;
  SteadyTime first_end{};
  std::vector<double> lateness_ms;
};

constexpr std::array kTypes{dns::RrType::mx, dns::RrType::a, dns::RrType::txt};

/// The n-th question of the sweep: every resolver is asked it before the next.
dns::Question nth(const Job& job, std::uint64_t n) {
  const std::uint64_t round = n / job.resolvers.size();
  return {job.names[round / kTypes.size() % job.names.size()], kTypes[round % kTypes.size()]};
}

void count(Tally& tally, const net::DnsExchange& exchange) {
  if (exchange.reply) {
    ++tally.answered;
    tally.records += exchange.reply->message.answers.size();
  } else if (exchange.reply.error().kind == FailureKind::timeout) {
    ++tally.lost;
  } else if (exchange.reply.error().kind == FailureKind::limited) {
    ++tally.limited;
  } else {
    ++tally.failed;
  }
}

struct Sweep {
  const Job& job;
  WaitableClock& clock;
  net::DnsClient& client;
  std::uint64_t total;
  Tally tally{};
  std::uint64_t next = 0;

  Task<net::DnsExchange> ask(std::uint64_t n) {
    ++tally.sent;
    return client.exchange(job.resolvers[n % job.resolvers.size()], {.question = nth(job, n)},
                           clock.steady() + job.timeout);
  }

  void note(std::uint64_t n, const net::DnsExchange& exchange) {
    count(tally, exchange);
    if (n % job.resolvers.size() < job.watch_first) tally.first_end = clock.steady();
  }

  Task<void> worker() {
    while (next < total) {
      const auto n = next++;
      note(n, co_await ask(n));
    }
  }

  Task<void> one(std::uint64_t n) { note(n, co_await ask(n)); }

  /// Launches what is due, a tick at a time, as a scheduler does that has many probes: waking up is what
  /// costs.
  Task<void> paced() {
    const auto executor = co_await asio::this_coro::executor;
    const auto start = clock.steady();
    for (std::uint64_t n = 0; n < total; ++n) {
      const auto due = start + std::chrono::duration_cast<std::chrono::nanoseconds>(
                                   std::chrono::duration<double>(static_cast<double>(n) / job.rate));
      if (due > clock.steady()) co_await clock.sleep_until(std::max(due, clock.steady() + job.tick));
      tally.lateness_ms.push_back(std::chrono::duration<double, std::milli>(clock.steady() - due).count());
      asio::co_spawn(executor, one(n), [](std::exception_ptr error) {
        if (error) std::rethrow_exception(error);
      });
    }
  }
};

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double quantile(std::vector<double> values, double q) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1))];
}

/// Of this program alone: getrusage() also remembers the one that started it.
std::string peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return line.substr(line.find_first_of("0123456789"));
  }
  return "unknown";
}

void report(const Sweep& sweep, SteadyTime start, SteadyTime end, const net::DnsClientCounters& counters) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto& tally = sweep.tally;
  const auto seconds = [](auto span) { return std::chrono::duration<double>(span).count(); };
  fmt::print(
      "queries={} answered={} lost={} limited={} failed={} records={} retransmitted={} over_tcp={} "
      "strays={}\n",
      tally.sent, tally.answered, tally.lost, tally.limited, tally.failed, tally.records,
      counters.retransmissions, counters.over_tcp, counters.strays);
  fmt::print("wall={:.4f} user={:.4f} sys={:.4f} peak={}\n", seconds(end - start), seconds_of(usage.ru_utime),
             seconds_of(usage.ru_stime), peak_memory());
  if (sweep.job.watch_first > 0) fmt::print("first_wall={:.4f}\n", seconds(tally.first_end - start));
  if (!tally.lateness_ms.empty()) {
    fmt::print("cpu_share={:.4f} late_p50_ms={:.2f} late_p99_ms={:.2f}\n",
               (seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime)) / seconds(end - start),
               quantile(tally.lateness_ms, 0.5), quantile(tally.lateness_ms, 0.99));
  }
}

void run(const Job& job, const net::DnsClientOptions& options) {
  RealClock clock;
  asio::io_context io(1);
  net::DnsClient client(io.get_executor(), clock, options);
  const auto burst = static_cast<std::uint64_t>(job.names.size() * kTypes.size() * job.resolvers.size());
  const auto paced = static_cast<std::uint64_t>(job.rate * job.seconds);
  Sweep sweep{.job = job, .clock = clock, .client = client, .total = job.rate > 0 ? paced : burst};
  const auto rethrow = [](std::exception_ptr error) {
    if (error) std::rethrow_exception(error);
  };
  const auto start = clock.steady();
  if (job.rate > 0) {
    asio::co_spawn(io, sweep.paced(), rethrow);
  } else {
    for (std::size_t i = 0; i < job.window; ++i) asio::co_spawn(io, sweep.worker(), rethrow);
  }
  io.run();
  report(sweep, start, clock.steady(), client.counters());
}

/// "127.0.53.1-30" or one address.
std::vector<Endpoint> endpoints(const std::string& range, std::uint16_t port) {
  const auto dash = range.find('-');
  if (dash == std::string::npos) return {Endpoint{IpAddress::parse(range).value(), port}};
  const auto dot = range.rfind('.', dash);
  std::vector<Endpoint> all;
  for (int i = std::stoi(range.substr(dot + 1, dash - dot - 1)); i <= std::stoi(range.substr(dash + 1));
       ++i) {
    all.push_back({IpAddress::parse(range.substr(0, dot + 1) + std::to_string(i)).value(), port});
  }
  return all;
}

std::vector<dns::Name> names_in(const std::string& file) {
  std::ifstream lines(file);
  std::vector<dns::Name> names;
  for (std::string line; std::getline(lines, line);) names.push_back(dns::Name::parse(line).value());
  return names;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Asks many resolvers many names and prints the cost");
  Job job;
  net::DnsClientOptions options;
  std::string names;
  std::string resolvers;
  std::uint16_t port = 53;
  app.add_option("--names", names, "file with one name per line")->required();
  app.add_option("--resolvers", resolvers, "ADDRESS or ADDRESS-LAST")->required();
  app.add_option("--port", port);
  app.add_option("--window", job.window, "exchanges at a time");
  app.add_option("--rate", job.rate, "queries per second instead of a burst");
  app.add_option("--seconds", job.seconds, "how long, with --rate");
  app.add_option_function<int>(
      "--tick", [&](int millis) { job.tick = Millis{millis}; }, "ms between launches");
  app.add_option("--watch-first", job.watch_first, "also print when these many first resolvers were done");
  app.add_option("--sockets", options.pool.sockets);
  CLI11_PARSE(app, argc, argv);
  job.names = names_in(names);
  job.resolvers = endpoints(resolvers, port);
  run(job, options);
}

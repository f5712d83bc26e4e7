#include "probes/authority_probe.hpp"

#include "probes/ask.hpp"

#include <fmt/core.h>

#include <charconv>

namespace cutwatch {
namespace {

/// The third field of a SOA record's data (RFC 1035 §3.3.13).
std::optional<std::uint32_t> serial_of(const std::string& soa) {
  std::size_t at = 0;
  for (int field = 0; field < 2; ++field) {
    at = soa.find(' ', at);
    if (at == std::string::npos) return std::nullopt;
    ++at;
  }
  std::uint32_t serial = 0;
  const auto [end, ec] = std::from_chars(soa.data() + at, soa.data() + soa.size(), serial);
  if (ec != std::errc{}) return std::nullopt;
  return serial;
}

/// What a server said of the zone's serial, and then of the record.
struct Look {
  std::optional<std::uint32_t> serial;
  DnsSighting sighting;
};

/// The zone changed between the two questions: the same data have a longer TTL than they ever had under their
/// serial. Where the data are others, the history tells by them.
bool is_ahead_of_its_serial(const Look& look, const dns::Version& known) {
  const auto& answer = look.sighting.answer;
  return answer && answer->is_definite() && look.serial == known.serial && answer->rrset == known.rrset &&
         answer->ttl > known.ttl;
}

class AuthorityProbe final : public Probe {
 public:
  AuthorityProbe(std::string domain, const cutover::WatchedRecord& record, dns::NameServer server)
      : domain_(std::move(domain)),
        question_(record.question),
        interval_(record.interval),
        server_(std::move(server)) {}

  std::string_view name() const noexcept override { return "authority"; }

  asio::awaitable<std::vector<Observation>> run(ProbeContext context) const override {
    auto seen = co_await look(context);
    const auto known = known_version(*context.known);
    if (known && is_ahead_of_its_serial(seen, *known)) seen = co_await look(context);
    co_return std::vector<Observation>{AuthorityAnswered{.domain = domain_,
                                                         .record = question_,
                                                         .server = server_,
                                                         .serial = seen.serial,
                                                         .sighting = std::move(seen.sighting),
                                                         .interval = interval_}};
  }

 private:
  /// The serial first: a change between the two questions then shows as new data under the old serial. The
  /// other way round it would hide a lowered TTL.
  asio::awaitable<Look> look(ProbeContext context) const {
    auto serial = co_await ask_serial(context);
    auto sighting = co_await ask(context, server_.endpoint, question_, Recursion::not_desired);
    if (!serial && sighting.answer) serial = co_await ask_whether_unchanged(context);
    co_return Look{.serial = serial, .sighting = std::move(sighting)};
  }

  asio::awaitable<std::optional<std::uint32_t>> ask_serial(ProbeContext context) const {
    for (dns::Name zone = question_.name;; zone = zone.parent()) {
      const dns::Question soa{zone, dns::RrType::soa};
      const auto seen = co_await ask(context, server_.endpoint, soa, Recursion::not_desired);
      if (!seen.answer || !seen.answer->is_definite() || zone.is_root()) co_return std::nullopt;
      if (seen.answer->kind == dns::AnswerKind::records)
        co_return serial_of(seen.answer->rrset.data().front());
    }
  }

  /// A server that woke between the two questions: if its serial is still the one that is known, nothing has
  /// changed while it slept. Any other may be newer than the data are.
  asio::awaitable<std::optional<std::uint32_t>> ask_whether_unchanged(ProbeContext context) const {
    const auto known = known_version(*context.known);
    if (!known || !known->serial) co_return std::nullopt;
    const auto serial = co_await ask_serial(context);
    co_return serial == known->serial ? serial : std::nullopt;
  }

  std::optional<dns::Version> known_version(const DomainState& known) const {
    const auto record = known.records.find(question_);
    if (record == known.records.end()) return std::nullopt;
    const auto view = record->second->authorities.find(server_);
    if (view == record->second->authorities.end()) return std::nullopt;
    const auto* current = view->second->history.current();
    return current == nullptr ? std::nullopt : std::optional(*current);
  }

  std::string domain_;
  dns::Question question_;
  Millis interval_;
  dns::NameServer server_;
};

std::vector<dns::NameServer> servers_for(const Inventory& inventory, const dns::Question& question) {
  if (!inventory.plan.name_servers.empty()) return inventory.plan.name_servers;
  const auto known = inventory.known.records.find(question);
  if (known == inventory.known.records.end()) return {};
  std::vector<dns::NameServer> servers;
  for (const auto& [server, view] : known->second->authorities) servers.push_back(server);
  return servers;
}

}  // namespace

std::vector<ScheduledProbe> plan_authority_probes(const Inventory& inventory) {
  std::vector<ScheduledProbe> planned;
  const auto domain = inventory.plan.label();
  for (const auto& record : inventory.plan.records) {
    for (const auto& server : servers_for(inventory, record.question)) {
      planned.push_back(
          {.id = fmt::format("authority/{}/{}/{}/{}/{}", domain, record.question.name.text(),
                             to_string(record.question.type), server.name, to_string(server.endpoint)),
           .domain = domain,
           .interval = record.interval,
           .probe = std::make_shared<AuthorityProbe>(domain, record, server)});
    }
  }
  return planned;
}

}  // namespace cutwatch

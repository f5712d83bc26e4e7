#include "agent/store/dns_store.hpp"

#include "agent/store/bounded_columns.hpp"
#include "agent/store/calibration_row.hpp"
#include "agent/store/exchange_row.hpp"
#include "agent/store/kept_rows.hpp"
#include "agent/store/lock_table.hpp"
#include "agent/store/resolver_row.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace cutwatch::store {
namespace {

constexpr std::uint16_t kDnsPort = 53;

struct ChannelText {
  std::string operator()(const dns::PlainChannel&) const { return "plain"; }
  std::string operator()(const dns::DotChannel& dot) const { return "dot " + dot.tls_name; }
  std::string operator()(const dns::DohChannel& doh) const { return "doh " + doh.url; }
};

/// Binds the three columns that every row begins with.
void bind_record(Statement& statement, int first, const RecordKey& key) {
  statement.bind(first, key.domain).bind(first + 1, key.record.name.text());
  statement.bind(first + 2, to_string(key.record.type));
}

KeptAuthority kept_of(const AuthorityView& view) {
  return {.history = view.history, .serial = view.serial, .is_silent = is_silent(view)};
}

std::string server_text(const dns::NameServer& server) {
  return server.name + " " + to_string(server.endpoint);
}

Result<RecordKey> record_of(const Statement& row) {
  auto name = dns::Name::parse(row.text(1));
  const auto type = dns::parse_rr_type(row.text(2));
  if (!name) return std::unexpected(name.error());
  if (!type) return fail(FailureKind::malformed, "no record type");
  return RecordKey{.domain = row.text(0), .record = {*std::move(name), *type}};
}

Result<void> read_authority(const Statement& row, KeptDns& out) {
  auto record = record_of(row);
  if (!record) return std::unexpected(record.error());
  const auto server = dns::Name::parse(row.text(3));
  const auto address = parse_endpoint(row.text(4), kDnsPort);
  auto known = parse_authority(row.text(5), record->record.type);
  if (!server) return std::unexpected(server.error());
  if (!address) return std::unexpected(address.error());
  if (!known) return std::unexpected(known.error());
  out.authorities.insert_or_assign(
      AuthorityKey{.record = *std::move(record), .server = {row.text(3), *address}},
      KeptDns::Authority{.known = *std::move(known), .departed = maybe_instant_at(row, 6)});
  return {};
}

/// In columns 6 and 7.
Result<dns::ResolverView> view_of(const Statement& row, dns::RrType type) {
  auto view = parse_view(row.text(6), type);
  if (!view || row.is_null(7)) return view;
  auto last = parse_exchange(row.text(7), type);
  if (!last) return std::unexpected(last.error());
  view->last = *std::move(last);
  return view;
}

Result<void> read_resolver(const Statement& row, KeptDns& out) {
  auto record = record_of(row);
  if (!record) return std::unexpected(record.error());
  const auto address = parse_endpoint(row.text(4), kDnsPort);
  auto view = view_of(row, record->record.type);
  if (!address) return std::unexpected(address.error());
  if (!view) return std::unexpected(view.error());
  out.resolvers.insert_or_assign(
      ResolverKey{.record = *std::move(record), .resolver = row.text(3)},
      KeptDns::Resolver{.place = {.address = *address, .channel = row.text(5)}, .view = *std::move(view)});
  return {};
}

Result<void> read_calibration(const Statement& row, KeptDns& out) {
  const auto address = parse_endpoint(row.text(4), kDnsPort);
  auto state = parse_calibration(row.text(6));
  if (!address) return std::unexpected(address.error());
  if (!state) return std::unexpected(state.error());
  out.calibrations.insert_or_assign(
      CalibrationKey{.domain = row.text(0), .resolver = row.text(3)},
      KeptCalibration{.place = {.address = *address, .channel = row.text(5)}, .state = *std::move(state)});
  return {};
}

std::string name_of(const Statement& row) {
  return fmt::format("{} {} at {} {}", row.text(1), row.text(2), row.text(3), row.text(4));
}

}  // namespace

ResolverPlace place_of(const dns::Resolver& resolver) {
  return {.address = resolver.endpoint, .channel = std::visit(ChannelText{}, resolver.channel)};
}

Result<void> DnsStore::write_authorities(const DnsChanges& changes, WallTime now) {
  for (const auto& [key, change] : changes.authorities) {
    const auto written = database_.run(
        "INSERT OR REPLACE INTO dns_authority VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [&](Statement& insert) {
          bind_record(insert, 1, key.record);
          insert.bind(4, key.server.name).bind(5, to_string(key.server.endpoint));
          insert.bind(6, text_of_authority(kept_of(*change.view)));
          insert.bind(7, now).bind(8, change.departed);
        });
    if (!written) return written;
  }
  return {};
}

Result<void> DnsStore::write_delegations(const DnsChanges& changes, WallTime now) {
  for (const auto& [key, servers] : changes.delegations) {
    nlohmann::json named = nlohmann::json::array();
    for (const auto& server : servers) named.push_back(server_text(server));
    const auto written = database_.run(
        "UPDATE dns_authority SET departed_ms = ? WHERE domain = ? AND name = ? AND rrtype = ? "
        "AND departed_ms IS NULL AND server || ' ' || address NOT IN "
        "(SELECT value FROM json_each(?))",
        [&](Statement& update) {
          update.bind(1, now);
          bind_record(update, 2, key);
          update.bind(5, named.dump());
        });
    if (!written) return written;
  }
  return {};
}

Result<void> DnsStore::write_resolvers(const DnsChanges& changes, WallTime now) {
  for (const auto& [key, view] : changes.resolvers) {
    std::optional<std::string> last;
    if (view->last) last = text_of_exchange(*view->last);
    const auto written = database_.run(
        "INSERT OR REPLACE INTO dns_resolver (domain, name, rrtype, resolver, address, channel, view, "
        "updated_ms, last) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [&](Statement& insert) {
          bind_record(insert, 1, key.record);
          const auto& place = changes.places.at(key);
          insert.bind(4, key.resolver).bind(5, to_string(place.address)).bind(6, place.channel);
          insert.bind(7, text_of_view(*view)).bind(8, now).bind(9, last);
        });
    if (!written) return written;
  }
  return {};
}

Result<void> DnsStore::write_calibrations(const DnsChanges& changes, WallTime now) {
  for (const auto& [key, calibration] : changes.calibrations) {
    const auto written =
        database_.run("INSERT OR REPLACE INTO calibration VALUES (?, ?, ?, ?, ?, ?)", [&](Statement& insert) {
          insert.bind(1, key.domain).bind(2, key.resolver);
          insert.bind(3, to_string(calibration.place.address)).bind(4, calibration.place.channel);
          insert.bind(5, text_of_calibration(calibration.state)).bind(6, now);
        });
    if (!written) return written;
  }
  return {};
}

Result<void> DnsStore::write(const DnsChanges& changes, WallTime now) {
  return database_.atomically(Durability::normal, [&]() -> Result<void> {
    auto written = write_authorities(changes, now);
    if (written) written = write_delegations(changes, now);
    if (written) written = write_resolvers(changes, now);
    if (written) written = write_calibrations(changes, now);
    if (written) written = write_locks(database_, changes, now);
    return written;
  });
}

Result<KeptDns> DnsStore::load() {
  KeptDns out;
  const auto read_all = [&](const char* sql, Result<void> (*read)(const Statement&, KeptDns&)) {
    return read_rows(database_.prepare(sql), read, name_of, out);
  };
  auto read =
      read_all("SELECT domain, name, rrtype, server, address, history, departed_ms FROM dns_authority",
               read_authority);
  if (read) {
    read = read_all("SELECT domain, name, rrtype, resolver, address, channel, view, last FROM dns_resolver",
                    read_resolver);
  }
  if (read) {
    read = read_all("SELECT domain, 'calibration', '', resolver, address, channel, state FROM calibration",
                    read_calibration);
  }
  if (read) read = read_locks(database_, out);
  if (!read) return std::unexpected(read.error());
  return out;
}

Result<void> DnsStore::forget_before(WallTime instant) {
  return database_.atomically(Durability::normal, [&]() -> Result<void> {
    for (const auto* sql :
         {"DELETE FROM dns_authority WHERE updated_ms < ?", "DELETE FROM dns_resolver WHERE updated_ms < ?",
          "DELETE FROM calibration WHERE updated_ms < ?", "DELETE FROM lockdown WHERE updated_ms < ?"}) {
      const auto done = database_.run(sql, [&](Statement& statement) { statement.bind(1, instant); });
      if (!done) return done;
    }
    return {};
  });
}

}  // namespace cutwatch::store

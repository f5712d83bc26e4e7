#include "agent/store/chronicle_rows.hpp"

#include "agent/store/kept_values.hpp"
#include "core/text/printable.hpp"

#include <algorithm>

namespace cutwatch::store {
namespace {

constexpr std::size_t kMaxText = 4096;

template <class Values>
auto named(const Values& values, const std::string& name) {
  const auto found = std::ranges::find(values, name, [](auto value) { return to_string(value); });
  if (found == values.end()) throw Damaged("no " + printable(name) + " is known");
  return *found;
}

WallTime instant(const Statement& row, int column) { return instant_of(row.integer(column)); }

std::optional<WallTime> maybe_instant(const Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(instant(row, column));
}

dns::Question question(const Statement& row, int column) {
  auto name = dns::Name::parse(row.text(column));
  const auto type = dns::parse_rr_type(row.text(column + 1));
  if (!name || !type) throw Damaged("no record");
  return {*std::move(name), *type};
}

/// Whatever `read` makes of the row, or why it cannot.
template <class Read>
Result<void> reading(Read read) {
  try {
    read();
    return {};
  } catch (const Damaged& damaged) {
    return fail(FailureKind::malformed, damaged.what());
  } catch (const nlohmann::json::exception& error) {
    return fail(FailureKind::malformed, printable(error.what()));
  }
}

}  // namespace

Result<void> read_entry(const Statement& row, KeptChronicles& out) {
  return reading([&] {
    ChronicleEntry entry{
        .at = instant(row, 1),
        .about = {.kind = named(kChangeKinds, row.text(2)), .subject = printable(row.text(3), kMaxText)},
        .before = printable(row.text(4), kMaxText),
        .after = printable(row.text(5), kMaxText),
        .words = printable(row.text(6), kMaxText)};
    out.chronicles[row.text(0)].entries.emplace_back(std::move(entry));
  });
}

Result<void> read_judgement(const Statement& row, KeptChronicles& out) {
  return reading([&] {
    JudgementKey key{.kind = named(kChangeKinds, row.text(1)), .subject = printable(row.text(2), kMaxText)};
    out.chronicles[row.text(0)].last.insert_or_assign(std::move(key), printable(row.text(3), kMaxText));
  });
}

Result<void> read_switch(const Statement& row, KeptChronicles& out) {
  return reading([&] {
    SwitchKey key{.record = question(row, 1),
                  .resolver = printable(row.text(3), kMaxText),
                  .target = printable(row.text(4), kMaxText)};
    if (row.integer(10) != kNobodySaw) key.published = instant(row, 10);
    ResolverSwitch value{.state = named(dns::kAnswerStates, row.text(5)),
                         .since = instant(row, 6),
                         .first_new = maybe_instant(row, 7),
                         .kept_until = maybe_instant(row, 9)};
    if (!row.is_null(8)) value.cause = named(dns::kKeptCauses, row.text(8));
    out.chronicles[row.text(0)].switches.insert_or_assign(std::move(key), value);
  });
}

Result<void> read_noted(const Statement& row, KeptChronicles& out) {
  return reading([&] {
    RecordKey key{.domain = row.text(0), .record = question(row, 1)};
    const auto document = document_of(row.text(3));
    NotedRecord noted{.rrset = rrset_of(document.at("data"), key.record.type),
                      .ttl = ttl_of(row.integer(4)),
                      .at = instant(row, 5)};
    auto& all = out.noted[std::move(key)];
    if (all.size() == kMaxNoted) all.erase(all.begin());
    all.push_back(std::move(noted));
  });
}

std::string text_of_rrset(const dns::RrSet& rrset) {
  return nlohmann::json{{"data", kept(rrset)}}.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

}  // namespace cutwatch::store

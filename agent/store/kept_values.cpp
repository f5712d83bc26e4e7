#include "agent/store/kept_values.hpp"

#include "core/dns/answer.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace cutwatch::store {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxDocument = std::size_t{4} << 20;
constexpr std::size_t kMaxText = 65'535;
constexpr int kMaxDepth = 8;
constexpr WallTime kLatest{std::chrono::sys_days{std::chrono::year{2200} / 1 / 1}};

constexpr std::array kFailureKinds{FailureKind::timeout,   FailureKind::refused, FailureKind::unreachable,
                                   FailureKind::malformed, FailureKind::tls,     FailureKind::protocol,
                                   FailureKind::auth,      FailureKind::limited, FailureKind::storage,
                                   FailureKind::cancelled};

bool is_shallow(int depth, json::parse_event_t, json&) { return depth <= kMaxDepth; }

}  // namespace

json kept(WallTime instant) { return instant.time_since_epoch().count(); }

json kept(const std::optional<WallTime>& instant) { return instant ? kept(*instant) : json(); }

json kept(const std::optional<std::string>& text) { return text ? json(*text) : json(); }

json kept(const dns::RrSet& rrset) { return rrset.data(); }

std::int64_t integer_of(const json& value, std::int64_t least, std::int64_t most) {
  if (!value.is_number_integer()) throw Damaged("no integer where one belongs");
  // One that is larger than an int64_t comes out negative, and `least` is not.
  const auto number = value.get<std::int64_t>();
  if (number < least || number > most) throw Damaged(fmt::format("{} is out of range", number));
  return number;
}

WallTime instant_of(const json& value) {
  return WallTime(Millis(integer_of(value, 0, kLatest.time_since_epoch().count())));
}

std::optional<WallTime> maybe_instant_of(const json& value) {
  return value.is_null() ? std::nullopt : std::optional(instant_of(value));
}

Seconds ttl_of(const json& value) {
  return Seconds(integer_of(value, 0, std::numeric_limits<std::int32_t>::max()));
}

std::string text_of(const json& value) {
  auto text = value.get<std::string>();
  if (text.size() > kMaxText || printable(text, kMaxText) != text) throw Damaged("a text is not printable");
  return text;
}

std::optional<std::string> maybe_text_of(const json& value) {
  return value.is_null() ? std::nullopt : std::optional(text_of(value));
}

FailureKind failure_kind_of(const json& value) {
  const auto& name = value.get_ref<const std::string&>();
  const auto found = std::ranges::find(kFailureKinds, name, [](FailureKind kind) { return to_string(kind); });
  if (found == kFailureKinds.end()) throw Damaged("no such kind of failure");
  return *found;
}

dns::RrSet rrset_of(const json& value, dns::RrType type) {
  std::vector<std::string> data;
  for (const auto& each : list_of(value, dns::kMaxRrSet)) data.push_back(text_of(each));
  auto rrset = dns::RrSet::parse(type, data);
  if (!rrset) throw Damaged(rrset.error().detail);
  return *std::move(rrset);
}

const json& tuple_of(const json& value, std::size_t size) {
  if (!value.is_array() || value.size() != size) throw Damaged(fmt::format("no array of {}", size));
  return value;
}

const json& list_of(const json& value, std::size_t most) {
  if (!value.is_array() || value.size() > most) throw Damaged(fmt::format("no array of at most {}", most));
  return value;
}

json document_of(std::string_view text) {
  if (text.size() > kMaxDocument) throw Damaged("too long");
  auto document = json::parse(text, is_shallow, false);
  if (!document.is_object()) throw Damaged("no JSON object");
  return document;
}

}  // namespace cutwatch::store

#include "exporters/bound_text.hpp"

#include "core/text/date.hpp"
#include "core/text/printable.hpp"
#include "exporters/countdown.hpp"
#include "exporters/watch_table.hpp"

#include <fmt/core.h>

namespace cutwatch::exporters {
namespace {

/// What a bound rests on, where the operator can do something about it.
std::string basis_text(const cutover::RecordBounds& bounds, dns::BoundBasis basis, std::string_view ttl_key) {
  if (basis == dns::BoundBasis::assumed)
    return fmt::format(" (assuming a TTL of 48h before the first look; {} tells it)", ttl_key);
  if (basis != dns::BoundBasis::shown || !bounds.witness) return "";
  return fmt::format(" ({} holds a copy from a TTL of {} s before the first look, or lengthens TTLs)",
                     printable(bounds.witness->resolver), bounds.witness->ttl.count());
}

std::string waiting_text(const dns::NoBound& none) {
  const auto& waits = none.waits_for;
  return fmt::format("no end of the old copies can be named: {}{} still publishes them or has not answered",
                     waits.empty() ? "an authority" : name_of(waits.front()),
                     waits.size() > 1 ? fmt::format(" and {} more", waits.size() - 1) : "");
}

/// `left` stands between "ends" and the instant.
std::string text_of(const cutover::RecordBounds& bounds, WallTime now, const std::string& left,
                    std::string_view ttl_key) {
  const auto& changed = bounds.changed;
  if (!changed) return "";
  if (!*changed) return waiting_text(changed->error());
  const auto at = rfc3339((*changed)->at);
  if ((*changed)->at <= now) return fmt::format("the last honest old copy has ended, at {}", at);
  return fmt::format("the last honest old copy ends {}at {}{}", left, at,
                     basis_text(bounds, (*changed)->basis, ttl_key));
}

}  // namespace

std::string bound_line(const cutover::RecordBounds& bounds, WallTime now) {
  const bool is_named = bounds.changed && *bounds.changed;
  return text_of(bounds, now, is_named ? fmt::format("in {}, ", countdown((*bounds.changed)->at - now)) : "",
                 "--original-ttl");
}

std::string bound_sentence(const cutover::RecordBounds& bounds, WallTime now, std::string_view ttl_key) {
  return text_of(bounds, now, "", ttl_key);
}

}  // namespace cutwatch::exporters

#include "core/mail/path_proof.hpp"

#include "core/text/ascii.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::mail {
namespace {

using Hops = std::vector<Received>;
using Outcome = PathProof::Outcome;
using Grade = PathProof::Grade;

constexpr std::size_t kLongestName = 80;
constexpr std::size_t kMostNetworks = 3;

PathProof unknown(std::string why) { return {.outcome = Outcome::unknown, .why = std::move(why)}; }

PathProof contradicted(std::string why) { return {.outcome = Outcome::contradicted, .why = std::move(why)}; }

std::string writer_of(const Received& hop) {
  return hop.by ? printable(*hop.by, kLongestName) : "a host that is believed";
}

/// Whom the writer had it from, as the end of a sentence.
std::string peer_of(const Received& hop) {
  return hop.from_ip ? unmapped(*hop.from_ip).text() : "a program of its own";
}

std::string had_from(const Received& hop) {
  return fmt::format("{} had it from {}", writer_of(hop), peer_of(hop));
}

/// "198.51.100.7, 192.0.2.0/28 or 4 more".
std::string words_of(const std::vector<IpNetwork>& networks) {
  const auto named = std::min(networks.size(), kMostNetworks);
  const auto last = named == networks.size() ? named - 1 : named;
  std::string words;
  for (std::size_t i = 0; i < named; ++i) {
    const auto& network = networks[i];
    words += i == 0 ? "" : i == last ? " or " : ", ";
    words += is_single(network) ? network.address.text() : text_of(network);
  }
  if (named < networks.size()) words += fmt::format(" or {} more", networks.size() - named);
  return words;
}

/// The hop whose writer had the mail from one of these; null where none had.
const Received* handed_on_by(const Hops& hops, const std::vector<IpNetwork>& networks) {
  const auto found = std::ranges::find_if(
      hops, [&](const Received& hop) { return hop.from_ip && contains(networks, *hop.from_ip); });
  return found == hops.end() ? nullptr : &*found;
}

/// Exchange writes its own version where others write the id: "15.1.2507.39".
bool is_version(std::string_view id) {
  return id.contains('.') && std::ranges::all_of(id, [](char c) { return is_digit(c) || c == '.'; });
}

/// Ids are told apart by case: Postfix's are in base 52.
const Received* named(const Hops& hops, const std::string& queue_id) {
  if (queue_id.empty() || is_version(queue_id)) return nullptr;
  const auto found = std::ranges::find(hops, std::optional(queue_id), &Received::id);
  return found == hops.end() ? nullptr : &*found;
}

/// Why nobody can tell who brought the mail to the first host that is believed; empty where one can.
std::string gap(const Trace& trace, const Hops& hops, const std::vector<IpNetwork>& trusted) {
  const auto& last = hops.back();
  const auto peer = peer_in(last, trusted);
  if (peer == Peer::stranger) return {};
  if (peer == Peer::unclear)
    return fmt::format("{} does not say which address it had it from", writer_of(last));
  if (hops.size() == Trace::kMost) return fmt::format("it bears {} Received lines or more", Trace::kMost);
  if (hops.size() < trace.fields.size())
    return fmt::format("{}, and the Received line below cannot be read", had_from(last));
  // What a host made itself came from nowhere.
  if (peer == Peer::own_host) return {};
  return fmt::format("{}, which wrote no Received line", had_from(last));
}

/// Nobody who is believed had it from where it should have come through.
PathProof not_seen_through(const Trace& trace, const Hops& hops, const WayExpected& way) {
  const auto& last = hops.back();
  if (peer_in(last, way.trusted) == Peer::stranger)
    return contradicted(fmt::format("{}, not from {}", had_from(last), words_of(way.through)));
  const auto why = gap(trace, hops, way.trusted);
  if (!why.empty()) return unknown(why);
  return unknown(fmt::format("{}, and no Received line below says more", had_from(last)));
}

/// What is known of the way without the queue id.
PathProof by_address(const Trace& trace, const Hops& hops, const WayExpected& way) {
  const auto proven = [](std::string why) {
    return PathProof{.outcome = Outcome::proven, .grade = Grade::by_address, .why = std::move(why)};
  };
  if (const auto* hop = handed_on_by(hops, way.through)) return proven(had_from(*hop));
  if (!way.not_through.empty()) {
    const auto why = gap(trace, hops, way.trusted);
    if (!why.empty()) return unknown(why);
    return proven(
        fmt::format("{}, and nobody had it from {}", had_from(hops.back()), words_of(way.not_through)));
  }
  if (way.queue_id.empty()) return unknown("the first server told no queue id");
  return unknown(fmt::format("no Received line that is believed bears the queue id {}",
                             printable(way.queue_id, kLongestName)));
}

PathProof by_queue_id(const Received& hop, const Received* through) {
  const auto id = printable(*hop.id, kLongestName);
  return {.outcome = Outcome::proven,
          .grade = Grade::by_queue_id,
          .why = through == nullptr ? fmt::format("{} took it as queue id {}", writer_of(hop), id)
                                    : fmt::format("{}, queue id {}", had_from(*through), id)};
}

}  // namespace

std::string_view to_string(PathProof::Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::proven: return "proven";
    case Outcome::contradicted: return "contradicted";
    case Outcome::unknown: break;
  }
  return "unknown";
}

std::string_view to_string(PathProof::Grade grade) noexcept {
  switch (grade) {
    case Grade::by_address: return "by_address";
    case Grade::by_queue_id: return "by_queue_id";
    case Grade::none: break;
  }
  return "none";
}

PathProof prove_path(const Trace& trace, const WayExpected& way) {
  const auto hops = trusted_hops(trace, way.trusted);
  if (hops.empty())
    return unknown(trace.fields.empty() ? "it bears no Received line"
                                        : "its first Received line cannot be read");
  if (const auto* hop = handed_on_by(hops, way.not_through))
    return contradicted(fmt::format("{}, where it should not come through", had_from(*hop)));
  const auto* through = handed_on_by(hops, way.through);
  if (!way.through.empty() && through == nullptr) return not_seen_through(trace, hops, way);
  if (const auto* hop = named(hops, way.queue_id)) return by_queue_id(*hop, through);
  return by_address(trace, hops, way);
}

}  // namespace cutwatch::mail

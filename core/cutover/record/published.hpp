#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/snapshot/snapshot.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace cutwatch::cutover {

/// What one name server publishes, as it last said.
struct PublishedAt {
  dns::NameServer server;
  const dns::Version* version = nullptr;  ///< Null when it has never said.
  std::optional<std::size_t> stage;       ///< Which one; none: no stage of the plan, or not known.
};

/// What the name servers of a record publish, each as it last said. Those that the operator does without are
/// left out. The versions point into `state`.
std::vector<PublishedAt> published(const WatchedRecord& record, const RecordState& state);

/// Whether some server publishes that stage or a later one.
bool is_begun(const std::vector<PublishedAt>& servers, std::size_t stage);

/// Whether every server that has ever said publishes that stage or a later one; not without any. One that was
/// never heard says nothing about where a cutover stands; gates stay shut until it is.
bool is_complete(const std::vector<PublishedAt>& servers, std::size_t stage);

/// The largest TTL that is published now; nullopt while no server has said.
std::optional<Seconds> largest_ttl(const std::vector<PublishedAt>& servers);

/// "ns1.example.org. (192.0.2.53)".
std::string text_of(const dns::NameServer& server);

}  // namespace cutwatch::cutover

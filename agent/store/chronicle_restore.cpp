#include "agent/store/chronicle_restore.hpp"

namespace cutwatch::store {
namespace {

Chronicle bounded(const Chronicle& kept) {
  JudgementChanged all;
  for (const auto& entry : kept.entries) all.entries.push_back(*entry);
  all.switches = kept.switches;
  auto out = with_change({}, all);
  out.last = kept.last;
  return out;
}

}  // namespace

Snapshot with_chronicles(Snapshot snapshot, const KeptChronicles& kept, const metrics::Watched& watched) {
  for (const auto& plan : watched.plans) {
    const auto label = plan.label();
    const auto chronicle = kept.chronicles.find(label);
    if (chronicle != kept.chronicles.end())
      snapshot.domains[label].write().chronicle = Shared(bounded(chronicle->second));
    for (const auto& record : plan.records) {
      const auto noted = kept.noted.find({.domain = label, .record = record.question});
      if (noted == kept.noted.end()) continue;
      snapshot.domains[label].write().records[record.question].write().noted = noted->second;
    }
  }
  return snapshot;
}

}  // namespace cutwatch::store

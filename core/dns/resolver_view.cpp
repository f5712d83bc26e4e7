#include "core/dns/resolver_view.hpp"

namespace cutwatch::dns {
namespace {

void note_change(ResolverView& view, WallTime at) {
  auto held = held_at(view.entries, at);
  if (!view.changes.empty() && view.changes.back().held == held) return;
  if (view.changes.size() == kMaxHeldChanges) view.changes.erase(view.changes.begin());
  view.changes.push_back({.at = at, .held = std::move(held)});
}

}  // namespace

ResolverView with_reply(ResolverView view, WallTime sent, WallTime at, const Result<Answer>& answer) {
  view.last = LastReply{.at = at, .answer = answer};
  if (!answer || !answer->is_definite()) return view;
  view.entries = with_sample(
      std::move(view.entries),
      CacheSample{
          .rrset = answer->rrset, .ttl = answer->ttl, .sent = sent, .received = at, .nsid = answer->nsid});
  note_change(view, at);
  return view;
}

}  // namespace cutwatch::dns

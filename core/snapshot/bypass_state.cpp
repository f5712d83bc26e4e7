#include "core/snapshot/bypass_state.hpp"

#include <algorithm>
#include <cstddef>

namespace cutwatch {
namespace {

using mail::BypassMail;
using mail::BypassSource;

std::string by_queue_id(const BypassMail& mail) {
  return mail.queue_id.empty() ? std::string() : "q" + mail.queue_id;
}

std::string by_message_id(const BypassMail& mail) {
  return mail.message_id.empty() ? std::string() : "m" + mail.message_id;
}

/// A Message-ID is its sender's claim, who may give the same one to many messages: it counts where the old
/// server wrote no id of its own only.
std::string name_of(const BypassMail& mail) {
  return mail.queue_id.empty() ? by_message_id(mail) : by_queue_id(mail);
}

bool is_same_time(WallTime one, WallTime other) {
  return one < other ? other - one <= kSameMessage : one - other <= kSameMessage;
}

const BypassState::Counted* counted_as(const BypassState& state, const BypassMail& mail) {
  const auto known = state.counted.find(name_of(mail));
  const bool is_it = known != state.counted.end() && is_same_time(known->second.at, mail.at);
  return is_it ? &known->second : nullptr;
}

void forget_oldest(BypassState& state) {
  if (state.counted.size() <= kMostNamesKept) return;
  std::vector<WallTime> times;
  times.reserve(state.counted.size());
  for (const auto& [name, counted] : state.counted) times.push_back(counted.at);
  const auto first_kept = times.end() - static_cast<std::ptrdiff_t>(kMostNamesKept);
  std::ranges::nth_element(times, first_kept);
  std::erase_if(state.counted, [&](const auto& each) { return each.second.at < *first_kept; });
  // Of one instant there may be more than there is room for.
  while (state.counted.size() > kMostNamesKept) state.counted.erase(state.counted.begin());
}

/// By both its names: the next source may know either.
void remember(BypassState& state, BypassSource source, const BypassMail& mail) {
  for (auto name : {by_queue_id(mail), by_message_id(mail)}) {
    if (!name.empty()) state.counted.insert_or_assign(std::move(name), BypassState::Counted{source, mail.at});
  }
}

void keep(BypassState& state, BypassSource source, const BypassMail& mail) {
  state.last.push_back({.mail = mail, .source = source});
  if (state.last.size() > kMostBypassesKept) state.last.erase(state.last.begin());
}

void confirm(BypassState& state, BypassSource source, const BypassMail& mail) {
  const auto name = name_of(mail);
  const auto is_it = [&](const BypassEvidence& each) {
    return (by_queue_id(each.mail) == name || by_message_id(each.mail) == name) &&
           is_same_time(each.mail.at, mail.at);
  };
  const auto found = std::ranges::find_if(state.last, is_it);
  if (found == state.last.end() || found->source == source) return;
  if (std::ranges::find(found->also, source) == found->also.end()) found->also.push_back(source);
}

/// A log counts in its facts.
void count(BypassState& state, BypassSource source, const BypassMail& mail) {
  if (source != BypassSource::log) state.strays[{source, mail.kind}].add(mail.at);
}

void add(AuditCounts& counts, const AuditCounts& more) {
  counts.read += more.read;
  counts.by_proxy += more.by_proxy;
  counts.by_allowed += more.by_allowed;
  counts.by_strangers += more.by_strangers;
  counts.unclear += more.unclear;
  counts.own += more.own;
  counts.gaps += more.gaps;
}

}  // namespace

BypassState with_bypasses(BypassState state, BypassSource source, const std::vector<BypassMail>& told) {
  for (const auto& mail : told) {
    const auto* known = counted_as(state, mail);
    if (known != nullptr && known->source != source) {
      confirm(state, source, mail);
      continue;
    }
    // What a log tells again is another message: it reads no line twice.
    if (known != nullptr && source != BypassSource::log) continue;
    count(state, source, mail);
    remember(state, source, mail);
    keep(state, source, mail);
  }
  forget_oldest(state);
  return state;
}

BypassState with_audit(BypassState state, const MailboxAudited& audited) {
  auto& view = state.audits[audited.mailbox];
  if (!audited.content) {
    view.failure = audited.content.error();
    return state;
  }
  const auto& content = *audited.content;
  view.failure.reset();
  view.last_read = audited.at;
  if (!view.begun || content.counts.gaps > 0) view.begun = audited.at;
  for (const auto& [folder, position] : content.positions) view.positions.insert_or_assign(folder, position);
  add(view.counts, content.counts);
  return with_bypasses(std::move(state), BypassSource::audit, content.bypasses);
}

mail::LogFacts without_counted(mail::LogFacts facts, const std::vector<BypassMail>& told,
                               const BypassState& state) {
  for (const auto& mail : told) {
    const auto* known = counted_as(state, mail);
    if (known == nullptr || known->source == BypassSource::log) continue;
    const auto stray = facts.strays.find(mail.kind);
    if (stray == facts.strays.end() || stray->second.count == 0) continue;
    if (--stray->second.count == 0) facts.strays.erase(stray);
  }
  return facts;
}

}  // namespace cutwatch

#include "core/mail/counted_act.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::mail {

void Manners::note(const CountedAct& act, SteadyTime at) {
  switch (act.kind) {
    case CountedAct::Kind::send: return sends.note(act.subject, at);
    case CountedAct::Kind::failed_login: return logins.note_failure(act.subject, at);
    case CountedAct::Kind::login: return logins.note_success(act.subject);
  }
  std::unreachable();
}

Manners restore_manners(std::vector<KeptAct> kept, const BothClocks& now) {
  std::ranges::sort(kept, {}, &KeptAct::at);
  Manners out;
  for (const auto& each : kept) out.note(each.act, now.steady - std::max(Millis{0}, now.wall - each.at));
  return out;
}

}  // namespace cutwatch::mail

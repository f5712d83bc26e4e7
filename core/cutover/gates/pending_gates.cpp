#include "core/cutover/gates/pending_gates.hpp"

namespace cutwatch::cutover {

Verdict judge_spf_covers_both(const Evidence& /*evidence*/) {
  return no_evidence("this version does not look at SPF");
}

Verdict judge_mailboxes_moved(const Evidence& /*evidence*/) {
  return no_evidence("only the operator can tell: waive mailboxes_moved once they are");
}

}  // namespace cutwatch::cutover

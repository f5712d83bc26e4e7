#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/verdict.hpp"

// Gates whose evidence nothing gathers yet. They stay shut until it is, or the operator waives them.
namespace cutwatch::cutover {

Verdict judge_spf_covers_both(const Evidence& evidence);
Verdict judge_mailboxes_moved(const Evidence& evidence);

}  // namespace cutwatch::cutover

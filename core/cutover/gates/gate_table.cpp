#include "core/cutover/gates/arrival_gates.hpp"
#include "core/cutover/gates/authority_gates.hpp"
#include "core/cutover/gates/bypass_evidence.hpp"
#include "core/cutover/gates/copy_gates.hpp"
#include "core/cutover/gates/forwarding_gate.hpp"
#include "core/cutover/gates/gate.hpp"
#include "core/cutover/gates/identity_gates.hpp"
#include "core/cutover/gates/lock_gate.hpp"
#include "core/cutover/gates/log_gates.hpp"
#include "core/cutover/gates/mail_gates.hpp"
#include "core/cutover/gates/name_gates.hpp"
#include "core/cutover/gates/pending_gates.hpp"
#include "core/cutover/gates/queue_gate.hpp"
#include "core/cutover/gates/recipient_gates.hpp"
#include "core/cutover/gates/relay_gate.hpp"
#include "core/cutover/gates/ttl_gates.hpp"

namespace cutwatch::cutover {
namespace {

const std::vector<Kind> kAll{Kind::proxy, Kind::address, Kind::server};
const std::vector<Kind> kProxy{Kind::proxy};
const std::vector<Kind> kAddress{Kind::address};
const std::vector<Kind> kServer{Kind::server};

const std::vector<GateRule> kRules{
    {"records_noted", Step::lower_ttl, kAll, "Is it noted what to go back to?", judge_records_noted},
    {"authorities_agree", Step::lower_ttl, kAll, "Do all name servers publish the same?",
     judge_authorities_agree},

    {"on_plan", Step::switch_over, kAll, "Is what is published in a stage of the plan?", judge_on_plan},
    {"old_ttl_expired", Step::switch_over, kAll, "Have all copies with the high TTL ended?",
     judge_old_ttl_expired},
    {"absence_expired", Step::switch_over, kAll, "Have all copies of what is absent now ended?",
     judge_absence_expired},
    {"mx_valid", Step::switch_over, kAll, "Is every host that the MX will name a host with addresses?",
     judge_mx_valid},
    {"new_names_resolve", Step::switch_over, kAll, "Do resolvers know the new hosts?",
     judge_new_names_resolve},
    {"new_path_delivers", Step::switch_over, kAll, "Does mail arrive by the new path?",
     judge_new_path_delivers},
    {"path_proven", Step::switch_over, kAll, "Do the hops of that mail prove the path?", judge_path_proven},
    {"headers_intact", Step::switch_over, kAll, "Does mail arrive as it was sent?", judge_headers_intact},
    {"recipients_valid", Step::switch_over, kAll,
     "Does the new path take every recipient that the old one takes?", judge_recipients_valid},
    {"identity_ready", Step::switch_over, kAll, "Do reverse names and the greeting bless the new server?",
     judge_identity_ready},
    {"both_addresses_ready", Step::switch_over, kAddress, "Do names bless both addresses?",
     judge_both_addresses_ready},
    {"spf_covers_both", Step::switch_over, kAddress, "Does SPF bless both addresses?", judge_spf_covers_both},
    {"old_host_relays", Step::switch_over, kServer, "Does mail to the old server reach the new mailbox?",
     judge_old_host_relays},

    {"on_plan", Step::remove_old, kAll, "Is what is published in a stage of the plan?", judge_on_plan},
    {"authorities_agree", Step::remove_old, kAll, "Do all name servers publish the same?",
     judge_authorities_agree},
    {"mx_valid", Step::remove_old, kAll, "Is every host that the MX will name a host with addresses?",
     judge_mx_valid_without_old},
    {"previous_stage_expired", Step::remove_old, kAll, "Have all copies from before the switch ended?",
     judge_previous_stage_expired, Step::retire_old},
    {"new_path_verified", Step::remove_old, kAll, "Has mail arrived by the new path for long enough?",
     judge_new_path_verified, Step::retire_old},
    {"no_bypass", Step::remove_old, kProxy, "Does no mail go around the proxy unexpectedly?", judge_no_bypass,
     Step::retire_old},
    {"no_forwarding_failure", Step::remove_old, kProxy, "Does the proxy hand all mail on?",
     judge_no_forwarding_failure, Step::retire_old},
    {"headers_intact", Step::remove_old, kAll, "Does mail arrive as it was sent?", judge_headers_intact,
     Step::retire_old},
    {"source_is_proxy", Step::remove_old, kProxy, "Does the old server see the proxy as the source?",
     judge_source_is_proxy, Step::retire_old},

    {"on_plan", Step::retire_old, kAll, "Is what is published in a stage of the plan?", judge_on_plan},
    {"mx_valid", Step::retire_old, kAll, "Is every host that the MX names a host with addresses?",
     judge_mx_valid_in_the_end},
    {"new_path_delivers", Step::retire_old, kAll, "Does mail arrive by the new path?",
     judge_new_path_delivers},
    {"old_host_expired", Step::retire_old, kAll, "Have all copies that lead to the old server ended?",
     judge_old_host_expired},
    {"no_live_copies", Step::retire_old, kAll, "Does no watched resolver hold such a copy?",
     judge_no_live_copies},
    {"old_server_quiet", Step::retire_old, kAll, "Has the old server taken no mail for long enough?",
     judge_old_server_quiet},
    {"old_queue_empty", Step::retire_old, kAll, "Is the old server's queue empty?", judge_old_queue_empty},
    {"mailboxes_moved", Step::retire_old, kServer, "Are the old server's mailboxes moved?",
     judge_mailboxes_moved},

    {"old_record_gone", Step::done, kAll, "Is every record as it is to be in the end?",
     judge_old_record_gone},
    {"old_host_expired", Step::done, kAll, "Have all copies that lead to the old server ended?",
     judge_all_old_host_expired},
    {"lock_in_place", Step::done, kProxy, "Does the old server refuse all but the proxy?",
     judge_lock_in_place},
    {"ttl_restored", Step::done, kAll, "Is the TTL what it was before?", judge_ttl_restored}};

}  // namespace

std::span<const GateRule> gate_rules() { return kRules; }

}  // namespace cutwatch::cutover

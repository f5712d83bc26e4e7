#include "core/cutover/conditions/arrival_conditions.hpp"
#include "core/cutover/conditions/authority_conditions.hpp"
#include "core/cutover/conditions/condition.hpp"
#include "core/cutover/conditions/dns_mail.hpp"
#include "core/cutover/conditions/first_finding.hpp"
#include "core/cutover/conditions/identity_conditions.hpp"
#include "core/cutover/conditions/lock_conditions.hpp"
#include "core/cutover/conditions/log_conditions.hpp"
#include "core/cutover/conditions/mail_conditions.hpp"
#include "core/cutover/conditions/proxy_conditions.hpp"
#include "core/cutover/conditions/recipient_conditions.hpp"
#include "core/cutover/conditions/resolver_conditions.hpp"
#include "core/cutover/conditions/state_conditions.hpp"
#include "core/cutover/conditions/ttl_conditions.hpp"
#include "core/cutover/conditions/upstream_conditions.hpp"

namespace cutwatch::cutover {
namespace {

using enum Severity;

const std::vector<ConditionRule> kRules{
    {"switched_too_early", critical, "Had the copies with the high TTL ended when the switch began?",
     "The new records were published before the old TTL had run out since it was lowered.",
     "Keep the old server taking mail until then: resolvers still send senders there.",
     in_any_switched<switched_too_early>},
    {"ttl_not_lowered", warning, "Is the TTL low in time for the planned switch?",
     "The records that the switch changes still have a high TTL, and old copies live as long as it says.",
     "Publish them with a low TTL now, or say ttl_fixed = true if it cannot be changed.",
     in_any_switched<ttl_not_lowered>},
    {"switch_overdue", warning, "Were the records changed when it was planned?",
     "The planned time has passed and every name server publishes the records from before.",
     "Make the change when the gates are open, or set planned_at to the time that it is put off to.",
     in_any_switched<switch_overdue>},
    {"ttl_raised_early", warning, "Does the TTL stay low until everything has moved?",
     "The TTL was raised after it had been low, so that what is published now stays in caches for longer.",
     "Lower it again: the way back, and the next step, take as long as the TTL.",
     in_any_switched<ttl_raised_early>},
    {"ttl_not_restored", info, "Is the TTL what it was before?",
     "Everything has moved and the last old copy ended long ago; a low TTL only costs queries now.",
     "Publish the records with the TTL that they had before.", in_any_switched<ttl_not_restored>},

    {"authorities_disagree", warning, "Do all name servers publish the same?",
     "A secondary does not transfer the zone, or the zone was changed at one provider of two.",
     "Bring the servers to the same zone; until then mail goes either way.",
     in_any_record<authorities_disagree>},
    {"authority_lagging", warning, "Does every name server get what the others have?",
     "Its transfers fail or its notifications are lost, or its zone has a serial that is ahead.",
     "Look at its log for the transfer; raise the serial of the primary, or transfer by hand.",
     in_any_record<authority_lagging>},
    {"authority_lame", warning, "Does every name server that is listed serve the zone?",
     "The server is delegated to, and does not have the zone, or refuses to answer for it.",
     "Configure the zone there; or accept it by name, and take it out of the delegation.",
     in_any_record<authority_lame>},
    {"evidence_too_old", warning, "Has every name server said lately what it publishes?",
     "A name server does not answer this host, or left the delegation and never said it; or no agent ran.",
     "Ask it from here (cutwatch probe dns); accept it by name if it is dead, or once no resolver asks it.",
     in_any_record<evidence_too_old>},
    {"delegation_not_found", warning, "Are the name servers of every record found, again and again?",
     "The resolvers that are asked for them do not answer, or the zone or its delegation does not resolve.",
     "Look at this host's network and at the delegation; or list the servers as name_servers.",
     in_any_record<delegation_not_found>},
    {"delegation_differs", warning, "Does the parent name the same name servers as the zone?",
     "The registrar's list and the zone's own NS records, or the addresses of either, are not the same.",
     "Bring them into line at the registrar: resolvers may ask servers that you do not look after.",
     in_any_record<delegation_differs>},
    {"off_plan", warning, "Is what is published in a stage of the plan?",
     "The zone has something else than the plan says: a mistake in one of them, or a step not planned.",
     "Correct the zone, or add the records to the stages of the plan.", in_any_record<off_plan>},
    {"mx_problem", critical, "Is every host that the MX names a host with addresses?",
     "An MX target is an alias, an address, absent, without addresses, or says that no mail is taken.",
     "Correct the target's records, or name another host in the MX.", mx_problem},

    {"resolver_past_bound", warning, "Do all resolvers let old records go when their TTL ends?",
     "A resolver lengthens TTLs, gives outdated answers, or fetched the old records from another cache.",
     "Leave the old server on for its users, and flush it where its operator lets you; or accept it by id.",
     in_any_record<resolver_past_bound>},
    {"resolver_intercepted", info, "Does every resolver answer for itself?",
     "Port 53 is redirected on this network, so that several resolvers are one in truth.",
     "Watch from another network, or ask by DNS over TLS or HTTPS.", in_any_record<resolver_intercepted>},
    {"own_network_down", warning, "Does this host get through to the resolvers?",
     "Most resolvers are silent at once: it is this host's network, not they.",
     "Look at this host's route and firewall; what is not seen meanwhile counts as no evidence.",
     in_any_record<own_network_down>},

    {"new_path_refuses", critical, "Does the new path take mail?",
     "The new server rejects the recipient, the sender, the agent's address, or hands on a refusal.",
     "Look the code up (cutwatch explain CODE) and correct the new server, or go back.", new_path_refuses},
    {"new_path_loses", critical, "Does mail by the new path arrive?",
     "The new server took the messages and did not hand them on: its queue, its routing, or its filter.",
     "Look for the message in the new server's queue and log, or go back.", new_path_loses},
    {"new_path_defers", warning, "Does the new path take mail at once, or after greylisting?",
     "The new server, or the one behind it, answers 4xx: greylisting, a rate limit, or it is down.",
     "Look the code up (cutwatch explain CODE); senders try again, so wait and correct it.", new_path_defers},
    {"old_path_fails", critical, "Does mail by the old path arrive?",
     "The server that all mail still goes to refuses or loses it, or relays it to the new mailbox only.",
     "Correct the old server first; if it is dead for good, switch all the same: there is no way back then. "
     "Where it is meant to relay without a copy, name the new mailbox as that of the round trip.",
     old_path_fails},
    {"dns_mail_fails", critical, "Does mail arrive that is sent as DNS says?",
     "A server that resolvers lead senders to refuses or loses mail: real senders' mail goes there now.",
     "Look the code up (cutwatch explain CODE) and correct that server, or have it take mail again.",
     dns_mail_fails},
    {"path_stopped", warning, "Is mail sent down every path?",
     "A server refused five messages in a row with 5xx, so that nothing is sent down its path for an hour.",
     "Look the code up (cutwatch explain CODE) and correct the server, or the round trip's recipient.",
     path_stopped},
    {"mail_in_junk", warning, "Does mail arrive in the inbox?",
     "A filter took the message for junk: SPF, DKIM, the reverse name, or the proxy's address.",
     "Let the filter trust the new server's address, and look at the headers that it wrote.", mail_in_junk},
    {"path_contradicted", warning, "Does mail that is sent to the new server come by it?",
     "The message was redirected on its way, or sends_from does not name all that the server sends from.",
     "Look at the message's Received lines, and complete sends_from where they are in order.",
     path_contradicted},
    {"recipient_refused_at_new", warning, "Does the new server take every recipient that the old one takes?",
     "The new server does not know a mailbox, an alias or a list that the old one has; its mail bounces.",
     "Create the recipient there, or give the new server the whole list.", recipient_refused_at_new},
    {"mail_slow", warning, "Does mail arrive in time?",
     "A queue on the way is long, a hop is down and tried again, or greylisting holds mail up.",
     "Look at the queues of the servers on the path.", mail_slow},
    {"mailbox_unreadable", warning, "Can the mailbox be looked into?",
     "The mailbox's server is down, or the login or the certificate is refused.",
     "Correct the login; until then nobody knows what arrives.", mailbox_unreadable},

    {"state_not_written", warning, "Does the state file take what the agent writes?",
     "The disk is full, or the file system has become read-only.",
     "Make room, or mount it for writing: until then no probe mail is sent, and a restart forgets.",
     state_not_written},
    {"state_set_aside", warning, "Is what the agent knew before a restart still known?",
     "The state file was damaged, by a failing disk or by another program, and was begun anew.",
     "Look at the disk and at the plan's bounds; move the file away, and the next start is silent.",
     state_set_aside},
    {"plan_changed", info, "Was all that is remembered seen under this plan?",
     "The cutover's kind, records or servers were changed in the configuration.",
     "Nothing, if that was meant: what was seen of records counts on, whatever the plan says.", plan_changed},

    {"mail_bypasses_proxy", critical, "Does all mail come through the proxy?",
     "Senders reach the old server directly: by an old MX, by its address, or because it is not locked.",
     "Once the bound has passed, let the old server take mail from the proxy only.", mail_bypasses_proxy},
    {"upstream_rejects_proxy", critical, "Does the old server take mail from the proxy?",
     "The old server refuses the proxy's address or its relaying with 5xx, and mail bounces.",
     "Allow the proxy's addresses at the old server.", upstream_rejects_proxy},
    {"upstream_down", critical, "Can the proxy reach the old server?",
     "The old server is down, or a firewall is in between; mail waits in the proxy's queue.",
     "Bring it back before the queue's lifetime ends.", upstream_down},
    {"forward_greylisted", info, "Does the old server take the proxy's mail at once?",
     "It greylists the proxy: every first message waits.", "Exempt the proxy's addresses from greylisting.",
     forward_greylisted},
    {"mail_not_handed_on", critical, "Does the proxy hand on all mail that it takes?",
     "A rule of the proxy discards or holds mail, it takes itself for the last server, or the old one "
     "refuses.",
     "Read the proxy's log and queue; release what it holds, and let it relay the domain to the old server.",
     mail_not_handed_on},
    {"proxy_down", critical, "Does the proxy answer?",
     "The proxy is down: mail falls back to the old MX, waits, or bounces, as the old server is locked.",
     "Bring it back, or go back to the old records.", proxy_down},
    {"headers_changed", warning, "Does mail arrive as it was sent?",
     "A hop rewrites From, Reply-To, the subject or the body, and breaks signatures.",
     "Turn the rewriting off for mail that is handed on.", headers_changed},
    {"upstream_not_locked", critical, "Does the old server refuse all but the proxy?",
     "Whoever knows its address sends around the filter.",
     "Let it take mail from the proxy's addresses only.", upstream_not_locked},
    {"locked_too_early", critical, "Does the old server take mail while the old MX can be cached?",
     "It refuses with 5xx while senders are still led to it, and their mail bounces.",
     "Answer 4xx, or take the mail, until the bound has passed.", locked_too_early},
    {"mail_stranded", critical, "Is all mail that the old server takes handed on?",
     "The old server takes mail into its own mailboxes after the switch.",
     "Let it relay to the new server, and move what lies there.", mail_stranded},
    {"reverse_name_wrong", warning, "Are the reverse names of the servers confirmed forward?",
     "An address has no PTR, or its name does not lead back; receivers refuse or mark its mail.",
     "Publish the PTR and the address of its name with whoever the address belongs to.", reverse_name_wrong},
    {"sender_not_blessed", warning, "Do SPF and DKIM bless both servers?",
     "The new server's addresses are not in SPF, or its DKIM key is not published.",
     "Add both before the switch.", nullptr},
    {"log_silent", warning, "Does the mail server's log go on?",
     "The log is rotated away, or not readable: nothing is known of what the server takes.",
     "Correct the path or the rights; until then no evidence counts.", log_silent}};

}  // namespace

std::span<const ConditionRule> condition_rules() { return kRules; }

}  // namespace cutwatch::cutover

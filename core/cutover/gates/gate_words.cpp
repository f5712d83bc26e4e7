#include "core/cutover/gates/gate_words.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

namespace cutwatch::cutover {
namespace {

constexpr std::string_view kNotLookedAt = "";

constexpr std::array kWords{
    GateWords{"records_noted",
              "of each record its first stage, as every name server published it, is noted with its TTL",
              "Let the agent run before anything is changed, with stages whose first one is what is "
              "published now."},
    GateWords{"authorities_agree",
              "all name servers were heard lately and publish the same, none of them an older zone",
              "Bring the servers to the same zone. One that is dead and leaves the delegation can be "
              "accepted by name (cutover.accept)."},

    GateWords{"on_plan", "of every record each name server was heard lately and publishes one of its stages",
              "Correct the zone, or add what it publishes to the stages of the plan."},
    GateWords{"old_ttl_expired",
              "the TTL is low at every name server, and the last copy with the higher one has ended; with "
              "ttl_fixed at once",
              "Lower the TTL to low_ttl, then wait until the time that it says. Where nobody can change "
              "the TTL, say ttl_fixed."},
    GateWords{"absence_expired",
              "the zone's SOA lets caches keep an absence for low_ttl at most, and the last one kept "
              "longer has ended",
              "Lower the minimum and the TTL of the zone's SOA, then wait. Waive it where nobody can "
              "change the SOA: some senders find the new record that much later."},
    GateWords{
        "mx_valid",
        "each host that the MX names after the step has watched addresses at every name server, in a stage "
        "of the plan, and is no alias; a new one has none but the new server's",
        "Publish the missing address, or name a host that has one; watch it with a record in the plan. The "
        "addresses of the new server stand in cutover.server."},
    GateWords{"new_names_resolve",
              "no resolver holds anything else for the new hosts, or that there is nothing",
              "Publish the new hosts, and wait until resolvers have forgotten that they were absent; a "
              "resolver that does not matter can be accepted by id (cutover.accept)."},
    GateWords{"new_path_delivers",
              "the last messages by the new path, two at least, were all delivered, and none is overdue",
              "Configure a mailbox and a round trip by the path new (cutover.mailbox, cutover.roundtrip); "
              "where mail is refused or lost, look at its reply (cutwatch status) and correct the new "
              "server."},
    GateWords{"path_proven",
              "the Received lines of the last message by the new path that arrived, as far down as known "
              "servers wrote them, show that it came by the new server, and those of no other one lately "
              "show another way",
              "Say where the new server sends from (sends_from), and which hosts hand mail on to the "
              "mailbox (cutover.mailbox relays); where mail came around the new server, look who took it."},
    GateWords{"headers_intact",
              "the last message by the new path that arrived has the From, Reply-To, Subject, Message-ID "
              "and body that it was sent with, and a signature that holds where it was signed "
              "(cutover.roundtrip.dkim); no other one lately arrived otherwise",
              "Look at what is changed (cutwatch status -o json), and turn the rewriting off for mail that "
              "is handed on."},
    GateWords{
        "recipients_valid",
        "asked for each configured recipient, the new server took every one lately that the old one takes, "
        "and did not take one that nobody has",
        "Name recipients (cutover.recipients), and let the new server know each that the old one knows; "
        "where it takes anybody, compare the lists yourself, and waive it."},
    GateWords{"identity_ready",
              "each address of the new server has a PTR that leads back to it, or will by the switch, and "
              "the server greets by such a name; SPF and DKIM are not looked at",
              "Let whoever the address belongs to publish its PTR, the name's A or AAAA record lead back, "
              "and the server greet by that name (cutwatch probe identity). See to SPF and DKIM yourself."},
    GateWords{"both_addresses_ready",
              "each address of both servers has a PTR that leads back to it, or will by the switch, and "
              "the plan leads the host from the old address to the new one",
              "Let whoever the addresses belong to publish their PTR records (cutwatch probe identity)."},
    GateWords{"spf_covers_both", kNotLookedAt, "Read the SPF record: it is to bless both addresses."},
    GateWords{
        "old_host_relays",
        "all messages to the old server of late, two at least, arrived in the new mailbox, beside their own "
        "or by the new server's hands from the old one's",
        "Let the old server mirror mail to the new one, and name the new mailbox in also_in of a round trip "
        "by the old path; or let it relay mail, and name the new mailbox as that round trip's own."},

    GateWords{"previous_stage_expired", "the last copy from before the switch has ended",
              "Wait until the time that it says."},
    GateWords{"new_path_verified",
              "every message by the new path since verify_after past the switch was delivered, for "
              "verify_for without a pause, and the resolvers of two operators lead there",
              "Leave agent and round trip running for that long; where mail is refused or lost, correct "
              "the new server."},
    GateWords{
        "no_bypass",
        "the old server's log, which tells of the agent's own mail (cutover.log), or the audit of a mailbox "
        "(cutover.mailbox audit) shows no mail for the domain that it took around the proxy for "
        "stray_memory, "
        "but by copies from before the switch; nor does the agent's own mail",
        "Read the old server's log: after the switch mail is to come from the proxy alone, but for senders "
        "that fell back."},
    GateWords{
        "no_forwarding_failure",
        "by the proxy's log it handed mail for the domain on lately, and nothing of late kept it from that "
        "but what was wrong with single mails (cutover.log); probe mail that the proxy takes and does not "
        "hand "
        "on shuts it",
        "Look into the proxy's log and queue, and correct what a bounce of probe mail names; waive it "
        "while the proxy hands all mail on."},
    GateWords{"source_is_proxy",
              "by the old server's log the agent's messages by the new path come from where the proxy sends "
              "from, and of late none came from elsewhere (cutover.log)",
              "Read the old server's log: mail is to come from the addresses of the proxy that you know."},

    GateWords{"old_host_expired",
              "the last copy that leads to the old server, by its name or an address, has ended",
              "Wait until the time that it says; where a record leads there still, publish its next stage."},
    GateWords{
        "no_live_copies",
        "no watched resolver holds a copy that leads to the old server, or has kept one past its end",
        "Leave the old server on for its users, and flush it where its operator lets you; or accept it by "
        "id (cutover.accept)."},
    GateWords{
        "old_server_quiet",
        "the old server's log, read without a hole for old_quiet_for, shows no mail for the domain that it "
        "took from anybody but the proxy, those let in, users who logged in, itself and the agent "
        "(cutover.log)",
        "Read the old server's log: for old_quiet_for nobody but the agent is to have sent it mail."},
    GateWords{
        "old_queue_empty",
        "the last look at the old server's queue (cutover.server queue) found nothing that had been there "
        "for "
        "an interval: of all its mail where it may be switched off, of the domain's where it goes on behind "
        "a proxy",
        "Look at the old server's queue (mailq) and why mail waits there; let it drain, and release or "
        "delete "
        "what is on hold."},
    GateWords{"mailboxes_moved", "never by itself: only you can tell",
              "Move the mailboxes, and waive it once they are moved."},

    GateWords{"old_record_gone", "every name server publishes every record's last stage",
              "Publish the last stage of what it names."},
    GateWords{
        "lock_in_place",
        "asked as a stranger asks, up to RCPT, each address of the old server refuses mail for a recipient "
        "that is valid by way of the new one, for no other reason, and by a 4xx again after "
        "greylist_retry; by a 5xx only once the last copy that leads to it has ended",
        "Let the old server take mail from the proxy only, with a 4xx while old copies may live, and see "
        "that it takes the proxy's; try it from an address that it does not know (cutover.lockdown source)."},
    GateWords{
        "ttl_restored", "each record that the switch changed has its original TTL at every name server",
        "Publish the records with the TTL from before; original_ttl says it where nobody saw it lowered."}};

}  // namespace

std::span<const GateWords> gate_words() { return kWords; }

const GateWords* find_gate_words(std::string_view id) {
  const auto found = std::ranges::find(kWords, id, &GateWords::id);
  return found == kWords.end() ? nullptr : &*found;
}

std::string_view words_of(Step step) noexcept {
  switch (step) {
    case Step::lower_ttl:
      return "publish the records with a low TTL, and what has to be right before the switch";
    case Step::switch_over: return "publish the records that lead mail down the new path";
    case Step::remove_old: return "take the old server out of the records";
    case Step::retire_old:
      return "let the old server take mail no more: lock it down to the proxy, or switch it off";
    case Step::done: return "restore the TTL; nothing is left after it";
  }
  std::unreachable();
}

std::string gate_documentation() {
  std::string out = "| gate | while it is shut |\n|---|---|\n";
  for (const auto& words : kWords)
    out += fmt::format("| `{}`{} | {} |\n", words.id, words.is_looked_at() ? "" : " †", words.action);
  return out;
}

}  // namespace cutwatch::cutover

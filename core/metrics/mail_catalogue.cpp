#include "core/metrics/catalogue.hpp"

namespace cutwatch::metrics {

std::span<const Description> mail_metrics() {
  using enum MetricType;
  static const std::vector<Description> kTable{
      {"cutwatch_mail_messages_total",
       counter,
       {"domain", "probe", "path", "result"},
       "Ended probe messages, each once, by how they ended (delivered, late, junk, refused, lost)."},
      {"cutwatch_mail_untold_total",
       counter,
       {"domain", "probe", "path"},
       "Messages of round trips without a mailbox of which nothing can be known: no server on their way "
       "promised a report of the delivery, or none has ever come. With these, the ended messages and those "
       "in flight every recorded one is counted once."},
      {"cutwatch_mail_deferrals_total",
       counter,
       {"domain", "probe", "path"},
       "Attempts that the first server put off with a 4xx reply, and delays that a later one reported."},
      {"cutwatch_mail_duplicates_total",
       counter,
       {"domain", "probe", "path"},
       "Copies of a probe message found beyond the first."},
      {"cutwatch_mail_found_after_lost_total",
       counter,
       {"domain", "probe", "path"},
       "Probe messages found after they had been counted as lost."},
      {"cutwatch_mail_last_success",
       gauge,
       {"domain", "probe", "path"},
       "1 when the last ended message ended as was to be expected of its path then, 0 when it did not: "
       "delivered, but by the old path also not taken, once it may refuse, and not taken alone, once it is "
       "locked. Absent before the first, and while nothing can be known of the last (untold)."},
      {"cutwatch_mail_in_flight",
       gauge,
       {"domain", "probe", "path"},
       "Messages recorded and not ended, deferred and unknown ones included; without those to a mailbox that "
       "no "
       "round trip names any more."},
      {"cutwatch_mail_delivery_latency_seconds",
       histogram,
       {"domain", "probe", "path"},
       "Time from acceptance by the first server until the message was seen in the mailbox, or its delivery "
       "was reported where there is none, an upper bound; of messages whose mailbox could be looked into all "
       "the while."},
      {"cutwatch_mail_greylist_seconds",
       histogram,
       {"domain", "path"},
       "Time from the first 4xx reply of the first server until it took the message; of messages that it "
       "took "
       "later, whatever became of them then."},
      {"cutwatch_mail_hop_delay_seconds",
       histogram,
       {"domain", "path", "hop"},
       "Time that messages which arrived took for each part of their way (to_first, first, to_final, final, "
       "to_mailbox), by what trusted hosts wrote in whole seconds; to_first by the own clock. Without what "
       "clocks that differ make unknown."},
      {"cutwatch_mail_path_proven",
       gauge,
       {"domain", "probe", "path"},
       "1 when the Received lines of the last message that arrived prove its path, 0 when they contradict "
       "it. "
       "Absent while they show neither."},
      {"cutwatch_mail_headers_intact",
       gauge,
       {"domain", "probe", "path", "field"},
       "1 when a field (from, reply_to, subject, message_id, body) of the last message that arrived is as it "
       "was sent; dkim, of one that was signed: its signature still holds. Absent before the first."},
      {"cutwatch_mail_smtp_phase_seconds",
       histogram,
       {"domain", "path", "smtp_phase"},
       "Time that each part of the SMTP transaction took (connect, banner, ehlo, tls, auth, mail, rcpt, "
       "data, body)."},
      {"cutwatch_upstream_locked",
       gauge,
       {"domain", "target"},
       "1 while a server that is to be locked (old) refuses strangers, and only them, 0 while it would take "
       "mail "
       "from one. Absent while nobody can tell."},
      {"cutwatch_upstream_lock_class",
       gauge,
       {"domain", "target", "class"},
       "1 for how a server that is to be locked answers strangers (open, 4xx, 5xx, closed). Absent while an "
       "address of it gives no answer of a class."},
      {"cutwatch_tls_certificate_valid",
       gauge,
       {"domain", "path"},
       "1 when the certificate last shown on this path proved the server's name, 0 when it did not."},
      {"cutwatch_tls_not_after_timestamp_seconds",
       gauge,
       {"domain", "path"},
       "End of validity of the certificate last shown on this path."},
      {"cutwatch_mta_accepted_total",
       counter,
       {"domain", "role", "origin"},
       "Messages that a server (old, new) accepted by its log, of all domains, by who handed them in: the "
       "server "
       "whose part that is (forwarder), whom the lock lets in (allowed), the server itself (local), a user "
       "who "
       "logged in (authenticated), the agent, or anybody else (other). Absent where no log is named."},
      {"cutwatch_mta_refused_total",
       counter,
       {"domain", "role", "origin", "class"},
       "Commands and messages that a server refused by its log (4xx, 5xx), by whose they were."},
      {"cutwatch_mta_last_accept_timestamp_seconds",
       gauge,
       {"domain", "role"},
       "When a server last accepted a message of origin other by its log: the old one for the domain, the "
       "new "
       "one for any of its domains; 0 when never."},
      {"cutwatch_mta_forwarded_total",
       counter,
       {"domain", "role", "status"},
       "Recipients of the domain by what became of them at a server, each attempt: handed on or, but by a "
       "proxy, delivered (sent), put off (deferred), given up at once (bounced) or for their age (expired)."},
      {"cutwatch_mta_held_total",
       counter,
       {"domain", "role"},
       "Messages for the domain that a server put on hold by its log."},
      {"cutwatch_mta_discarded_total",
       counter,
       {"domain", "role"},
       "Messages for the domain that a server accepted and threw away by its log."},
      {"cutwatch_mta_queue_messages",
       gauge,
       {"domain", "role"},
       "Messages in a server's queue at the last look, of all domains. Absent where nobody looks, or not "
       "lately."},
      {"cutwatch_mta_queue_oldest_age_seconds",
       gauge,
       {"domain", "role"},
       "How long the oldest of them had been there; 0 of an empty queue."},
      {"cutwatch_mta_delay_seconds",
       histogram,
       {"domain", "role", "stage"},
       "How long mail for the domain took at a server, of each recipient that it delivered or handed on, by "
       "Postfix's delays: from its arrival to the queue manager, waiting for a retry included "
       "(before_queue_manager), in it (in_queue_manager), to reach the next host, TLS included "
       "(connection_setup), and to hand it over (transmission). Other servers do not log it."},
      {"cutwatch_mail_former_sender_messages",
       gauge,
       {"domain", "state"},
       "Messages that strangers handed to the old server before the switch, by where their networks were "
       "seen last since, by the servers' logs: at the new server (moved), at the old one (direct), or "
       "nowhere (unseen). Absent before the switch and without a log of the old server."},
      {"cutwatch_mta_log_last_line_timestamp_seconds",
       gauge,
       {"domain", "role"},
       "Time of the last line of the mail server in its log; 0 before the first. Silence is not health."},
      {"cutwatch_mta_log_lines_total", counter, {"domain", "role"}, "Lines read of a server's log."},
      {"cutwatch_mta_log_unparsed_total",
       counter,
       {"domain", "role"},
       "Lines of a server's log that are none of a mail log."},
      {"cutwatch_mta_log_gaps_total",
       counter,
       {"domain", "role"},
       "How often lines of a server's log were lost before they could be read: the file was deleted, cut or "
       "compressed meanwhile."},
      {"cutwatch_mail_bypass_total",
       counter,
       {"domain", "source", "legality"},
       "Messages for the domain that the old server accepted around the proxy since the switch, each once, "
       "by who told of it first (log, audit of real mail in a mailbox, probe: the agent's own mail by the "
       "new "
       "path or as DNS says) and by whether copies from before the switch may have led them there "
       "(expected), "
       "the old server may still be found (unexpected), or nothing leads there any more (incident). Kind "
       "proxy."},
      {"cutwatch_mail_last_bypass_timestamp_seconds",
       gauge,
       {"domain"},
       "When the last of these was accepted; 0 when never."},
      {"cutwatch_mail_stranded_total",
       counter,
       {"domain"},
       "Messages for the domain that the old server accepted since the switch and kept. Kinds address and "
       "server."},
      {"cutwatch_mail_forward_failures_total",
       counter,
       {"domain", "class", "reason"},
       "Recipients of the domain that could not be handed on, each attempt, for now (4xx) or for good (5xx), "
       "by why: "
       "forwarder_rejected, next_hop_down, greylisted, mailbox_full, user_unknown, policy, tls, loop, other. "
       "By the "
       "log of the server that hands on, else by what the old server's tells that it told the proxy."},
  };
  return kTable;
}

}  // namespace cutwatch::metrics

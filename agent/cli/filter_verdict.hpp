#pragma once
#include "agent/cli/mail_verdict.hpp"

namespace cutwatch::cli {

/// Whether the message is the one that every spam filter has to know (GTUBE): it is to be stopped.
bool is_for_filter(const ProbedMail& probed);

/// What became of that one says of the filter; `otherwise` where it says nothing of that. Only who refuses
/// the text itself, or puts it into a spam folder, has filtered: a refusal before it was sent, and a message
/// that is nowhere, have other causes. Pure.
MailVerdict verdict_on_filter(const ProbedMail& probed, const MailVerdict& otherwise);

}  // namespace cutwatch::cli

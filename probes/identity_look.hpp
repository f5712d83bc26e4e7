#pragma once
#include "core/dns/iprev.hpp"
#include "core/mail/mail_server.hpp"
#include "core/observation/observation.hpp"
#include "probes/name_lookup.hpp"

#include <string>

// Who an address is.
namespace cutwatch {

/// The reverse names of an address, and where they lead: at most `dns::kMaxReverseNames` of them.
asio::awaitable<dns::ReverseLook> look_at_reverse_name(NameLookup& lookup, IpAddress address);

/// How the server calls itself, and where those names lead. In clear unless its port begins with TLS, without
/// a log-in, and never further than EHLO. Errors: no greeting was heard.
asio::awaitable<Result<GreetingLook>> look_at_greeting(ProbeContext context, NameLookup& lookup,
                                                       mail::MailServer server, std::string ehlo_name);

}  // namespace cutwatch

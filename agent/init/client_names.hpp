#pragma once
#include "core/dns/message.hpp"

#include <vector>

// The names by which people's programs find the mail server: they lead to it without any MX.
namespace cutwatch::init {

/// Host names below the domain that clients are set up with, or look for by themselves.
std::vector<dns::Name> client_hosts(const dns::Name& domain);

/// The SRV records below the domain that clients look for (RFC 6186, RFC 8314).
std::vector<dns::Question> client_services(const dns::Name& domain);

/// A name that nobody publishes: what it has, a wildcard gives to every name.
dns::Name unused_name(const dns::Name& domain);

}  // namespace cutwatch::init

#pragma once
#include "agent/init/found.hpp"
#include "agent/init/move.hpp"
#include "agent/init/wishes.hpp"

#include <string>
#include <vector>

namespace cutwatch::init {

/// What was found, one fact a line, for the head of the configuration. Pure.
std::vector<std::string> findings_of(const Found& found, const Wishes& wishes, const Move& move);

/// The domain's SPF records (RFC 7208 §4.5), the text without quotes; empty where there is none, or none is
/// known.
std::vector<std::string> spf_of(const Found& found, const dns::Name& domain);

/// The DMARC records (RFC 7489 §6.6.3), likewise.
std::vector<std::string> dmarc_of(const Found& found, const dns::Name& domain);

/// Where a domain's DMARC record stands; the domain itself where its name is too long to have one.
dns::Name dmarc_name(const dns::Name& domain);

}  // namespace cutwatch::init

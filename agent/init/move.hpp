#pragma once
#include "agent/init/found.hpp"
#include "agent/init/wishes.hpp"
#include "core/cutover/plan/old_host.hpp"

#include <string>
#include <vector>

namespace cutwatch::init {

/// A mail server's name, and where it is reached; no addresses: not known.
struct Host {
  dns::Name name;
  std::vector<IpAddress> addresses;
};

/// One host that the MX names.
struct Exchange {
  std::uint16_t preference = 0;
  dns::Name host;
};

/// What moves, and from where to where.
struct Move {
  cutover::Kind kind = cutover::Kind::proxy;
  std::string because;              ///< Why it is that kind.
  std::vector<Exchange> exchanges;  ///< What the MX names, preferred ones first; empty: there is no MX.
  std::vector<dns::Name> new_hosts;
  Host old_server;
  Host new_server;

  /// As the configuration that is written will say it: empty name where it cannot say an old server.
  cutover::OldHost old_host() const;
  /// The hosts that the MX names, each once.
  std::vector<dns::Name> present_hosts() const;
};

inline constexpr std::size_t kMostHosts = 8;

/// Whether the configuration takes the name as a mail server's.
bool is_host_name(const dns::Name& name);

/// The hosts of an MX RRset, preferred ones first; those without a name (RFC 7505) left out.
std::vector<Exchange> exchanges_of(const dns::RrSet& mx);

/// Errors, each for people: malformed (the wishes do not go together) · timeout (what is needed could not be
/// read) · protocol (there is nothing to move). Pure.
Result<Move> move_of(const Found& found, const Wishes& wishes);

}  // namespace cutwatch::init

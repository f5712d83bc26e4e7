#pragma once
#include "agent/init/found.hpp"
#include "agent/init/wishes.hpp"
#include "tests/support/values.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::init::test {

using cutwatch::test::name;

/// What the DNS says, as a test writes it down.
class DnsWorld {
 public:
  DnsWorld();

  DnsWorld& has(std::string_view owner, dns::RrType type, const std::vector<std::string>& data,
                Seconds ttl = Seconds{3600});
  DnsWorld& has_alias(std::string_view owner, std::string_view target);
  /// As a resolver gives it, with what is left of its TTL.
  DnsWorld& is_cached(std::string_view owner, dns::RrType type, const std::vector<std::string>& data);
  DnsWorld& is_absent(std::string_view owner, dns::RrType type);
  DnsWorld& fails(std::string_view owner, dns::RrType type, const std::string& detail = "no reply");
  DnsWorld& does_not_exist(std::string_view owner);
  /// An address with the reverse name that leads back to it.
  DnsWorld& has_host(std::string_view host, const std::vector<std::string>& addresses);
  DnsWorld& has_reverse(std::string_view address, const std::vector<std::string>& names);

  /// All that was not written down is absent, of the names that are asked for.
  Found found(const Wishes& wishes) const;
  Found as_written() const { return found_; }
  ZoneFound& zone() { return *found_.zone; }

 private:
  DnsWorld& set(std::string_view owner, dns::RrType type, Result<dns::Answer> answer);
  Found found_;
};

/// example.org with one MX, one server and no more.
DnsWorld small_world();

Wishes wishes(const std::vector<std::string>& new_hosts);
Wishes address_wishes(const std::vector<std::string>& addresses);

/// Name and type as text: "7.100.51.198.in-addr.arpa.".
std::string reverse(std::string_view address);

}  // namespace cutwatch::init::test

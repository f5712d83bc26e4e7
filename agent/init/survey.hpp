#pragma once
#include "agent/init/found.hpp"
#include "agent/init/wishes.hpp"
#include "agent/init/zone_finder.hpp"
#include "probes/any_resolver.hpp"
#include "probes/probe.hpp"
#include "runtime/task.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace cutwatch::init {

/// So long is asked at most; what was not asked by then is said to be unknown.
inline constexpr Millis kPatience{Seconds{90}};

/// So many questions are put to name servers at most.
inline constexpr std::size_t kMostQuestions = 400;

/// Is told what is being asked for: "the name servers of example.org.".
using Progress = std::function<void(const std::string&)>;

/// Asks the DNS all that a plan is made of. Name servers are asked directly, for the full TTLs and so that no
/// cache is filled; resolvers only find them, and stand in for them where a record is there already. Nothing
/// that is yet to appear is asked of a resolver: it would remember that it is absent.
class Survey {
 public:
  Survey(ProbeContext context, Wishes wishes, const std::vector<dns::Resolver>& resolvers, Progress progress);

  Task<Found> run();

 private:
  enum class Age : std::uint8_t { old_name, new_name };

  Task<void> look_at_zone();
  Task<void> look_at_domain();
  Task<void> look_at_hosts(std::vector<dns::Name> hosts, Age age);
  Task<void> look_at_clients();
  Task<void> look_at_client(dns::Name host);
  Task<void> look_at_reverse(IpAddress address, Age age);
  Task<void> ask(dns::Question question, Age age);
  Task<Result<dns::Answer>> answer_of(dns::Question question, Age age);
  Task<std::optional<dns::Answer>> from_servers(Zone zone, dns::Question question);
  Task<Result<Zone>> zone_of(dns::Name name);
  Task<Result<Zone>> zone_below(Zone above, dns::Name name);
  bool has_room() const;

  ProbeContext context_;
  Wishes wishes_;
  AnyResolver resolver_;
  ZoneFinder finder_;
  Progress progress_;
  SteadyTime end_;
  std::size_t asked_ = 0;
  Found found_;
};

}  // namespace cutwatch::init

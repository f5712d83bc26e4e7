#pragma once
#include "agent/config/config.hpp"
#include "agent/config/config_reader.hpp"
#include "agent/config/query_caps.hpp"
#include "agent/config/send_caps.hpp"

#include <set>

// One function per table of the configuration. Each reads its own keys and checks them against what was read
// before it.
namespace cutwatch::config {

/// What the sections share over one reading.
struct Reading {
  Config config;
  Complaints complaints;
  const Surroundings& surroundings;
  SendBudget budget;
  QueryBudget queries;
  std::set<dns::Name> domains;
  bool is_stdin_taken = false;  ///< By a log: it can be read once only.
};

void read_web(Reader& web, Reading& reading);
void read_agent(Reader& agent, Reading& reading);
void read_state(Reader& state, Reading& reading);
void read_resolvers(Reader& resolvers, Reading& reading);
/// One [[resolvers.extra]]: always used. Its id joins `ids`.
void read_extra_resolver(Reader& extra, Reading& reading, std::vector<Item<std::string>>& ids);

/// One [[cutover]] with all below it; the plan ends up in the configuration.
void read_cutover(Reader& cutover, Reading& reading);

// Parts of a cutover, in the order in which they are read: servers before the mailboxes and round trips that
// name them.
void read_timing(Reader& timing, cutover::Timing& out);
/// The arrays `waive` and `accept`. Which gates there are is not known without a kind.
void read_allowances(Reader& cutover, const Reading& reading, std::optional<cutover::Kind> kind,
                     cutover::Plan& plan);
/// One [[cutover.maintenance]].
void read_maintenance(Reader& maintenance, cutover::Plan& plan);
void read_record(Reader& record, Reading& reading, cutover::Plan& plan);
/// [cutover.calibration]; after the records, whose name servers it needs.
void read_calibration(Reader& calibration, cutover::Plan& plan);
void read_server(Reader& server, const Reading& reading, cutover::Plan& plan);
/// One [[cutover.log]]; after the servers.
void read_log(Reader& log, Reading& reading, cutover::Plan& plan);
/// The inline table `log` of a server; nullopt: its role could not be read.
void read_log_of_server(Reader& log, std::optional<cutover::ServerRole> role, cutover::Plan& plan);
/// The inline table `queue` of a server; nullopt: its role could not be read.
void read_queue(Reader& queue, std::optional<cutover::ServerRole> role, cutover::Plan& plan);
void read_mailbox(Reader& mailbox, const Reading& reading, cutover::Plan& plan);
void read_roundtrip(Reader& roundtrip, Reading& reading, cutover::Plan& plan);
/// What the messages of a round trip are like: `bodies`, `large_size`, `reply_to`, and
/// [cutover.roundtrip.dkim]; after its sender.
void read_message_keys(Reader& roundtrip, const Reading& reading, cutover::RoundTrip& out);
/// One [[cutover.outbound]]; after the round trips, from which its id tells it apart.
void read_outbound(Reader& outbound, Reading& reading, cutover::Plan& plan);
/// The keys `late_after` and `lost_after`.
void read_deadlines(Reader& roundtrip, cutover::RoundTrip& out);
/// The inline table `submission` of a server: one entry for each address. `server` is that one, of the role
/// and the addresses that it has.
void read_submission(Reader& submission, const Reading& reading, cutover::Server& server);
/// [cutover.recipients]; after servers and round trips.
void read_recipients(Reader& recipients, cutover::Plan& plan);
/// One [[cutover.lockdown]]; after servers and round trips.
void read_lockdown(Reader& lockdown, cutover::Plan& plan);

/// The source that connections to this address leave from: the first configured one of its family.
std::optional<IpAddress> source_for(const IpAddress& destination, const std::vector<IpAddress>& sources);

/// The keys `user` and `password_file`, both required where either is.
mail::Credentials read_credentials(Reader& table, const Reading& reading);

ValueKind<cutover::ServerRole> server_role();

/// What an unproven certificate means: values of the `certificate` keys.
enum class CertificateRule : std::uint8_t { required, noted };

ValueKind<CertificateRule> certificate_rule();

}  // namespace cutwatch::config

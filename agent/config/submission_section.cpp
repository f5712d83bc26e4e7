#include "agent/config/sections.hpp"
#include "agent/config/value_kinds.hpp"

#include <algorithm>

namespace cutwatch::config {
namespace {

constexpr std::uint16_t kSubmissionPort = 587;
constexpr std::uint16_t kSubmissionsPort = 465;

/// Where users hand their mail in: where other servers do, unless it is said.
std::vector<IpAddress> read_where(Reader& submission, const cutover::Server& server) {
  const auto said = submission.list("addresses", ip_address());
  reject_repeats(submission, said);
  if (submission.is_empty_list("addresses"))
    submission.complain("addresses", "expected at least one IP address to connect to");
  if (submission.has("addresses")) return values(said);
  std::vector<IpAddress> out;
  for (const auto& each : server.addresses) out.push_back(each.endpoint.address);
  return out;
}

struct Service {
  mail::TlsMode tls = mail::TlsMode::starttls;
  std::uint16_t port = kSubmissionPort;
};

/// RFC 8314 §3.3: 587 for STARTTLS, 465 for TLS from the first byte; who says one means the other.
Service read_service(Reader& submission) {
  const auto tls = submission.get("tls", one_of<mail::TlsMode>({{"none", mail::TlsMode::none},
                                                                {"starttls", mail::TlsMode::starttls},
                                                                {"implicit", mail::TlsMode::implicit}}));
  const auto port = submission.get("port", integer_between(1, 65535));
  Service out;
  out.tls = tls.value_or(port == kSubmissionsPort ? mail::TlsMode::implicit : mail::TlsMode::starttls);
  const auto usual = out.tls == mail::TlsMode::implicit ? kSubmissionsPort : kSubmissionPort;
  out.port = static_cast<std::uint16_t>(port.value_or(usual));
  return out;
}

}  // namespace

void read_submission(Reader& submission, const Reading& reading, cutover::Server& server) {
  const auto where = read_where(submission, server);
  const auto host = server.addresses.empty() ? std::string() : server.addresses.front().host;
  const auto ca_file = server.addresses.empty() ? std::string() : server.addresses.front().ca_file;
  const auto [tls, port] = read_service(submission);
  // A password goes over TLS, or stays on this machine.
  if (tls == mail::TlsMode::none && !std::ranges::all_of(where, &IpAddress::is_loopback))
    submission.complain("tls", "\"none\" would send the password in clear: allowed on loopback only");
  mail::MailServer settings{.host = submission.get_or("host", host_name(), host),
                            .endpoint = {IpAddress::v4({0, 0, 0, 0}), port},
                            .tls = tls,
                            .source = {},
                            .ca_file = submission.get_or("ca_file", text(), ca_file),
                            .credentials = read_credentials(submission, reading)};
  for (const auto& address : where) {
    settings.endpoint.address = address;
    settings.source = source_for(address, reading.config.sources);
    server.submission.push_back(settings);
  }
}

}  // namespace cutwatch::config

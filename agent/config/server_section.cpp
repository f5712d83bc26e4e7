#include "agent/config/sections.hpp"
#include "agent/config/value_kinds.hpp"

namespace cutwatch::config {
namespace {

constexpr std::uint16_t kSmtpPort = 25;
constexpr std::uint16_t kSubmissionsPort = 465;

mail::MailServer read_settings(Reader& server, const Reading& reading) {
  mail::MailServer out{.host = {},
                       .endpoint = {IpAddress::v4({0, 0, 0, 0}), kSmtpPort},
                       .source = {},
                       .ca_file = {},
                       .credentials = {}};
  out.host = server.need("host", host_name()).value_or("");
  out.tls = server.get_or("tls",
                          one_of<mail::TlsMode>({{"none", mail::TlsMode::none},
                                                 {"try", mail::TlsMode::when_offered},
                                                 {"starttls", mail::TlsMode::starttls},
                                                 {"implicit", mail::TlsMode::implicit}}),
                          mail::TlsMode::when_offered);
  const auto usual_port = out.tls == mail::TlsMode::implicit ? kSubmissionsPort : kSmtpPort;
  out.endpoint.port =
      static_cast<std::uint16_t>(server.get_or("port", integer_between(1, 65535), usual_port));
  out.ca_file = server.get_or("ca_file", text(), "");
  // Between mail servers an unproven certificate is the rule (RFC 3207 §4.1): mail goes on, so must the
  // probe.
  out.is_certificate_required =
      server.get_or("certificate", certificate_rule(), CertificateRule::noted) == CertificateRule::required;
  if (server.has("user") || server.has("password_file")) out.credentials = read_credentials(server, reading);
  return out;
}

}  // namespace

ValueKind<CertificateRule> certificate_rule() {
  return one_of<CertificateRule>(
      {{"required", CertificateRule::required}, {"noted", CertificateRule::noted}});
}

ValueKind<cutover::ServerRole> server_role() {
  return one_of<cutover::ServerRole>(
      {{"old", cutover::ServerRole::old_server}, {"new", cutover::ServerRole::new_server}});
}

void read_server(Reader& server, const Reading& reading, cutover::Plan& plan) {
  const auto role = server.need("role", server_role());
  const auto settings = read_settings(server, reading);
  const auto addresses = server.list("addresses", ip_address());
  const auto networks = server.list("sends_from", network());
  if (!server.has("addresses"))
    server.complain("addresses", "missing; expected at least one IP address to connect to");
  if (server.is_empty_list("addresses"))
    server.complain("addresses", "expected at least one IP address to connect to");
  reject_repeats(server, addresses);
  reject_repeats(server, networks);
  if (server.has("queue")) server.table("queue", [&](Reader& queue) { read_queue(queue, role, plan); });
  if (server.has("log")) server.table("log", [&](Reader& log) { read_log_of_server(log, role, plan); });
  server.has("submission");
  if (!role) return;
  if (plan.server(*role) != nullptr) {
    server.complain("role",
                    "this cutover has such a server already; its other addresses belong into addresses");
    return;
  }
  cutover::Server out{.role = *role, .addresses = {}, .sends_from = values(networks)};
  for (const auto& [address, spot] : addresses) {
    out.addresses.push_back(settings);
    out.addresses.back().endpoint.address = address;
    out.addresses.back().source = source_for(address, reading.config.sources);
  }
  if (server.has("submission"))
    server.table("submission", [&](Reader& submission) { read_submission(submission, reading, out); });
  plan.servers.push_back(std::move(out));
}

}  // namespace cutwatch::config

#include "agent/config/mailbox_url.hpp"
#include "agent/config/sections.hpp"
#include "agent/config/value_kinds.hpp"
#include "core/text/quoted.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::config {
namespace {

ValueKind<MailboxUrl> mailbox_url() {
  return {"\"imaps://HOST[:PORT]\" or \"imap://HOST[:PORT]\"",
          [](const Node& node) -> std::optional<MailboxUrl> {
            const auto* text = std::get_if<std::string>(&node.value);
            return text == nullptr ? std::nullopt : parse_mailbox_url(*text);
          }};
}

/// The addresses that this cutover's servers of that host name are reached at.
std::vector<IpAddress> addresses_of(const std::string& host, const cutover::Plan& plan) {
  std::vector<IpAddress> found;
  for (const auto& server : plan.servers) {
    for (const auto& one : server.addresses) {
      if (one.host == host) found.push_back(one.endpoint.address);
    }
  }
  return found;
}

/// Where to connect: what is said, else the host when it is an address, else what a server of that name is
/// reached at. Never asked of the DNS: the answer is what the cutover changes.
std::optional<IpAddress> read_address(Reader& mailbox, const MailboxUrl& url, const cutover::Plan& plan) {
  const auto said = mailbox.get("address", ip_address());
  if (mailbox.has("address")) return said;
  if (url.address) return url.address;
  const auto known = addresses_of(url.host, plan);
  const bool is_ambiguous = std::ranges::count_if(plan.servers, [&](const cutover::Server& server) {
                              return !server.addresses.empty() && server.addresses.front().host == url.host;
                            }) > 1;
  if (!known.empty() && !is_ambiguous) return known.front();
  mailbox.complain("address",
                   fmt::format("missing; expected the IP address to connect to, since {}",
                               is_ambiguous ? "the host of url is the old and the new server"
                                            : "the host of url is neither an address nor a server here"));
  return std::nullopt;
}

/// A password goes over TLS, or stays on this machine.
mail::TlsMode read_tls(Reader& mailbox, const MailboxUrl& url, const std::optional<IpAddress>& address) {
  const bool is_near = address && address->is_loopback();
  const auto usual = url.scheme == MailboxScheme::imaps ? mail::TlsMode::implicit
                     : is_near                          ? mail::TlsMode::none
                                                        : mail::TlsMode::starttls;
  const auto tls = mailbox.get_or("tls",
                                  one_of<mail::TlsMode>({{"none", mail::TlsMode::none},
                                                         {"starttls", mail::TlsMode::starttls},
                                                         {"implicit", mail::TlsMode::implicit}}),
                                  usual);
  if ((url.scheme == MailboxScheme::imaps) != (tls == mail::TlsMode::implicit)) {
    mailbox.complain("tls", "\"implicit\" goes with imaps://, \"starttls\" and \"none\" with imap://");
  } else if (tls == mail::TlsMode::none && address && !is_near) {
    mailbox.complain("tls", "\"none\" would send the password in clear: allowed on loopback only");
  }
  return tls;
}

/// Maildir++ divides names by ".", and "." alone would be another directory.
bool has_empty_part(std::string_view folder) {
  const auto is_divider = [](char c) { return c == '/' || c == '.'; };
  const auto are_dividers = [&](char one, char other) { return is_divider(one) && is_divider(other); };
  return is_divider(folder.front()) || is_divider(folder.back()) ||
         std::ranges::adjacent_find(folder, are_dividers) != folder.end();
}

std::vector<std::string> read_folders(Reader& mailbox, bool is_maildir) {
  const auto folders = mailbox.list("folders", ascii_text());
  reject_repeats(mailbox, folders);
  for (const auto& [folder, spot] : folders) {
    if (is_maildir && has_empty_part(folder))
      mailbox.complain(spot, "expected a folder of a maildir, such as \"Junk\" or \"Archive.2026\", got " +
                                 quoted(folder));
  }
  if (mailbox.is_empty_list("folders")) mailbox.complain("folders", "expected at least one folder");
  return mailbox.has("folders") ? values(folders) : std::vector<std::string>{"INBOX"};
}

ValueKind<std::string> absolute_path() {
  return {"an absolute path", [](const Node& node) -> std::optional<std::string> {
            const auto path = text().read(node);
            return path && path->starts_with('/') ? path : std::nullopt;
          }};
}

mail::MailServer nowhere() {
  return {.host = {}, .endpoint = {IpAddress::v4({0, 0, 0, 0}), 0}, .ca_file = {}, .credentials = {}};
}

/// Whether it is a maildir; then nothing is said of a server.
bool is_maildir(Reader& mailbox) {
  if (!mailbox.has("maildir")) return false;
  for (const auto* key : {"url", "address", "tls", "user", "password_file", "certificate", "ca_file"}) {
    if (mailbox.has(key))
      mailbox.complain(key, "belongs to a mailbox that is read over IMAP, and this one is a maildir");
  }
  return true;
}

/// Where and how the mailbox is reached. One with a faulty url gets no second complaint about what follows.
mail::MailServer read_connection(Reader& mailbox, const Reading& reading, const cutover::Plan& plan) {
  const auto url = mailbox.need("url", mailbox_url());
  const auto address = url ? read_address(mailbox, *url, plan) : mailbox.get("address", ip_address());
  const auto tls = url ? read_tls(mailbox, *url, address) : mail::TlsMode::implicit;
  if (!url) mailbox.has("tls");
  const auto where = address.value_or(IpAddress::v4({0, 0, 0, 0}));
  const auto rule = mailbox.get_or("certificate", certificate_rule(), CertificateRule::required);
  return {.host = url ? url->host : "",
          .endpoint = {where, url ? url->port : std::uint16_t{0}},
          .tls = tls,
          .source = source_for(where, reading.config.sources),
          .ca_file = mailbox.get_or("ca_file", text(), ""),
          .is_certificate_required = rule == CertificateRule::required,
          .credentials = {}};
}

}  // namespace

void read_mailbox(Reader& mailbox, const Reading& reading, cutover::Plan& plan) {
  const auto id = mailbox.need("id", identifier());
  const bool is_local = is_maildir(mailbox);
  auto maildir = is_local ? mailbox.need("maildir", absolute_path()).value_or("/") : "";
  auto server = is_local ? nowhere() : read_connection(mailbox, reading, plan);
  if (!is_local) server.credentials = read_credentials(mailbox, reading);
  auto folders = read_folders(mailbox, is_local);
  const auto relays = mailbox.list("relays", network());
  reject_repeats(mailbox, relays);
  const auto authserv_id = mailbox.get("authserv_id", ascii_text());
  const bool allows_audit = mailbox.get_or("audit", flag(), false);
  if (allows_audit && plan.kind != cutover::Kind::proxy)
    mailbox.complain("audit", "only in kind \"proxy\" is there something that mail can go around");
  if (!id) return;
  if (plan.mailbox(*id) != nullptr) {
    return mailbox.complain("id", fmt::format("\"{}\" is the id of an earlier mailbox of this cutover", *id));
  }
  // One with a fault is kept all the same, so that the round trips that name it are not complained about too.
  plan.mailboxes.push_back({.id = *id,
                            .server = std::move(server),
                            .folders = std::move(folders),
                            .relays = values(relays),
                            .maildir = std::move(maildir),
                            .authserv_id = authserv_id.value_or(""),
                            .allows_audit = allows_audit});
}

}  // namespace cutwatch::config

#include "core/cutover/conditions/upstream_report.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace cutwatch::cutover {
namespace {

/// What names, addresses and mail addresses are made of.
bool is_of_word(char c) {
  return is_alphanumeric(c) || c == '.' || c == '-' || c == ':' || c == '@' || c == '_';
}

std::string_view without_dot(std::string_view name) {
  return name.ends_with('.') ? name.substr(0, name.size() - 1) : name;
}

bool is_address_of(const OldHost& host, const IpAddress& address) {
  return std::ranges::any_of(host.addresses,
                             [&](const IpAddress& each) { return unmapped(each) == unmapped(address); });
}

bool is_server_called(const Plan& plan, std::string_view name) {
  const auto* server = plan.server(ServerRole::old_server);
  return server != nullptr && std::ranges::any_of(server->addresses, [&](const mail::MailServer& each) {
           return equals_ignoring_case(without_dot(each.host), name);
         });
}

bool is_server_at(const Plan& plan, const IpAddress& address) {
  const auto* server = plan.server(ServerRole::old_server);
  return server != nullptr && std::ranges::any_of(server->addresses, [&](const mail::MailServer& each) {
           return unmapped(each.endpoint.address) == unmapped(address);
         });
}

/// Of its configured host and addresses, and of those by which the plan's records lead to it.
bool is_old_server(const Plan& plan, std::string_view word) {
  const auto any_old_host = [&](auto is_meant) {
    return std::ranges::any_of(plan.records,
                               [&](const WatchedRecord& record) { return is_meant(record.bounds.old_host); });
  };
  if (const auto address = IpAddress::parse(word)) {
    return is_server_at(plan, *address) ||
           any_old_host([&](const OldHost& host) { return is_address_of(host, *address); });
  }
  const auto name = lowered(without_dot(word));
  return is_server_called(plan, name) ||
         any_old_host([&](const OldHost& host) { return is_name_of(host, name + "."); });
}

/// "192.0.2.10:25" without the port; an address of IPv6 as it is.
std::string_view without_port(std::string_view word) {
  const auto colon = word.find(':');
  return colon == word.rfind(':') ? word.substr(0, colon) : word;
}

/// "IPv6:2001:db8::10" (RFC 5321 §4.1.3) without that.
std::string_view without_tag(std::string_view word) {
  constexpr std::string_view kTag = "IPv6:";
  return begins_ignoring_case(word, kTag) ? word.substr(kTag.size()) : word;
}

/// "mail.example.org", "[192.0.2.10]", "connect to mail.example.org[192.0.2.10]:25: Connection refused".
bool names_old_server(const Plan& plan, std::string_view text) {
  for (auto begin = text.begin(); begin != text.end();) {
    begin = std::find_if(begin, text.end(), is_of_word);
    const auto end = std::find_if_not(begin, text.end(), is_of_word);
    if (begin != end && is_old_server(plan, without_port(without_tag({begin, end})))) return true;
    begin = end;
  }
  return false;
}

/// Who said so is named as such, or else by the reporter's own words.
bool is_word_of_old_server(const Plan& plan, const mail::DeliveryReport& report) {
  if (names_old_server(plan, report.reporting_mta)) return false;  // its own report, of what it had taken
  return names_old_server(plan, report.remote_mta.empty() ? report.diagnostic : report.remote_mta);
}

/// Without its class, ".1.1".
std::string_view detail_of(std::string_view status) {
  const auto dot = status.find('.');
  return dot == std::string_view::npos ? std::string_view() : status.substr(dot);
}

bool is_about_one_message(std::string_view status) {
  constexpr std::array<std::string_view, 4> kSubjects{".1.", ".2.", ".4.", ".6."};
  const auto detail = detail_of(status);
  return detail == ".3.4" ||
         std::ranges::any_of(kSubjects, [&](std::string_view each) { return detail.starts_with(each); });
}

}  // namespace

bool tells_refusal_of_proxy(const Plan& plan, const mail::DeliveryReport& report) {
  return report.verdict == mail::ReportVerdict::refused && !is_about_one_message(report.status) &&
         is_word_of_old_server(plan, report);
}

bool tells_upstream_down(const Plan& plan, const mail::DeliveryReport& report) {
  const bool is_waiting = report.verdict == mail::ReportVerdict::delayed ||
                          report.verdict == mail::ReportVerdict::given_up ||
                          report.verdict == mail::ReportVerdict::refused;
  const auto detail = detail_of(report.status);
  return is_waiting && (detail == ".4.1" || detail == ".4.2") && is_word_of_old_server(plan, report);
}

}  // namespace cutwatch::cutover

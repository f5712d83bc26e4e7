#include "probes/identity_look.hpp"

namespace cutwatch {
namespace {

constexpr Millis kSmtpPatience{30'000};

/// The name is given before any TLS begins, and what a certificate proves is another question.
mail::MailServer as_stranger(mail::MailServer server) {
  if (server.tls != mail::TlsMode::implicit) server.tls = mail::TlsMode::none;
  server.is_certificate_required = false;
  server.credentials.reset();
  return server;
}

}  // namespace

asio::awaitable<dns::ReverseLook> look_at_reverse_name(NameLookup& lookup, IpAddress address) {
  address = unmapped(address);
  const auto found = co_await lookup.look_up({dns::reverse_name(address), dns::RrType::ptr});
  dns::ReverseLook look;
  if (!found.data) {
    look.failure = found.data.error();
    co_return look;
  }
  look.is_disputed = found.is_disputed;
  for (const auto& text : *found.data) {
    const auto name = dns::Name::parse(text);
    if (!name) continue;
    if (look.names.size() == dns::kMaxReverseNames) {
      ++look.left_out;
    } else {
      look.names.push_back(co_await lookup.addresses_of(*name, address));
    }
  }
  co_return look;
}

asio::awaitable<Result<GreetingLook>> look_at_greeting(ProbeContext context, NameLookup& lookup,
                                                       mail::MailServer server, std::string ehlo_name) {
  const auto address = unmapped(server.endpoint.address);
  auto said = co_await context.smtp.greet(as_stranger(std::move(server)), std::move(ehlo_name),
                                          context.clock.steady() + kSmtpPatience);
  if (!said) co_return std::unexpected(said.error());
  GreetingLook look{.said = *std::move(said), .names = {}};
  for (const auto& text : look.said.names()) {
    const auto name = dns::Name::parse(text);
    if (name) look.names.push_back(co_await lookup.addresses_of(*name, address));
  }
  co_return look;
}

}  // namespace cutwatch

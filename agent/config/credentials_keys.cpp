#include "agent/config/sections.hpp"
#include "agent/config/value_kinds.hpp"

namespace cutwatch::config {

mail::Credentials read_credentials(Reader& table, const Reading& reading) {
  mail::Credentials credentials{.user = table.need("user", text()).value_or(""), .password = {}};
  const auto path = table.need("password_file", text());
  if (!path) return credentials;
  auto secret = reading.surroundings.read_secret(*path);
  if (!secret) table.complain("password_file", secret.error());
  credentials.password = secret.value_or("");
  return credentials;
}

}  // namespace cutwatch::config

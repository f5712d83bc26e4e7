#include "core/mail/inspection.hpp"

#include "core/mail/header_block.hpp"
#include "core/text/ascii.hpp"
#include "core/text/printable.hpp"

namespace cutwatch::mail {
namespace {

constexpr std::size_t kLongestReceived = 1000;
constexpr std::string_view kReceived = "Received";

std::vector<std::string> received_of(std::string_view mail) {
  std::vector<std::string> values;
  for (const auto& field : take_header(mail).fields) {
    if (!equals_ignoring_case(field.name, kReceived)) continue;
    if (values.size() == kMaxReceived) break;
    values.push_back(printable(field.value, kLongestReceived));
  }
  return values;
}

}  // namespace

std::optional<Inspection> inspect(std::string_view sent, std::string_view arrived, std::size_t limit) {
  if (arrived.empty() || arrived.size() >= limit) return std::nullopt;
  auto changes = changes_between(sent, arrived);
  if (!changes) return std::nullopt;
  return Inspection{.received = received_of(arrived), .changes = *std::move(changes)};
}

}  // namespace cutwatch::mail

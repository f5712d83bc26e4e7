#pragma once
#include "agent/config/config_reader.hpp"
#include "core/cutover/plan/plan.hpp"

#include <vector>

namespace cutwatch::config {

/// Where a server stands, as its complaints point to it.
struct ServerSpots {
  cutover::ServerRole role;
  Spot host;
  Spot addresses;
};

/// Complains where mail to the new server would prove nothing of the way that the records lead: it is the old
/// server, or the MX does not name it, or its addresses are others than the ones that are to be published.
void check_apart(Reader& cutover, const cutover::Plan& plan, const std::vector<ServerSpots>& spots);
/// The same by the records; to be called once they are read without a complaint.
void check_led_to(Reader& cutover, const cutover::Plan& plan, const std::vector<ServerSpots>& spots);

}  // namespace cutwatch::config

#pragma once
#include "core/mail/header_block.hpp"

#include <string_view>
#include <vector>

namespace cutwatch::mail {

/// The fields of a delivery report, sorted (RFC 3464 §2.1: groups with an empty line between them, the first
/// one the message's, the others a recipient's each).
struct DeliveryGroups {
  HeaderBlock message;
  std::vector<HeaderBlock> recipients;
};

/// Tolerates a first group that is a recipient's as well, recipients without an empty line between them, and
/// empty lines between the fields of one.
DeliveryGroups delivery_groups(std::string_view body);

}  // namespace cutwatch::mail

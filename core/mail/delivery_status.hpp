#pragma once
#include "core/mail/dsn.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::mail {

/// The body of a message/delivery-status (RFC 3464 §2) or message/global-delivery-status (RFC 6533 §4).
struct DeliveryStatus {
  std::string original_envelope_id;
  std::string reporting_mta;
  std::string original_message_id;  ///< A field beyond the standard; Gmail and others write it.
  std::vector<DsnRecipient> recipients;
};

/// Tolerates what reporters write: fields of the message and of a recipient in one group, empty lines within
/// a group, continued lines that are not indented, addresses without a type.
DeliveryStatus read_delivery_status(std::string_view body);

}  // namespace cutwatch::mail

#pragma once
#include "core/address/ip_network.hpp"
#include "core/mail/trace.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::mail {

/// The way that a mail should have come.
struct WayExpected {
  std::vector<IpNetwork> trusted;      ///< Hosts whose Received fields are believed.
  std::vector<IpNetwork> through;      ///< One of these handed it on; empty: nobody need have.
  std::vector<IpNetwork> not_through;  ///< None of these did.
  std::string queue_id;                ///< What the first server called it in its last reply; empty: unsaid.
};

/// What the Received fields of a mail prove of its way.
struct PathProof {
  enum class Outcome : std::uint8_t { proven, contradicted, unknown };
  enum class Grade : std::uint8_t {
    none,
    by_address,   ///< A host that is believed names the address, or none names one that must not be.
    by_queue_id,  ///< One that is believed names the queue id that we alone were told.
  };

  Outcome outcome = Outcome::unknown;
  Grade grade = Grade::none;
  std::string why;  ///< A sentence without its full stop, in printable ASCII.
  friend bool operator==(const PathProof&, const PathProof&) = default;
};

std::string_view to_string(PathProof::Outcome outcome) noexcept;
std::string_view to_string(PathProof::Grade grade) noexcept;

/// Reads nothing but what hosts that are trusted wrote (`trusted_hops`); whatever strangers put below has no
/// say. Where these end before they tell who brought the mail, that it did not come some way is not known.
PathProof prove_path(const Trace& trace, const WayExpected& way);

}  // namespace cutwatch::mail

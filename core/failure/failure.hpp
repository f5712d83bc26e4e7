#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace cutwatch {

/// Why the world did not answer. One enumerator is one value of a `reason` label: the set is fixed.
enum class FailureKind {
  timeout,      ///< nothing came within the deadline
  refused,      ///< the peer's host said no (TCP reset, ICMP port unreachable)
  unreachable,  ///< no route, or a router said so
  malformed,    ///< bytes came that are not the protocol's
  tls,          ///< no TLS where it is required, or a certificate that does not prove the name
  protocol,     ///< well-formed, but not what the dialogue allows here
  auth,         ///< the peer did not accept our credentials
  limited,      ///< we held back: a cap, a back-off or a budget of our own
  storage,      ///< the state store could not take or give the data
  cancelled,    ///< the agent is stopping
};

constexpr std::string_view to_string(FailureKind kind) noexcept {
  switch (kind) {
    case FailureKind::timeout: return "timeout";
    case FailureKind::refused: return "refused";
    case FailureKind::unreachable: return "unreachable";
    case FailureKind::malformed: return "malformed";
    case FailureKind::tls: return "tls";
    case FailureKind::protocol: return "protocol";
    case FailureKind::auth: return "auth";
    case FailureKind::limited: return "limited";
    case FailureKind::storage: return "storage";
    case FailureKind::cancelled: return "cancelled";
  }
  std::unreachable();
}

struct Failure {
  FailureKind kind;
  std::string
      detail;  ///< For people (logs, tables, JSON). Printable ASCII; never a metric label: it is unbounded.
  friend bool operator==(const Failure&, const Failure&) = default;
};

/// "timeout: no answer in time", as short as a person needs it.
inline std::string to_string(const Failure& failure) {
  return std::string(to_string(failure.kind)) + ": " + failure.detail;
}

/// What the world did. Exceptions are for bugs and for start-up only.
template <class T>
using Result = std::expected<T, Failure>;

inline std::unexpected<Failure> fail(FailureKind kind, std::string detail = {}) {
  return std::unexpected(Failure{.kind = kind, .detail = std::move(detail)});
}

}  // namespace cutwatch

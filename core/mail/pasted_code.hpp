#pragma once
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// The reply codes that a text begins with, as one pastes it from a log: "550 5.7.1" of "550-5.7.1 Relay
/// denied"; empty where it begins with none.
struct PastedCode {
  std::string basic;     ///< "550"; empty where only an enhanced one is there.
  std::string enhanced;  ///< "5.7.1"; empty where there is none.
};
PastedCode pasted_code(std::string_view text);

}  // namespace cutwatch::mail

#pragma once
#include <string>

namespace cutwatch::cli {

/// A domain as plans and documents name it, however somebody wrote it: "EXAMPLE.ORG." is "example.org". What
/// is no name is left as it is.
std::string domain_label(const std::string& domain);

}  // namespace cutwatch::cli

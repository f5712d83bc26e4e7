#pragma once
#include <nlohmann/json_fwd.hpp>

#include <string>

namespace cutwatch::cli {

/// One cutover of a status document, for people: where it stands, the sentence, what to publish, what is
/// wrong, and the gates of the next step. Printable ASCII, whatever the document holds. Pure.
std::string status_table(const nlohmann::json& cutover);

}  // namespace cutwatch::cli

#pragma once
#include <nlohmann/json.hpp>

#include <string_view>

namespace cutwatch::cli {

/// JSON that somebody else wrote. What lies deeper than anything of ours is dropped: copying and printing
/// recurse. Discarded where it is no JSON. Pure.
nlohmann::json shallow_json(std::string_view text);

}  // namespace cutwatch::cli

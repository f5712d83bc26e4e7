#include "agent/cli/shallow_json.hpp"

namespace cutwatch::cli {
namespace {

using nlohmann::json;

bool is_shallow(int depth, json::parse_event_t, json&) { return depth <= 16; }

}  // namespace

json shallow_json(std::string_view text) { return json::parse(text, is_shallow, false); }

}  // namespace cutwatch::cli

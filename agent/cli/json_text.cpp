#include "agent/cli/json_text.hpp"

#include "core/text/printable.hpp"

namespace cutwatch::cli {
namespace {

constexpr std::size_t kMaxText = 2048;

}  // namespace

std::string text_at(const nlohmann::json& object, const char* key) {
  if (!object.is_object()) return {};
  const auto found = object.find(key);
  const bool is_text = found != object.end() && found->is_string();
  return is_text ? printable(found->get_ref<const std::string&>(), kMaxText) : std::string();
}

nlohmann::json list_at(const nlohmann::json& object, const char* key) {
  if (!object.is_object()) return nlohmann::json::array();
  const auto found = object.find(key);
  return found != object.end() && found->is_array() ? *found : nlohmann::json::array();
}

}  // namespace cutwatch::cli

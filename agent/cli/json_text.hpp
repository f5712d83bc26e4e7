#pragma once
#include <nlohmann/json.hpp>

#include <string>

namespace cutwatch::cli {

/// A text of a document that somebody else wrote, printable; empty where there is none.
std::string text_at(const nlohmann::json& object, const char* key);

/// A list of such a document; an empty one where there is none.
nlohmann::json list_at(const nlohmann::json& object, const char* key);

}  // namespace cutwatch::cli

#pragma once
#include <nlohmann/json.hpp>

#include <initializer_list>
#include <string>

// What commands print of a cutover of a status document. Tables are printable ASCII, whatever it holds.
namespace cutwatch::cli {

/// The cutover with these of its keys only, as far as it has them.
nlohmann::json part_of(const nlohmann::json& cutover, std::initializer_list<const char*> keys);

/// "example.org (proxy), phase verify"; ", rolled back" behind it after a rollback.
std::string heading(const nlohmann::json& cutover);

/// "lower_ttl, rolled back".
std::string phase_of(const nlohmann::json& cutover);

/// What was taken back, and until when copies of it live: a line; empty where nothing was.
std::string taken_back(const nlohmann::json& cutover);

/// Each zone line on a line of its own, behind `before`.
std::string zone_text(const nlohmann::json& lines, const std::string& before);

}  // namespace cutwatch::cli

#pragma once
#include "core/failure/failure.hpp"
#include "core/text/date.hpp"
#include "core/time/seconds.hpp"
#include "core/time/time.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string_view>

// How single values look in the API: what is not known is null.
namespace cutwatch::exporters {

inline nlohmann::json time_or_null(const std::optional<WallTime>& instant) {
  return instant ? nlohmann::json(rfc3339(*instant)) : nlohmann::json();
}

template <class State>
nlohmann::json state_or_null(const std::optional<State>& state) {
  return state ? nlohmann::json(to_string(*state)) : nlohmann::json();
}

template <class Duration>
nlohmann::json seconds_or_null(const std::optional<Duration>& duration) {
  return duration ? nlohmann::json(seconds_of(*duration)) : nlohmann::json();
}

template <class Value>
nlohmann::json value_or_null(const std::optional<Value>& value) {
  return value ? nlohmann::json(*value) : nlohmann::json();
}

/// "timeout: no reply within 5 s", printable whatever a server said.
nlohmann::json text_of(const Failure& failure);

}  // namespace cutwatch::exporters

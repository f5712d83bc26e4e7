#pragma once
#include <cstdint>
#include <string_view>

namespace cutwatch::cutover {

enum class ServerRole : std::uint8_t { old_server, new_server };

/// The value of the `role` label: "old", "new".
std::string_view to_string(ServerRole role) noexcept;

}  // namespace cutwatch::cutover

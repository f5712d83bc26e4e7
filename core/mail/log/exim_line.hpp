#pragma once
#include "core/mail/log/log_line.hpp"

#include <cstddef>
#include <string_view>

namespace cutwatch::mail {

/// How much of the text is a message id of Exim, "1xUnsc-0008Bp-14" or, from 4.97 on,
/// "1qDHgX-00000000Abc-1z2Y"; 0 where it does not begin with one.
std::size_t exim_id_length(std::string_view text) noexcept;

/// What Exim's main log says behind the time, added to what the head of its line told. Linear. Never throws.
void read_exim_line(LogLine& line, std::string_view message);

}  // namespace cutwatch::mail

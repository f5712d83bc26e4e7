#pragma once
#include <string_view>

namespace cutwatch::net {

/// The longest `__CURSOR` that is kept.
inline constexpr std::size_t kMostOfCursor = 512;

/// Whether both stand for the same entry: of the same boot, time and contents. Sequence numbers are none of
/// it, since they change when journald moves entries from /run to /var. Pure.
bool is_same_entry(std::string_view cursor, std::string_view other);

}  // namespace cutwatch::net

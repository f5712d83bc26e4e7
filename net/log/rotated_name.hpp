#pragma once
#include <cstdint>
#include <string_view>

namespace cutwatch::net {

enum class RotatedName : std::uint8_t {
  none,        ///< another file, the log itself included
  plain,       ///< "mail.log.1", "maillog-20261123", "mainlog.02"
  compressed,  ///< the same behind ".gz" and its like
};

/// Whether that is the name of the log `log` after it was rotated, as logrotate, newsyslog, savelog and
/// exicyclog name them. "mail.err" is another log than "mail". Pure.
RotatedName rotated_name(std::string_view log, std::string_view name);

}  // namespace cutwatch::net

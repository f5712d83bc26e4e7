#include "exporters/json_values.hpp"

#include "core/text/printable.hpp"

namespace cutwatch::exporters {

nlohmann::json text_of(const Failure& failure) { return printable(to_string(failure), 1024); }

}  // namespace cutwatch::exporters

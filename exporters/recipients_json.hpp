#pragma once
#include "core/cutover/recipients/parity.hpp"

#include <nlohmann/json.hpp>

namespace cutwatch::exporters {

/// What both servers make of the configured recipients; null where there are none.
nlohmann::json recipients_json(const cutover::Plan& plan, const cutover::Parity& parity);

}  // namespace cutwatch::exporters

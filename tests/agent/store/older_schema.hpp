#pragma once

namespace cutwatch::test {

/// Makes a store of schema 4 of one of schema 5, but for the number.
inline constexpr const char* kDropChronicle =
    "DROP TABLE chronicle; DROP TABLE judgement; DROP TABLE resolver_switch; DROP TABLE noted_record; "
    "DROP TABLE delivery_run;";

}  // namespace cutwatch::test

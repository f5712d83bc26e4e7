#pragma once
#include <string>

namespace cutwatch::test {

/// Makes a store of schema 9 of one of schema 10, but for the number.
inline const std::string kDropTenth =
    "ALTER TABLE message DROP COLUMN form; ALTER TABLE message DROP COLUMN is_signature_judged; "
    "ALTER TABLE message DROP COLUMN authentication; ALTER TABLE message DROP COLUMN way; "
    "ALTER TABLE message DROP COLUMN awaited_report; ALTER TABLE message DROP COLUMN also_in; "
    "ALTER TABLE message DROP COLUMN copy_bounce; ALTER TABLE message DROP COLUMN first_deferral_ms; "
    "DROP TABLE log_position; DROP TABLE server_log; DROP TABLE bypass; DROP TABLE lockdown; ";

/// Makes a store of schema 8 of one of schema 10, but for the number.
inline const std::string kDropNinth =
    kDropTenth +
    "ALTER TABLE message DROP COLUMN filed_ms; ALTER TABLE message DROP COLUMN believed; "
    "ALTER TABLE message DROP COLUMN reaches_sender; ALTER TABLE message DROP COLUMN spam; "
    "ALTER TABLE message DROP COLUMN report; DROP TABLE bounce_position; DROP TABLE counted_act; ";

/// Makes the messages of schema 7 of those of schema 10.
inline const std::string kDropInspections =
    kDropNinth +
    "ALTER TABLE message DROP COLUMN queue_id; ALTER TABLE message DROP COLUMN received; "
    "ALTER TABLE message DROP COLUMN changes; ";

/// Makes a store of schema 5 of one of schema 10, but for the number.
inline const std::string kDropLastExchange =
    kDropInspections +
    "ALTER TABLE dns_resolver DROP COLUMN last; ALTER TABLE message DROP COLUMN route; "
    "ALTER TABLE message DROP COLUMN longest_pause_ms; ALTER TABLE delivery_run DROP COLUMN destination;";

/// Makes the table of schema 6 of that of schema 7, without its rows.
inline constexpr const char* kSwitchesOfSixth =
    "DROP TABLE resolver_switch; CREATE TABLE resolver_switch (domain TEXT NOT NULL, name TEXT NOT NULL, "
    "rrtype TEXT "
    "NOT NULL, resolver TEXT NOT NULL, target TEXT NOT NULL, state TEXT NOT NULL, since_ms INTEGER NOT NULL, "
    "first_new_ms INTEGER, cause TEXT, kept_until_ms INTEGER, PRIMARY KEY (domain, name, rrtype, resolver, "
    "target)) "
    "WITHOUT ROWID;";

/// Makes a store of schema 4 of one of schema 10, but for the number.
inline const std::string kDropChronicle =
    kDropInspections +
    "ALTER TABLE dns_resolver DROP COLUMN last; ALTER TABLE message DROP COLUMN route; "
    "ALTER TABLE message DROP COLUMN longest_pause_ms; "
    "DROP TABLE chronicle; DROP TABLE judgement; DROP TABLE resolver_switch; DROP TABLE noted_record; "
    "DROP TABLE delivery_run;";

}  // namespace cutwatch::test

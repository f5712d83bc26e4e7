#pragma once
#include "agent/store/chronicle_store.hpp"

#include <string>

// Single rows of the chronicle's tables. What is read may come from a damaged file. Errors: malformed.
namespace cutwatch::store {

inline constexpr const char* kSelectEntries =
    "SELECT domain, at_ms, kind, subject, before, after, words FROM chronicle ORDER BY number";
Result<void> read_entry(const Statement& row, KeptChronicles& out);

inline constexpr const char* kSelectJudgements = "SELECT domain, kind, subject, value FROM judgement";
Result<void> read_judgement(const Statement& row, KeptChronicles& out);

/// Where a change has no time at which it was published: a key of the table may not be null.
inline constexpr std::int64_t kNobodySaw = 0;

inline constexpr const char* kSelectSwitches =
    "SELECT domain, name, rrtype, resolver, target, state, since_ms, first_new_ms, cause, kept_until_ms, "
    "published_ms "
    "FROM resolver_switch";
Result<void> read_switch(const Statement& row, KeptChronicles& out);

inline constexpr const char* kSelectNoted =
    "SELECT domain, name, rrtype, rrset, ttl, noted_ms FROM noted_record ORDER BY noted_ms";
Result<void> read_noted(const Statement& row, KeptChronicles& out);

/// An RRset as a column has it.
std::string text_of_rrset(const dns::RrSet& rrset);

}  // namespace cutwatch::store

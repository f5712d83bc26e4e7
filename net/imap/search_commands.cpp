#include "net/imap/search_commands.hpp"

#include "core/text/printable.hpp"
#include "net/imap/imap_text.hpp"
#include "net/imap/response_parser.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace cutwatch::net {
namespace {

constexpr std::uint32_t kRange = 250;
constexpr std::size_t kIdsPerSearch = 8;
constexpr std::size_t kUidsPerFetch = 80;
static_assert(kMaxContent <= kMaxImapLiteral);

bool is_header_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

/// Servers compare INTERNALDATE's day in a zone of their own, by a clock of their own (RFC 3501 §6.4.4).
constexpr std::chrono::days kDateTolerance{2};

/// Spares a server without an index of the ids from opening every message that it ever kept.
std::string since(const MailboxQuery& query) {
  return query.not_before ? " SINCE " + date_text(*query.not_before - kDateTolerance) : std::string();
}

/// `OR` takes two keys, so every key but the last is preceded by one.
Result<std::vector<std::string>> searches_for(const MailboxQuery& query) {
  std::vector<std::string> searches;
  for (std::size_t i = 0; i < query.ids.size(); ++i) {
    auto id = quoted(query.ids[i]);
    if (!id) return std::unexpected(id.error());
    if (i % kIdsPerSearch == 0) searches.emplace_back("UID SEARCH" + since(query));
    const bool is_last = (i + 1) % kIdsPerSearch == 0 || i + 1 == query.ids.size();
    searches.back() += fmt::format(" {}HEADER {} {}", is_last ? "" : "OR ", query.id_header, *id);
  }
  return searches;
}

bool is_within(std::string_view text, std::string_view part) {
  for (std::size_t i = 0; i + part.size() <= text.size(); ++i) {
    if (is_same_name(text.substr(i, part.size()), part)) return true;
  }
  return false;
}

}  // namespace

std::vector<UidBatch> batches_of_range(std::uint32_t first, std::uint32_t end) {
  std::vector<UidBatch> batches;
  for (first = std::max(first, 1U); first < end;) {
    const std::uint32_t last =
        first + (std::min(kRange, end - first) - 1);  // first + kRange may not fit into 32 bits
    batches.push_back({.uids = fmt::format("{}:{}", first, last), .first = first, .last = last});
    first = last + 1;
  }
  return batches;
}

std::vector<UidBatch> batches_of(const std::set<std::uint32_t>& uids) {
  std::vector<UidBatch> batches;
  std::size_t size = 0;
  for (const std::uint32_t uid : uids) {
    if (size % kUidsPerFetch == 0) batches.push_back({.uids = {}, .first = uid, .last = uid});
    UidBatch& batch = batches.back();
    batch.uids += fmt::format("{}{}", batch.uids.empty() ? "" : ",", uid);
    batch.last = uid;
    ++size;
  }
  return batches;
}

Result<SearchCommands> SearchCommands::make(const MailboxQuery& query) {
  SearchCommands commands;
  for (const FolderQuery& folder : query.folders) {
    auto name = modified_utf7(folder.name);
    if (name) name = quoted(*name);
    if (!name) return std::unexpected(name.error());
    commands.folders_.push_back(*std::move(name));
  }
  const std::vector<std::string> names = asked_headers(query);
  if (!std::ranges::all_of(names, is_header_name)) {
    return fail(FailureKind::malformed,
                printable(fmt::format("not header names: {}", fmt::join(names, " "))));
  }
  // Cut to size by the server: a single huge field, which anyone may send, must not end every run.
  commands.field_items_ = fmt::format("(UID INTERNALDATE BODY.PEEK[HEADER.FIELDS ({})]<0.{}>)",
                                      fmt::join(names, " "), query.longest_fields);
  auto searches = searches_for(query);
  if (!searches) return std::unexpected(searches.error());
  commands.searches_ = *std::move(searches);
  return commands;
}

std::string SearchCommands::fetch_fields(const UidBatch& batch) const {
  return fmt::format("UID FETCH {} {}", batch.uids, field_items_);
}

std::string SearchCommands::fetch_contents(const std::vector<std::uint32_t>& uids) const {
  return fmt::format("UID FETCH {} (UID BODY.PEEK[]<0.{}>)", fmt::join(uids, ","), kMaxContent);
}

std::vector<std::string> asked_headers(const MailboxQuery& query) {
  std::vector<std::string> names{query.id_header};
  for (const Marker& marker : query.markers) names.push_back(marker.header);
  names.insert(names.end(), query.other_headers.begin(), query.other_headers.end());
  std::vector<std::string> unique;
  for (std::string& name : names) {
    const auto is_this = [&](const std::string& known) { return is_same_name(known, name); };
    if (std::ranges::none_of(unique, is_this)) unique.push_back(std::move(name));
  }
  return unique;
}

bool is_marked(const std::vector<HeaderField>& fields, const std::vector<Marker>& markers) {
  return std::ranges::any_of(markers, [&](const Marker& marker) {
    return std::ranges::any_of(fields, [&](const HeaderField& field) {
      return is_same_name(field.name, marker.header) && is_within(field.value, marker.contains);
    });
  });
}

}  // namespace cutwatch::net

#include "core/mail/delivery_groups.hpp"

#include "core/mail/mail_lines.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <iterator>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kMaxRecipients = 1000;
constexpr std::size_t kMaxBody = 1024 * 1024;

bool names_recipient(std::string_view field) {
  return equals_ignoring_case(field, "Final-Recipient") || equals_ignoring_case(field, "Original-Recipient");
}

/// The fields up to the next empty line. A line that is no field goes on with the one before it: some fold
/// without indenting.
HeaderBlock take_group(std::string_view& body) {
  HeaderBlock block;
  while (!body.empty()) {
    const auto line = take_line(body);
    if (trimmed(line).empty()) break;
    if (!add_line(block, line)) continue_last_field(block, line);
  }
  return block;
}

/// Where the second recipient of the group begins: at an address field that it has already.
std::size_t second_recipient(const std::vector<HeaderField>& fields) {
  HeaderBlock seen;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!names_recipient(fields[i].name)) continue;
    if (seen.value_of(fields[i].name)) return i;
    seen.fields.push_back({.name = fields[i].name, .value = {}});
  }
  return fields.size();
}

void append(HeaderBlock& block, const HeaderBlock& more) {
  block.fields.insert(block.fields.end(), more.fields.begin(), more.fields.end());
}

/// One group, which names at least one recipient, as one block for each.
void add_recipients(std::vector<HeaderBlock>& recipients, HeaderBlock group) {
  while (!group.fields.empty() && recipients.size() < kMaxRecipients) {
    const auto end = static_cast<std::ptrdiff_t>(second_recipient(group.fields));
    HeaderBlock rest;
    rest.fields.assign(std::make_move_iterator(group.fields.begin() + end),
                       std::make_move_iterator(group.fields.end()));
    group.fields.erase(group.fields.begin() + end, group.fields.end());
    recipients.push_back(std::move(group));
    group = std::move(rest);
  }
}

}  // namespace

DeliveryGroups delivery_groups(std::string_view body) {
  DeliveryGroups out;
  body = body.substr(0, kMaxBody);
  while (!body.empty()) {
    auto group = take_group(body);
    const bool is_recipient = std::ranges::any_of(group.fields, names_recipient, &HeaderField::name);
    if (out.recipients.empty()) append(out.message, group);
    if (is_recipient) {
      add_recipients(out.recipients, std::move(group));
    } else if (!out.recipients.empty()) {
      append(out.recipients.back(), group);
    }
  }
  return out;
}

}  // namespace cutwatch::mail

#include "agent/store/lock_row.hpp"

#include "agent/store/kept_values.hpp"

#include <algorithm>

namespace cutwatch::store {
namespace {

using nlohmann::json;

constexpr std::uint16_t kSmtpPort = 25;

json kept(const std::optional<IpAddress>& address) { return address ? json(address->text()) : json(); }

std::optional<IpAddress> address_of(const json& value) {
  if (value.is_null()) return std::nullopt;
  const auto address = IpAddress::parse(text_of(value));
  if (!address) throw Damaged(address.error().detail);
  return *address;
}

Endpoint endpoint_of(const json& value) {
  const auto endpoint = parse_endpoint(text_of(value), kSmtpPort);
  if (!endpoint) throw Damaged(endpoint.error().detail);
  return *endpoint;
}

/// The value of a fixed set that has that name.
template <class Values>
auto one_of(const json& value, const Values& values) {
  const auto name = text_of(value);
  const auto found = std::ranges::find_if(values, [&](const auto each) { return to_string(each) == name; });
  if (found == values.end()) throw Damaged("no such value: " + name);
  return *found;
}

json kept(const mail::DoorAnswer& answer) {
  json out{{"stage", to_string(answer.stage)}, {"reply", nullptr}, {"failure", nullptr}};
  if (answer.reply) out["reply"] = {answer.reply->code, answer.reply->enhanced_code, answer.reply->text};
  if (answer.failure) out["failure"] = {to_string(answer.failure->kind), answer.failure->detail};
  return out;
}

mail::DoorAnswer answer_of(const json& value) {
  mail::DoorAnswer out{.stage = one_of(value.at("stage"), mail::kSmtpPhases), .reply = {}, .failure = {}};
  if (!value.at("reply").is_null()) {
    const auto& fields = tuple_of(value.at("reply"), 3);
    out.reply = mail::SmtpReply{.code = static_cast<int>(integer_of(fields[0], 200, 599)),
                                .enhanced_code = text_of(fields[1]),
                                .text = text_of(fields[2])};
  }
  if (!value.at("failure").is_null()) {
    const auto& fields = tuple_of(value.at("failure"), 2);
    out.failure = Failure{.kind = failure_kind_of(fields[0]), .detail = text_of(fields[1])};
  }
  return out;
}

json kept(const std::optional<LockdownTried::Control>& control) {
  return control ? json{{"server", to_string(control->server)}, {"answer", kept(control->answer)}} : json();
}

std::optional<LockdownTried::Control> control_of(const json& value) {
  if (value.is_null()) return std::nullopt;
  return LockdownTried::Control{.server = endpoint_of(value.at("server")),
                                .answer = answer_of(value.at("answer"))};
}

std::optional<LockState::Row> row_of(const json& value) {
  if (value.is_null()) return std::nullopt;
  const auto& fields = tuple_of(value, 3);
  return LockState::Row{.answer = one_of(fields[0], mail::kDoorClasses),
                        .since = instant_of(fields[1]),
                        .last = instant_of(fields[2])};
}

json kept(const std::optional<LockState::Row>& row) {
  return row ? json{to_string(row->answer), store::kept(row->since), store::kept(row->last)} : json();
}

LockState read(const json& document, const std::string& domain) {
  return {.last = {.domain = domain,
                   .target = text_of(document.at("target")),
                   .server = endpoint_of(document.at("server")),
                   .source = address_of(document.at("source")),
                   .left_from = address_of(document.at("left_from")),
                   .recipient = text_of(document.at("recipient")),
                   .at = instant_of(document.at("at")),
                   .answer = answer_of(document.at("answer")),
                   .control = control_of(document.at("control"))},
          .row = row_of(document.at("row")),
          .opened = maybe_instant_of(document.at("opened"))};
}

}  // namespace

std::string text_of_lock(const LockState& state) {
  const auto& last = state.last;
  const json document{{"target", last.target},       {"server", to_string(last.server)},
                      {"source", kept(last.source)}, {"left_from", kept(last.left_from)},
                      {"recipient", last.recipient}, {"at", store::kept(last.at)},
                      {"answer", kept(last.answer)}, {"control", kept(last.control)},
                      {"row", kept(state.row)},      {"opened", store::kept(state.opened)}};
  return document.dump(-1, ' ', true, json::error_handler_t::replace);
}

Result<LockState> parse_lock(std::string_view text, const std::string& domain) {
  return parse_kept(text, [&](const json& document) { return read(document, domain); });
}

}  // namespace cutwatch::store

#include "agent/store/exchange_row.hpp"

#include "agent/store/kept_values.hpp"
#include "core/text/printable.hpp"

#include <algorithm>
#include <array>

namespace cutwatch::store {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxDetail = 1024;

constexpr std::array kAnswerKinds{dns::AnswerKind::records,   dns::AnswerKind::nodata,
                                  dns::AnswerKind::nxdomain,  dns::AnswerKind::servfail,
                                  dns::AnswerKind::refused,   dns::AnswerKind::referral,
                                  dns::AnswerKind::cname_loop};

json kept_answer(const dns::Answer& answer) {
  return {{"kind", to_string(answer.kind)}, {"rrset", kept(answer.rrset)},
          {"ttl", answer.ttl.count()},      {"is_authoritative", answer.is_authoritative},
          {"is_alias", answer.is_alias},    {"nsid", kept(answer.nsid)}};
}

dns::AnswerKind kind_of(const json& value) {
  const auto& name = value.get_ref<const std::string&>();
  const auto found =
      std::ranges::find(kAnswerKinds, name, [](dns::AnswerKind kind) { return to_string(kind); });
  if (found == kAnswerKinds.end()) throw Damaged("no such kind of answer");
  return *found;
}

dns::Answer answer_of(const json& value, dns::RrType type) {
  dns::Answer answer;
  answer.kind = kind_of(value.at("kind"));
  answer.rrset = rrset_of(value.at("rrset"), type);
  answer.ttl = ttl_of(value.at("ttl"));
  answer.is_authoritative = value.at("is_authoritative").get<bool>();
  answer.is_alias = value.at("is_alias").get<bool>();
  answer.nsid = maybe_text_of(value.at("nsid"));
  if (answer.rrset.is_absent() == (answer.kind == dns::AnswerKind::records))
    throw Damaged("an answer and its data do not go together");
  return answer;
}

dns::LastReply read(const json& document, dns::RrType type) {
  const auto at = instant_of(document.at("at"));
  if (document.contains("answer")) return {.at = at, .answer = answer_of(document.at("answer"), type)};
  const auto kind = failure_kind_of(document.at("failure"));
  return {.at = at, .answer = fail(kind, text_of(document.at("detail")))};
}

}  // namespace

std::string text_of_exchange(const dns::LastReply& last) {
  json document{{"at", kept(last.at)}};
  if (last.answer) {
    document["answer"] = kept_answer(*last.answer);
  } else {
    document["failure"] = to_string(last.answer.error().kind);
    document["detail"] = printable(last.answer.error().detail, kMaxDetail);
  }
  return document.dump(-1, ' ', true, json::error_handler_t::replace);
}

Result<dns::LastReply> parse_exchange(std::string_view text, dns::RrType type) {
  return parse_kept(text, [type](const json& document) { return read(document, type); });
}

}  // namespace cutwatch::store

#include "core/mail/probe_message.hpp"

#include "core/mail/probe_body.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <utility>

namespace cutwatch::mail {

ProbeMessage message_of(const LedgerEntry& entry, std::string token) {
  return {.id = entry.id,
          .token = std::move(token),
          .from = entry.from,
          .to = entry.to,
          .probe = entry.probe,
          .path = entry.path,
          .created = entry.recorded,
          .form = entry.form};
}

std::string message_id(const std::string& id, const std::string& from) {
  return fmt::format("<{}@{}>", id, from.substr(from.rfind('@') + 1));
}

std::string render(const ProbeMessage& message) {
  const auto& reply_to = message.form.reply_to;
  const auto body = body_of(message.form, message.id);
  auto text = fmt::format(
      "Date: {date}\r\n"
      "From: <{from}>\r\n"
      "{reply_to}"
      "To: <{to}>\r\n"
      "Subject: cutwatch probe {probe} by the {path} path\r\n"
      "Message-ID: {message_id}\r\n"
      "{id_header}: {id}\r\n"
      "{token_header}: {token}\r\n"
      "Auto-Submitted: auto-generated\r\n"
      "Precedence: bulk\r\n"
      "X-Auto-Response-Suppress: All\r\n"
      "MIME-Version: 1.0\r\n"
      "Content-Type: text/plain; charset={charset}\r\n"
      "Content-Transfer-Encoding: {encoding}\r\n"
      "\r\n",
      fmt::arg("date", rfc5322_date(message.created)), fmt::arg("from", message.from),
      fmt::arg("reply_to", reply_to.empty() ? "" : fmt::format("Reply-To: <{}>\r\n", reply_to)),
      fmt::arg("to", message.to), fmt::arg("probe", message.probe), fmt::arg("path", message.path),
      fmt::arg("message_id", message_id(message.id, message.from)), fmt::arg("id_header", kIdHeader),
      fmt::arg("id", message.id), fmt::arg("token_header", kTokenHeader), fmt::arg("token", message.token),
      fmt::arg("charset", body.charset), fmt::arg("encoding", body.encoding));
  return text + body.text;
}

}  // namespace cutwatch::mail

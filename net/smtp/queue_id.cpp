#include "net/smtp/queue_id.hpp"

#include <algorithm>
#include <array>

namespace cutwatch::net {
namespace {

/// Where a server puts the id.
struct Form {
  std::string_view before;  ///< text right before the id
  std::string_view behind;  ///< text that must follow it; empty: anything
};

/// The first form that fits counts: the particular ones stand above the general ones.
constexpr std::array kForms{
    Form{"queued as ", ""},                      // Postfix, also "394 bytes queued as"; Halon, MailEnable
    Form{"OK id=", ""},                          // Exim
    Form{"id=", ""},                             // Exim behind other words
    Form{"<", " [InternalId="},                  // Exchange: the Message-ID
    Form{"Queued (", ""},                        // Haraka
    Form{"", " Message accepted for delivery"},  // OpenSMTPD, sendmail
    Form{"", " - gsmtp"},                        // Gmail
    Form{" qp ", ""},                            // qmail
};

bool is_id_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         std::string_view("-_.@/+=").find(c) != std::string_view::npos;
}

std::string_view id_at_front(std::string_view text) {
  return text.substr(0, static_cast<std::size_t>(std::ranges::find_if_not(text, is_id_char) - text.begin()));
}

std::string_view id_at_back(std::string_view text) {
  const auto start = std::find_if_not(text.rbegin(), text.rend(), is_id_char);
  return text.substr(text.size() - static_cast<std::size_t>(start - text.rbegin()));
}

std::string_view match(const Form& form, std::string_view text) {
  if (form.before.empty()) {
    const std::size_t end = text.find(form.behind);
    return end == std::string_view::npos ? std::string_view{} : id_at_back(text.substr(0, end));
  }
  const std::size_t start = text.find(form.before);
  if (start == std::string_view::npos) return {};
  std::string_view rest = text.substr(start + form.before.size());
  const std::string_view id = id_at_front(rest);
  if (form.behind.empty()) return id;
  rest.remove_prefix(id.size());
  return rest.starts_with('>') && rest.substr(1).starts_with(form.behind) ? id : std::string_view{};
}

}  // namespace

std::string queue_id_of(std::string_view reply_text) {
  constexpr std::size_t kMaxId = 128;
  for (const Form& form : kForms) {
    std::string_view id = match(form, reply_text);
    while (id.ends_with('.')) id.remove_suffix(1);
    if (!id.empty() && id.size() <= kMaxId) return std::string(id);
  }
  return {};
}

}  // namespace cutwatch::net

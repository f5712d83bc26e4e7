#include "core/mail/smtp_code.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <span>

namespace cutwatch::mail {
namespace {

struct Row {
  std::string_view key;
  std::string_view meaning;
  std::string_view action;
};

constexpr std::string_view kSenderRetries = "Wait, and look at the server if it goes on.";

// RFC 5321 §4.2.3, RFC 4954, RFC 7504.
constexpr std::array kBasic{
    Row{"211", "system status", "Nothing."},
    Row{"214", "help", "Nothing."},
    Row{"220", "the server is ready", "Nothing."},
    Row{"221", "the server closes the connection", "Nothing."},
    Row{"235", "the login succeeded", "Nothing."},
    Row{"250", "the command was carried out",
        "Nothing; after the final dot it says that the server took the message, not that it arrives."},
    Row{"251", "the user is elsewhere, and the server hands the message on", "Nothing."},
    Row{"252", "the server cannot verify the user, and takes the message", "Nothing."},
    Row{"334", "the login goes on", "Nothing."},
    Row{"354", "the message may be sent", "Nothing."},
    Row{"421", "the server closes the connection: it is overloaded, stops, or limits connections",
        kSenderRetries},
    Row{"432", "the password must be changed first", "Change the password of the probe's account."},
    Row{"450", "the mailbox is not available now: busy, or greylisted",
        "Senders try again; if it is greylisting, exempt the proxy's addresses."},
    Row{"451", "the server could not do it now: an error of its own, or greylisting", kSenderRetries},
    Row{"452", "the server has no room now, or too many recipients", "Make room on the server."},
    Row{"454", "TLS or the login is not available now", "Look at the server's certificate and key files."},
    Row{"455", "the server cannot take the parameters now", kSenderRetries},
    Row{"500", "the command is not understood", "Look for a firewall that changes SMTP, and turn that off."},
    Row{"501", "a parameter is wrong", "Look at the address or the name that was sent."},
    Row{"502", "the command is not implemented", "Use another one, or another server."},
    Row{"503", "the commands came in the wrong order", "Log in first, or start TLS first."},
    Row{"504", "the parameter is not implemented", "Use another one."},
    Row{"521", "the host takes no mail (RFC 7504)", "Take it out of the MX."},
    Row{"530", "a login is needed",
        "Log in; on port 25 of an MX host that is a mistake of its configuration."},
    Row{"534", "the login's mechanism is too weak", "Use TLS, or another mechanism."},
    Row{"535", "the login failed", "Correct the user or the password."},
    Row{"538", "the login needs TLS", "Use TLS."},
    Row{"550", "the mailbox does not exist, or a policy refuses the message",
        "Read the text: create the recipient, or allow the sending address."},
    Row{"551", "the user is elsewhere, and the server does not hand the message on",
        "Let the server relay to the new one."},
    Row{"552", "the mailbox is over its quota, or the message too large", "Make room, or raise the limit."},
    Row{"553", "the mailbox's name is not allowed", "Correct the address."},
    Row{"554", "the transaction failed, or the host takes no mail from there",
        "Read the text: mostly the sending address is on a list, or relaying is denied."},
    Row{"555", "the parameters of MAIL or RCPT are not known", "Send without the extension."},
    Row{"556", "the recipient's domain takes no mail (RFC 7504)", "Look for a null MX of the domain."}};

// RFC 3463 §3, RFC 4954, RFC 7372, RFC 7504, RFC 7505, RFC 8616.
constexpr std::array kDetails{
    Row{"1.0", "something about the address", "Read the text."},
    Row{"1.1", "the mailbox does not exist",
        "Create the recipient on that server, or tell it of all recipients."},
    Row{"1.2", "the recipient's domain does not exist or takes no mail there",
        "Let the server take mail for the domain (relay or mailbox domain)."},
    Row{"1.3", "the recipient's address is malformed", "Correct the address."},
    Row{"1.4", "the recipient's address is ambiguous", "Make the alias unambiguous."},
    Row{"1.5", "the recipient is good", "Nothing."},
    Row{"1.6", "the mailbox has moved, without a new address", "Say where it moved, or create it."},
    Row{"1.7", "the sender's address is malformed", "Correct the sender."},
    Row{"1.8", "the sender's domain does not exist or takes no mail", "Correct the sender's MX or A record."},
    Row{"1.9", "the message was handed to a system that does not speak for it", "Nothing."},
    Row{"1.10", "the recipient's domain has a null MX (RFC 7505)", "Take the null MX out of the zone."},
    Row{"2.0", "something about the mailbox", "Read the text."},
    Row{"2.1", "the mailbox is disabled", "Enable it."},
    Row{"2.2", "the mailbox is full", "Make room, or raise the quota."},
    Row{"2.3", "the message is longer than the mailbox allows", "Raise the limit."},
    Row{"2.4", "a mailing list could not be expanded", "Look at the list's members."},
    Row{"3.0", "something about the mail system", "Read the text."},
    Row{"3.1", "the server's disk is full", "Make room on the server."},
    Row{"3.2", "the server takes no mail now: it is stopped, or overloaded", "Look at the server."},
    Row{"3.3", "the server cannot do what the message asks for", "Send without the extension."},
    Row{"3.4", "the message is too large for the server",
        "Raise the server's limit to that of the other one."},
    Row{"3.5", "the server is configured wrongly", "Correct its configuration."},
    Row{"4.0", "something about the network", "Read the text."},
    Row{"4.1", "the next host does not answer", "Bring the next host back, or open the firewall."},
    Row{"4.2", "the connection broke", "Look at the network between the hosts."},
    Row{"4.3", "a directory or name server could not be asked", "Look at the server's resolver."},
    Row{"4.4", "no route: no MX or address of the next host",
        "Correct the next host's name or its records; a negative copy may be cached."},
    Row{"4.5", "the network is congested", "Wait."},
    Row{"4.6", "mail goes in a circle",
        "The new server takes the old one for its next hop, or itself: correct that."},
    Row{"4.7", "the message was not delivered in time",
        "Look at the queue: the next host was down for too long."},
    Row{"5.0", "something about the protocol", "Read the text."},
    Row{"5.1", "the command is not allowed here", "Log in or start TLS first."},
    Row{"5.2", "the command is malformed", "Look for a firewall that changes SMTP."},
    Row{"5.3", "too many recipients", "Send to fewer at a time."},
    Row{"5.4", "a parameter is wrong", "Look at what was sent."},
    Row{"5.6", "a line of the login is too long", "Use another mechanism."},
    Row{"6.0", "something about the content", "Read the text."},
    Row{"6.1", "the kind of content is not supported", "Send another kind."},
    Row{"6.2", "the content would have to be converted, which is not allowed", "Send another kind."},
    Row{"6.3", "the content would have to be converted, which the server cannot do", "Send another kind."},
    Row{"7.0", "something about security or policy", "Read the text: mostly a filter or a list."},
    Row{"7.1", "a policy refuses the message: the sender, the sending address, or relaying",
        "Allow the proxy's addresses at the old server; with 4.7.1 it is mostly greylisting."},
    Row{"7.2", "the sender may not send to the list", "Allow the sender."},
    Row{"7.3", "the content would have to be converted for security", "Send another kind."},
    Row{"7.4", "the security feature is not supported", "Turn it off, or on at the other side."},
    Row{"7.5", "an error of cryptography", "Look at keys and certificates."},
    Row{"7.7", "the message was changed on its way", "Turn off what rewrites it."},
    Row{"7.8", "the login failed", "Correct the user or the password."},
    Row{"7.9", "the login's mechanism is too weak", "Use TLS, or another mechanism."},
    Row{"7.10", "the login must be encrypted", "Use TLS."},
    Row{"7.11", "the login needs TLS", "Use TLS."},
    Row{"7.12", "the password must be changed first", "Change the password of the probe's account."},
    Row{"7.13", "the account is disabled", "Enable it."},
    Row{"7.15", "too many attempts or messages at this priority", "Wait."},
    Row{"7.20", "no DKIM signature passes (RFC 7372)", "Turn off what rewrites the message, or sign it."},
    Row{"7.21", "no DKIM signature is acceptable", "Sign by the sender's domain."},
    Row{"7.22", "no DKIM signature is the author's", "Sign by the domain in From."},
    Row{"7.23", "SPF fails (RFC 7372)",
        "Exempt the proxy's addresses from SPF at the old server, or add the new server to the record."},
    Row{"7.24", "SPF could not be evaluated", "Correct the SPF record: too many lookups, or a mistake."},
    Row{"7.25", "the reverse name is not confirmed forward (RFC 7372)",
        "Publish the PTR of the sending address, and the address of its name."},
    Row{"7.26", "SPF, DKIM or others fail together", "Correct SPF and DKIM."},
    Row{"7.27", "the sender's domain has a null MX (RFC 7505)", "Use another sender."},
    Row{"7.28", "too much mail from there", "Slow down, or ask for a higher limit."},
    Row{"7.29", "ARC validation fails (RFC 8617)", "Turn off what rewrites the message."},
    Row{"7.30", "TLS is required (RFC 8689)", "Offer STARTTLS with a valid certificate."}};

constexpr std::array kClasses{Row{"2", "it succeeded", "Nothing."},
                              Row{"4", "not now, the sender tries again", kSenderRetries},
                              Row{"5", "never, the message bounces",
                                  "Correct the cause; what was refused does not come again by itself."}};

constexpr std::array kSubjects{Row{"0", "nothing more is known", ""},
                               Row{"1", "about the address", ""},
                               Row{"2", "about the mailbox", ""},
                               Row{"3", "about the mail system", ""},
                               Row{"4", "about the network or routing", ""},
                               Row{"5", "about the protocol", ""},
                               Row{"6", "about the content", ""},
                               Row{"7", "about security or policy", ""}};

// RFC 5321 §4.2.1.
constexpr std::array kBasicSubjects{Row{"0", "about the syntax", ""}, Row{"1", "information", ""},
                                    Row{"2", "about the connection", ""}, Row{"3", "about the login", ""},
                                    Row{"5", "about the mail system", ""}};

const Row* find(std::span<const Row> rows, std::string_view key) {
  const auto found = std::ranges::find(rows, key, &Row::key);
  return found == rows.end() ? nullptr : &*found;
}

bool is_number(std::string_view text, std::size_t most) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && text.size() <= most && std::ranges::all_of(text, is_digit);
}

std::optional<SmtpCodeMeaning> basic(std::string_view code) {
  if (code.size() != 3 || !is_number(code, 3)) return std::nullopt;
  const auto* known = find(kBasic, code);
  if (known != nullptr)
    return SmtpCodeMeaning{std::string(code), std::string(known->meaning), std::string(known->action)};
  const auto* kind = find(kClasses, code.substr(0, 1));
  if (kind == nullptr) return std::nullopt;
  const auto* subject = find(kBasicSubjects, code.substr(1, 1));
  return SmtpCodeMeaning{
      std::string(code),
      fmt::format("{}{}{}", kind->meaning, subject ? "; " : "", subject ? subject->meaning : ""),
      std::string(kind->action)};
}

std::optional<SmtpCodeMeaning> enhanced(std::string_view code) {
  const auto first = code.find('.');
  const auto second = first == code.npos ? code.npos : code.find('.', first + 1);
  if (second == code.npos) return std::nullopt;
  const auto subject = code.substr(first + 1, second - first - 1);
  const auto* kind = find(kClasses, code.substr(0, first));
  if (kind == nullptr || !is_number(subject, 3) || !is_number(code.substr(second + 1), 3))
    return std::nullopt;
  const auto* known = find(kDetails, code.substr(first + 1));
  const auto* about = known != nullptr ? known : find(kSubjects, subject);
  return SmtpCodeMeaning{std::string(code),
                         fmt::format("{}{}{}", kind->meaning, about ? ": " : "", about ? about->meaning : ""),
                         std::string(known != nullptr && kind->key != "2" ? known->action : kind->action)};
}

}  // namespace

std::optional<SmtpCodeMeaning> meaning_of_smtp_code(std::string_view code) {
  const bool is_enhanced = code.find('.') != code.npos;
  return is_enhanced ? enhanced(code) : basic(code);
}

}  // namespace cutwatch::mail

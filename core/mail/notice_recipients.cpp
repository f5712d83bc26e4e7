#include "core/mail/notice_recipients.hpp"

#include "core/mail/bounce_phrases.hpp"
#include "core/mail/bounce_reply.hpp"
#include "core/mail/enhanced_status.hpp"
#include "core/mail/notice_lines.hpp"
#include "core/mail/recipient_line.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kMaxRecipients = 1000;
constexpr std::size_t kMaxParagraph = 40;  // lines
constexpr std::size_t kMaxReplies = 200;

/// A recipient and what the lines below it say.
struct Paragraph {
  std::string address;
  std::string text;
};

void append_line(std::string& text, std::string_view line) {
  if (!text.empty() && !line.empty()) text.push_back(' ');
  text.append(line);
}

bool ends_paragraph(std::string_view line) {
  return line.empty() || line.starts_with("---") || line.starts_with("***") ||
         recipient_line(line).has_value();
}

/// The line behind the paragraph that begins at `at`. What is indented more than its first line belongs to
/// it, whatever it looks like: "    <alice@example.org>: Recipient address rejected" goes on with a reply.
std::size_t end_of_paragraph(const NoticeLines& notice, std::size_t at) {
  // "<alice@example.org>... Deferred": a transcript, whose next line is about something else.
  if (notice.lines[at].contains(">... ")) return at + 1;
  const auto limit = std::min(notice.lines.size(), at + kMaxParagraph);
  auto next = at + 1;
  while (next < limit && !notice.lines[next].empty() &&
         (notice.indents[next] > notice.indents[at] || !ends_paragraph(notice.lines[next]))) {
    ++next;
  }
  return next;
}

Paragraph paragraph_of(const NoticeLines& notice, std::size_t at, std::size_t end,
                       const RecipientLine& heading) {
  Paragraph out{.address = heading.address, .text = std::string(heading.rest)};
  for (auto next = at + 1; next < end; ++next) append_line(out.text, notice.lines[next]);
  return out;
}

/// Each recipient once: notices tend to name them again where they give the details.
void add(std::vector<Paragraph>& paragraphs, Paragraph more) {
  const auto same = std::ranges::find_if(
      paragraphs, [&](const Paragraph& each) { return equals_ignoring_case(each.address, more.address); });
  if (same == paragraphs.end()) {
    paragraphs.push_back(std::move(more));
  } else if (same->text.empty() || (reply_in(same->text).empty() && !reply_in(more.text).empty())) {
    same->text = std::move(more.text);
  }
}

std::vector<Paragraph> paragraphs_of(const NoticeLines& notice, std::size_t first_line) {
  std::vector<Paragraph> out;
  std::size_t at = 0;
  while (at < notice.lines.size() && out.size() < kMaxRecipients) {
    const auto heading = recipient_line(notice.lines[at]);
    const bool is_wanted = heading && (at >= first_line || heading->is_certain);
    const auto end = is_wanted ? end_of_paragraph(notice, at) : at + 1;
    if (is_wanted) add(out, paragraph_of(notice, at, end, *heading));
    at = end;
  }
  return out;
}

/// Whom to ask is no recipient, if there is another one.
void drop_postmasters(std::vector<Paragraph>& paragraphs) {
  const auto is_postmaster = [](const Paragraph& each) {
    return begins_ignoring_case(each.address, "postmaster@") ||
           begins_ignoring_case(each.address, "mailer-daemon@");
  };
  if (!std::ranges::all_of(paragraphs, is_postmaster)) std::erase_if(paragraphs, is_postmaster);
}

/// A reply that a transcript shows: "<<< 550 ...", "550 5.1.1 <alice@example.org>... User unknown".
struct TranscriptLine {
  std::string reply;
  std::string words;  ///< In lower case.
};

std::vector<TranscriptLine> transcript_of(const NoticeLines& notice) {
  std::vector<TranscriptLine> out;
  for (std::size_t at = 0; at < notice.lines.size() && out.size() < kMaxReplies; ++at) {
    std::string text(notice.lines[at]);
    auto reply = reply_in(text);
    if (reply.empty()) continue;
    const bool is_command = text.starts_with("<<<") || recipient_line(text).has_value();
    for (auto next = at + 1; !is_command && next < std::min(notice.lines.size(), at + 6); ++next) {
      if (ends_paragraph(notice.lines[next]) || !reply_in(std::string(notice.lines[next])).empty()) break;
      append_line(reply, notice.lines[next]);
    }
    out.push_back({.reply = reply, .words = lowered(reply)});
  }
  return out;
}

/// "550 5.1.1 <alice@example.org>... User unknown" names who it is about.
std::vector<Paragraph> paragraphs_of(const std::vector<TranscriptLine>& transcript) {
  std::vector<Paragraph> out;
  for (const auto& line : transcript) {
    const auto open = line.reply.find('<');
    const auto close = open == std::string::npos ? open : line.reply.find('>', open);
    if (close == std::string::npos) continue;
    const auto address = line.reply.substr(open + 1, close - open - 1);
    if (is_mail_address(address)) add(out, {.address = address, .text = line.reply});
  }
  return out;
}

/// The reply about that recipient; of one of whom nothing else is said, else the first that any server gave.
std::string reply_for(const Paragraph& paragraph, const std::vector<TranscriptLine>& transcript) {
  const auto small = lowered(paragraph.address);
  const auto found = std::ranges::find_if(
      transcript, [&](const TranscriptLine& line) { return line.words.contains(small); });
  if (found != transcript.end()) return found->reply;
  return paragraph.text.empty() && !transcript.empty() ? transcript.front().reply : paragraph.text;
}

/// Where no line stands for a recipient: who is named in the sentences around the words of failure.
std::vector<Paragraph> sentence_of(const NoticeLines& notice, std::size_t first_line) {
  const auto start = first_line < 3 ? 0 : first_line - 3;
  for (auto at = start; at < std::min(notice.lines.size(), first_line + 8); ++at) {
    if (auto address = address_in_sentence(notice.lines[at]))
      return {{.address = *std::move(address), .text = {}}};
  }
  return {};
}

DsnRecipient recipient_of(const Paragraph& paragraph, const std::vector<TranscriptLine>& transcript) {
  DsnRecipient out{
      .address = paragraph.address, .action = {}, .status = {}, .diagnostic = {}, .remote_mta = {}};
  out.diagnostic = reply_in(paragraph.text);
  if (out.diagnostic.empty()) out.diagnostic = reply_for(paragraph, transcript);
  out.status = status_in_diagnostic(out.diagnostic);
  if (out.status.empty()) out.status = status_in_diagnostic(paragraph.text);
  out.remote_mta = remote_server_in(paragraph.text);
  return out;
}

/// The lines that stand for recipients behind the first words of failure; failing that, what a transcript,
/// the lines before, and the sentences say. Without words of failure, only lines in a form that needs none.
std::vector<Paragraph> recipients_of(const NoticeLines& notice, const BouncePhrases& phrases,
                                     const std::vector<TranscriptLine>& transcript) {
  if (!phrases.failure) return paragraphs_of(notice, notice.lines.size());
  const auto first_line = notice.line_at(*phrases.failure - 1);
  auto out = paragraphs_of(notice, first_line);
  if (out.empty()) out = paragraphs_of(transcript);
  return out.empty() ? paragraphs_of(notice, 0) : out;
}

}  // namespace

NoticeReading read_notice_text(std::string_view text) {
  const auto notice = notice_lines(text);
  const auto phrases = phrases_in(notice.words);
  if (phrases.is_success) return {};
  const auto transcript = transcript_of(notice);
  auto paragraphs = recipients_of(notice, phrases, transcript);
  NoticeReading out{.tells_failure = phrases.failure.has_value(),
                    .has_recipient_lines = !paragraphs.empty(),
                    .recipients = {}};
  drop_postmasters(paragraphs);
  if (paragraphs.empty() && phrases.failure) {
    paragraphs = sentence_of(notice, notice.line_at(*phrases.failure - 1));
  }
  const auto everywhere = paragraphs.size() == 1 ? remote_server_in(notice.words) : std::string();
  for (const auto& paragraph : paragraphs) {
    auto recipient = recipient_of(paragraph, transcript);
    recipient.action = phrases.is_delay ? DsnAction::delayed : DsnAction::failed;
    if (recipient.remote_mta.empty()) recipient.remote_mta = everywhere;
    out.recipients.push_back(std::move(recipient));
  }
  return out;
}

}  // namespace cutwatch::mail

#include "exporters/markdown_text.hpp"

#include "core/text/printable.hpp"

namespace cutwatch::exporters {
namespace {

constexpr std::size_t kMaxText = 4096;
constexpr std::string_view kMarkup = "\\`*_{}[]()#|~!";

/// Entities are text to every reader, and begin no link: "www." and "http://" would.
std::string_view entity_of(char c) {
  switch (c) {
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '&': return "&amp;";
    case '@': return "&#64;";
    case ':': return "&#58;";
    default: return {};
  }
}

bool begins_link(std::string_view text, std::size_t dot) {
  if (text[dot] != '.' || dot < 3) return false;
  const auto is_w = [](char c) { return c == 'w' || c == 'W'; };
  return is_w(text[dot - 1]) && is_w(text[dot - 2]) && is_w(text[dot - 3]);
}

bool is_link_colon(std::string_view text, std::size_t at) {
  return text[at] != ':' || text.substr(at).starts_with("://");
}

}  // namespace

std::string markdown_text(std::string_view text) {
  const auto plain = printable(text, kMaxText);
  std::string out;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const auto entity = entity_of(plain[i]);
    if (!entity.empty() && is_link_colon(plain, i)) {
      out += entity;
    } else if (begins_link(plain, i)) {
      out += "&#46;";
    } else {
      if (kMarkup.contains(plain[i])) out += '\\';
      out += plain[i];
    }
  }
  return out;
}

}  // namespace cutwatch::exporters

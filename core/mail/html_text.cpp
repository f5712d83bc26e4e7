#include "core/mail/html_text.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cutwatch::mail {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kEntities = {{{"&lt;", "<"},
                                                                                     {"&gt;", ">"},
                                                                                     {"&amp;", "&"},
                                                                                     {"&quot;", "\""},
                                                                                     {"&nbsp;", " "},
                                                                                     {"&apos;", "'"},
                                                                                     {"&#39;", "'"},
                                                                                     {"&#43;", "+"},
                                                                                     {"&#64;", "@"}}};

constexpr std::array<std::string_view, 10> kBlocks = {"br", "p",   "/p", "div", "/div",
                                                      "tr", "/tr", "li", "h1",  "pre"};

/// The name at the start of what stands in a tag: "br" of "br/", "/p".
std::string tag_name(std::string_view tag) {
  const auto end = tag.find_first_of(" \t\n/>", tag.starts_with('/') ? 1 : 0);
  return lowered(tag.substr(0, end));
}

/// Takes a tag, and all of a style sheet, script or comment; true where it begins a line.
bool take_tag(std::string_view& html) {
  const auto name = tag_name(html.substr(1, 16));
  std::string_view end = ">";
  if (html.starts_with("<!--")) end = "-->";
  if (name == "style") end = "</style>";
  if (name == "script") end = "</script>";
  const auto at = html.find(end);
  html.remove_prefix(at == std::string_view::npos ? html.size() : at + end.size());
  return std::ranges::find(kBlocks, name) != kBlocks.end();
}

}  // namespace

std::string html_text(std::string_view html) {
  std::string out;
  while (!html.empty()) {
    if (html[0] == '<') {
      if (take_tag(html)) out.push_back('\n');
      continue;
    }
    const auto entity = std::ranges::find_if(
        kEntities, [&](const auto& each) { return html[0] == '&' && html.starts_with(each.first); });
    const bool is_entity = entity != kEntities.end();
    if (is_entity) {
      out.append(entity->second);
    } else {
      out.push_back(html[0] == '\n' ? ' ' : html[0]);
    }
    html.remove_prefix(is_entity ? entity->first.size() : 1);
  }
  return out;
}

}  // namespace cutwatch::mail

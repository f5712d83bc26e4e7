#include "core/mail/junk_folder.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>

namespace cutwatch::mail {
namespace {

using namespace std::string_view_literals;

constexpr std::array kNames{"junk"sv, "junk e-mail"sv, "junk email"sv, "spam"sv, "bulk mail"sv};

}  // namespace

bool is_junk_folder(std::string_view name) {
  const auto leaf = name.substr(name.find_last_of("/.") + 1);
  return std::ranges::any_of(
      kNames, [&](std::string_view known) { return std::ranges::equal(leaf, known, {}, lower); });
}

}  // namespace cutwatch::mail

#pragma once
#include <string_view>

namespace cutwatch::mail {

/// True for the names under which servers keep what they take for spam ("Junk", "Spam", "Junk E-Mail",
/// "[Gmail]/Spam"), in any case and below any parent folder.
bool is_junk_folder(std::string_view name);

}  // namespace cutwatch::mail

#pragma once
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// The server's reply in what a notice says of a recipient, from its code on ("550 5.1.1 ..."), without what
/// the reporter put around it; empty where there is none.
std::string reply_in(std::string_view text);

/// The server that is said to have answered, by name or address; empty where none is named.
std::string remote_server_in(std::string_view text);

}  // namespace cutwatch::mail

#pragma once
#include <string>

namespace cutwatch::bench {

/// A share of Postfix's lines as a busy server for example.org has it: eight lines a message, of which one in
/// eight is put off first, and a refusal to every fourth. Clients are of 4000 networks, queue ids and
/// Message-IDs all different. Message number `first` and the next ones. Pure.
std::string made_log(int first, int messages);

}  // namespace cutwatch::bench

#pragma once
#include <string>

namespace cutwatch::store {

/// The file itself, where the configured path leads through links: the write-ahead log lies beside that one.
/// ":memory:", and a path that cannot be followed, as it is.
std::string followed(const std::string& path);

/// The directory that the file is to be in, where there is none; empty otherwise.
std::string missing_folder(const std::string& path);

}  // namespace cutwatch::store

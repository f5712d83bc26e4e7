#pragma once
#include <functional>

namespace cutwatch::cli {

/// The exit status of a command whose output is data: that of the command once all of it has been written.
/// What cannot be written is said on standard error, and no answer; a reader that has had enough (`| head`)
/// is nobody's error.
int with_output_written(const std::function<int()>& command);

}  // namespace cutwatch::cli

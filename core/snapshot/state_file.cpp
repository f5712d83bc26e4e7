#include "core/snapshot/state_file.hpp"

#include <algorithm>

namespace cutwatch {

const FailingWrites* StateFile::first_failing() const {
  const auto first =
      std::ranges::min_element(failing, {}, [](const auto& each) { return each.second.since; });
  return first == failing.end() ? nullptr : &first->second;
}

StateFile with_failed_write(StateFile state_file, const StateWriteFailed& failed) {
  state_file.failing.try_emplace(failed.writer, FailingWrites{.since = failed.at, .failure = failed.failure});
  return state_file;
}

StateFile with_write(StateFile state_file, const StateWritten& written) {
  state_file.failing.erase(written.writer);
  return state_file;
}

}  // namespace cutwatch

#pragma once
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace cutwatch::test {

/// The program itself, as a process of its own, with standard streams that lead anywhere.
class Program {
 public:
  Program() { posix_spawn_file_actions_init(&actions_); }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() { posix_spawn_file_actions_destroy(&actions_); }

  Program& leads(int stream, int to) {
    posix_spawn_file_actions_adddup2(&actions_, to, stream);
    return *this;
  }
  Program& leads(int stream, const std::string& path, int flags) {
    posix_spawn_file_actions_addopen(&actions_, stream, path.c_str(), flags, 0600);
    return *this;
  }
  Program& closed(int stream) {
    posix_spawn_file_actions_addclose(&actions_, stream);
    return *this;
  }

  pid_t begin(std::vector<std::string> words) const {
    words.insert(words.begin(), CUTWATCH);
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t child = -1;
    REQUIRE(posix_spawn(&child, CUTWATCH, &actions_, nullptr, arguments.data(), environ) == 0);
    return child;
  }

  /// Its exit status; that of a process that was aborted is none.
  static int end(pid_t child) {
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    return WEXITSTATUS(status);
  }

 private:
  posix_spawn_file_actions_t actions_{};
};

}  // namespace cutwatch::test

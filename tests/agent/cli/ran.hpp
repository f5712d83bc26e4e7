#pragma once
#include "agent/cli/command_line.hpp"
#include "tests/support/temp_directory.hpp"

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include <unistd.h>

namespace cutwatch::test {

/// What is written to a stream's file descriptor, from a mark to a mark.
class Caught {
 public:
  Caught(std::FILE* stream, std::string path) : stream_(stream), path_(std::move(path)) {
    flush();
    before_ = dup(fileno(stream_));
    auto* file = std::fopen(path_.c_str(), "w");
    dup2(fileno(file), fileno(stream_));
    std::fclose(file);
  }
  ~Caught() { end(); }
  Caught(const Caught&) = delete;
  Caught& operator=(const Caught&) = delete;

  std::string end() {
    if (before_ < 0) return {};
    flush();
    dup2(before_, fileno(stream_));
    close(before_);
    before_ = -1;
    std::ifstream file(path_);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  void flush() const {
    std::cout.flush();
    std::cerr.flush();
    std::fflush(stream_);
  }
  std::FILE* stream_;
  std::string path_;
  int before_ = -1;
};

struct Ran {
  int status;
  std::string out;
  std::string err;
};

inline Ran run(std::vector<std::string> words) {
  const TempDirectory folder;
  Caught out(stdout, folder.file("out"));
  Caught err(stderr, folder.file("err"));
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  const int status = cli::run(static_cast<int>(arguments.size()), arguments.data());
  return {.status = status, .out = out.end(), .err = err.end()};
}

}  // namespace cutwatch::test

#include "tests/agent/config/fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <set>

using namespace cutwatch::config;

namespace {

std::vector<std::filesystem::path> toml_files(std::string_view folder) {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(test::test_file(folder))) {
    if (entry.path().extension() == ".toml") found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

std::string lines(const std::vector<ConfigError>& errors) {
  std::string out;
  for (const auto& error : errors) out += to_string(error) + "\n";
  return out;
}

}  // namespace

TEST_CASE("every bad file gets the complaints that stand beside it, and no other") {
  const auto files = toml_files("bad");
  CHECK(files.size() >= 30);
  for (const auto& path : files) {
    CAPTURE(path.string());
    const auto config = read_config(test::contents(path), path.filename().string(), test::surroundings());
    REQUIRE_FALSE(config);
    CHECK(lines(config.error()) ==
          test::contents(std::filesystem::path(path).replace_extension(".expected")));
  }
}

TEST_CASE("every good file is read without complaint, and what is not acted upon is said") {
  const auto files = toml_files("good");
  CHECK(files.size() >= 5);
  for (const auto& path : files) {
    CAPTURE(path.string());
    const auto config = read_config(test::contents(path), path.filename().string(), test::surroundings());
    if (!config) FAIL_CHECK(lines(config.error()));
    if (config) {
      CHECK(lines(config->not_yet) ==
            test::contents(std::filesystem::path(path).replace_extension(".expected")));
    }
  }
}

TEST_CASE("every expectation has its file") {
  for (const char* folder : {"bad", "good"}) {
    for (const auto& entry : std::filesystem::directory_iterator(test::test_file(folder))) {
      CAPTURE(entry.path().string());
      CHECK(std::filesystem::exists(std::filesystem::path(entry.path()).replace_extension(".toml")));
    }
  }
}

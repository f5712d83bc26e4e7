#include "agent/config/secret_file.hpp"

#include "tests/agent/config/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

using namespace cutwatch::config;
using cutwatch::config::test::TemporaryFolder;
using namespace std::string_literals;

namespace {

std::string why(const std::string& path) {
  const auto secret = read_secret_file(path);
  return secret ? "" : secret.error();
}

}  // namespace

TEST_CASE("a secret is one line without its newline") {
  const TemporaryFolder folder;
  struct Row {
    std::string bytes;
    std::string expected;
  };
  const Row rows[] = {{"hunter2", "hunter2"},
                      {"hunter2\n", "hunter2"},
                      {" blanks count ", " blanks count "},
                      {"p\xc3\xa4ss\n", "p\xc3\xa4ss"}};
  for (const auto& row : rows) {
    CAPTURE(row.bytes);
    CHECK(read_secret_file(folder.file("secret", row.bytes, 0600)) == row.expected);
  }
  CHECK(read_secret_file(folder.file("secret", "x", 0400)) == "x");
}

TEST_CASE("a secret that others than its owner can touch is refused") {
  const TemporaryFolder folder;
  for (const unsigned mode : {0601U, 0602U, 0604U, 0610U, 0620U, 0640U, 0644U, 0660U, 0666U, 0777U}) {
    CAPTURE(mode);
    const auto reason = why(folder.file("secret", "hunter2", mode));
    CHECK(reason.contains("others than its owner must have no access"));
    CHECK_FALSE(reason.contains("hunter2"));
  }
  CHECK(why(folder.file("secret", "hunter2", 0644)).starts_with("the file has mode 0644"));
}

TEST_CASE("a secret of somebody else is refused, root's is not") {
  if (::geteuid() != 0) return;  // only root can give a file away
  const TemporaryFolder folder;
  const auto path = folder.file("secret", "hunter2", 0600);
  CHECK(why(path).empty());
  REQUIRE(::chown(path.c_str(), 65534, 65534) == 0);
  CHECK(why(path).contains("belongs to user 65534"));
}

TEST_CASE("what is no regular file is refused without waiting for it") {
  const TemporaryFolder folder;
  const auto pipe = folder.path() + "/pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(why(pipe) == "the file is not a regular file");
  CHECK(why(folder.path()) == "the file is not a regular file");
  CHECK(why(folder.path() + "/none").starts_with("the file cannot be read: No such file"));
  CHECK(why("").starts_with("the file cannot be read"));
  CHECK(why(folder.file("secret", "x", 0600) + "\0.txt"s) == "the file is no path");
}

TEST_CASE("a link is judged by what it leads to") {
  const TemporaryFolder folder;
  const auto link = folder.path() + "/link";
  REQUIRE(::symlink(folder.file("secret", "hunter2", 0600).c_str(), link.c_str()) == 0);
  CHECK(read_secret_file(link) == "hunter2");
  REQUIRE(::chmod((folder.path() + "/secret").c_str(), 0644) == 0);
  CHECK_FALSE(read_secret_file(link));
}

TEST_CASE("a secret is not empty, not large, and one line") {
  const TemporaryFolder folder;
  CHECK(read_secret_file(folder.file("secret", std::string(kMaxSecret, 'a'), 0600))->size() == kMaxSecret);
  CHECK(why(folder.file("secret", std::string(kMaxSecret + 1, 'a'), 0600)) ==
        "the file is larger than 4096 bytes");
  CHECK(why(folder.file("secret", "", 0600)) == "the file is empty");
  CHECK(why(folder.file("secret", "\n", 0600)) == "the file is empty");
  for (const auto& bytes : {"a\n\n"s, "a\nb"s, "a\r\n"s, "a\0b"s}) {
    CHECK(why(folder.file("secret", bytes, 0600)).contains("more than one line"));
  }
}

TEST_CASE("a key file has several lines, and otherwise the same is true of it") {
  const TemporaryFolder folder;
  const auto key = [&](const std::string& bytes, unsigned mode) {
    return read_key_file(folder.file("key", bytes, mode));
  };
  CHECK(key("a\nb\n", 0600) == "a\nb\n");
  CHECK(key("a\nb\n", 0640).error() ==
        "the file has mode 0640: others than its owner must have no access (chmod 0600)");
  CHECK(key("", 0600).error() == "the file is empty");
  CHECK(key(std::string(kMaxSecret + 1, 'a'), 0600).error() == "the file is larger than 4096 bytes");
}

#include "agent/config/config_file.hpp"

#include "tests/agent/config/fixture.hpp"
#include "tests/agent/config/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace cutwatch::config;
using cutwatch::config::test::TemporaryFolder;

namespace {

std::string first_complaint(const std::string& path) {
  const auto config = read_config_file(path);
  return config ? "" : to_string(config.error().at(0));
}

std::string plan_with_secret(const std::string& secret) {
  return test::contents(test::test_file("good/minimal.toml")) +
         "[[cutover.mailbox]]\nid = \"a\"\nurl = \"imaps://192.0.2.1\"\nuser = \"u\"\npassword_file = \"" +
         secret + "\"\n";
}

}  // namespace

TEST_CASE("a file is read with its secrets") {
  const TemporaryFolder folder;
  const auto secret = folder.file("secret", "hunter2\n", 0600);
  const auto config = read_config_file(folder.file("a.toml", plan_with_secret(secret), 0644));
  REQUIRE(config);
  CHECK(config->cutovers.at(0).mailboxes.at(0).server.credentials->password == "hunter2");
}

TEST_CASE("a secret that others can read stops the agent") {
  const TemporaryFolder folder;
  const auto secret = folder.file("secret", "hunter2\n", 0644);
  const auto path = folder.file("a.toml", plan_with_secret(secret), 0644);
  CHECK(first_complaint(path) == path +
                                     ":11:17: cutover[0].mailbox[0].password_file: the file has mode 0644: "
                                     "others than its owner must have no access (chmod 0600)");
}

TEST_CASE("a file that cannot be read is one complaint in the usual form") {
  const TemporaryFolder folder;
  const auto missing = folder.path() + "/none.toml";
  CHECK(first_complaint(missing) == missing + ":1:1: (file): cannot be read: No such file or directory");
  CHECK(first_complaint(folder.path()) == folder.path() + ":1:1: (file): cannot be read: it is a directory");
}

TEST_CASE("a pipe is not read again: that would hold up who serves others meanwhile") {
  const TemporaryFolder folder;
  const auto pipe = folder.path() + "/pipe.toml";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const auto read = reread_config_file(pipe);
  REQUIRE_FALSE(read);
  CHECK(to_string(read.error().front()) == pipe + ":1:1: (file): cannot be read again: it is a pipe");
}

TEST_CASE("a file of one mebibyte is read, one byte more is refused") {
  const TemporaryFolder folder;
  auto text = test::contents(test::test_file("good/minimal.toml")) + "#";
  text.resize(kMaxConfigFile, 'x');
  CHECK(first_complaint(folder.file("a.toml", text, 0600)) == "");
  text += 'x';
  const auto path = folder.file("a.toml", text, 0600);
  CHECK(first_complaint(path) == path + ":1:1: (file): is larger than 1048576 bytes");
}

#include "agent/store/state_reasons.hpp"

#include "agent/store/message_store.hpp"
#include "tests/support/temp_directory.hpp"

#include <doctest/doctest.h>

#include <cerrno>

using namespace cutwatch;
using namespace cutwatch::store;

TEST_CASE("why a state file cannot be read comes with what to look at") {
  CHECK(why_unreadable("a/x.db", ENOENT) ==
        "there is no state file a/x.db: has the agent run with this configuration, from this directory?");
  CHECK(why_unreadable("/a/x.db", ENOENT) ==
        "there is no state file /a/x.db: has the agent run with this configuration?");
  CHECK(why_unreadable("x.db", EACCES) ==
        "cannot read x.db: Permission denied: it is for the user that the agent runs as alone");
  CHECK(why_unreadable("x.db", EISDIR) == "x.db is a directory: [state] path names a file");
  CHECK(why_unreadable("x.db", EIO) == "cannot read x.db: Input/output error");
  CHECK(why_unreadable("x\x1b.db", EIO) == "cannot read x\\x1b.db: Input/output error");
}

TEST_CASE("a state file that cannot begin names the directory that is missing") {
  const test::TempDirectory folder;
  const auto store = MessageStore::open(folder.file("nope/x.db"), {});
  REQUIRE_FALSE(store.has_value());
  CHECK(store.error().detail ==
        "cannot open " + folder.file("nope/x.db") + ": there is no directory " + folder.file("nope"));
  CHECK(why_unopened("x.db", EROFS) == "cannot open x.db: Read-only file system");
  CHECK(why_unopened("x.db", ENOENT) == "cannot open x.db: No such file or directory");
}

#include "exporters/http/request_guard.hpp"

#include <doctest/doctest.h>

using namespace cutwatch::exporters;

TEST_CASE(
    "only GET and HEAD without chunks are answered, actions by POST, on loopback only under the host's own "
    "names") {
  struct Row {
    const char* what;
    RequestFacts facts;
    int status;
  };
  const Row rows[] = {
      {"plain", {"GET", "localhost", false, true}, 0},
      {"with a port", {"GET", "localhost:9953", false, true}, 0},
      {"address", {"HEAD", "127.0.0.1:9953", false, true}, 0},
      {"another loopback address", {"GET", "127.0.0.2", false, true}, 0},
      {"IPv6", {"GET", "[::1]:9953", false, true}, 0},
      {"no host", {"GET", "", false, true}, 421},
      {"rebound name", {"GET", "evil.example", false, true}, 421},
      {"rebound name with a port", {"GET", "evil.example:9953", false, true}, 421},
      {"name that begins like ours", {"GET", "localhost.evil.example", false, true}, 421},
      {"name that begins like our address", {"GET", "127.0.0.1.evil.example", false, true}, 421},
      {"another address", {"GET", "192.0.2.1", false, true}, 421},
      {"any name on an open listener", {"GET", "cutwatch.example", false, false}, 0},
      {"POST", {"POST", "localhost", false, true}, 405},
      {"DELETE", {"DELETE", "localhost", false, false}, 405},
      {"lower case", {"get", "localhost", false, true}, 405},
      {"OPTIONS", {"OPTIONS", "localhost", false, true}, 405},
      {"POST of an action", {"POST", "localhost", false, true, true}, 0},
      {"GET of an action", {"GET", "localhost", false, true, true}, 405},
      {"HEAD of an action", {"HEAD", "localhost", false, false, true}, 405},
      {"PUT of an action", {"PUT", "localhost", false, true, true}, 405},
      {"action under a rebound name", {"POST", "evil.example", false, true, true}, 421},
      {"action for a web page", {"POST", "localhost", false, true, true, true}, 403},
      {"page for a web page", {"GET", "localhost", false, true, false, true}, 0},
      {"chunked action", {"POST", "localhost", true, true, true}, 411},
      {"chunked", {"GET", "localhost", true, true}, 411},
      {"chunked POST", {"POST", "localhost", true, false}, 411},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    const auto refusal = refusal_of(row.facts);
    CHECK((refusal ? refusal->status : 0) == row.status);
  }
}

"""The rules about C++ text, each seen failing on a planted fault."""

import unittest

from style import clocks, forbidden, third_party
from style.cpp import code_of, includes
from style.tree import Tree


def lines(check, path: str, text: str) -> list[int]:
    """Where the check complains about one file."""
    return [finding.line for finding in check(Tree({path: text}))]


class Text(unittest.TestCase):
    """Telling code from what is not."""

    def test_comments_and_literals_are_blanked_and_lines_stay(self) -> None:
        text = 'a(); // b()\n/* c()\n d() */ e("f()", \'g\'); R"(h()\n)";\n'
        self.assertEqual(code_of(text).split(), ["a();", "e(", ",", ");", ";"])
        self.assertEqual(code_of(text).count("\n"), text.count("\n"))

    def test_a_digit_separator_opens_no_literal(self) -> None:
        self.assertIn("f()", code_of("x = 30'000; f(); y = 1'000;\n"))

    def test_a_slash_in_a_string_opens_no_comment(self) -> None:
        self.assertIn("f()", code_of('g("http://a"); f();\n'))

    def test_includes_of_both_kinds(self) -> None:
        found = [(each.line, each.what, each.is_ours) for each in includes('#include <map>\n#  include "a/b.hpp"\n')]
        self.assertEqual(found, [(1, "map", False), (2, "a/b.hpp", True)])


class Clocks(unittest.TestCase):
    """Who reads what time it is."""

    READS = (
        "std::chrono::steady_clock::now();",
        "std::chrono::system_clock::now();",
        "using C = steady_clock; Clock::now();",
        "auto f = std::chrono::steady_clock::now;",
        "time(nullptr);",
        "std::time(0);",
        "gettimeofday(&tv, nullptr);",
        "clock_gettime(CLOCK_REALTIME, &ts);",
        "timer.expires_after(Millis{5});",
        "std::this_thread::sleep_for(Millis{5});",
    )

    def test_each_way_of_reading_a_clock_is_found(self) -> None:
        for read in self.READS:
            for path in ("core/a.cpp", "net/a.cpp", "agent/a.cpp", "tests/net/a_test.cpp"):
                self.assertEqual(lines(clocks.check, path, f"\n{read}\n"), [2], f"{path}: {read}")

    def test_the_runtime_and_benchmarks_may(self) -> None:
        for path in ("runtime/clock.cpp", "tests/bench/a.cpp"):
            self.assertEqual(lines(clocks.check, path, "std::chrono::steady_clock::now();"), [], path)

    def test_what_only_sounds_like_it(self) -> None:
        for text in ("at.time_since_epoch();", "row.time(1);", "row->time(1);", "rfc_time(1);", "clock.steady();",
                     "clock.sleep_until(due);", "// steady_clock::now()", '"time(0)"'):
            self.assertEqual(lines(clocks.check, "core/a.cpp", text), [], text)

    def test_the_exception_is_for_one_call_in_one_file(self) -> None:
        path = "net/stream/curl_loop.cpp"
        self.assertEqual(lines(clocks.check, path, "timer.expires_after(span);\nsteady_clock::now();"), [2])


class ThirdParty(unittest.TestCase):
    """Where libraries show themselves."""

    WRONG = {
        "core/a.cpp": ("asio/awaitable.hpp", "nlohmann/json.hpp", "iostream", "thread", "sys/socket.h", "fstream"),
        "exporters/a.cpp": ("asio.hpp", "spdlog/spdlog.h", "openssl/evp.h"),
        "exporters/a.hpp": ("httplib.h",),
        "net/dns/a.cpp": ("ldns/ldns.h", "curl/curl.h", "openssl/evp.h", "nlohmann/json.hpp"),
        "probes/a.cpp": ("spdlog/spdlog.h", "curl/curl.h", "sqlite3.h", "nlohmann/json.hpp"),
        "agent/a.cpp": ("toml++/toml.h", "CLI/CLI.hpp", "sqlite3.h", "prometheus/registry.h", "doctest/doctest.h"),
        "tests/a.cpp": ("ldns/ldns.h", "toml++/toml.h", "boost/asio.hpp", "unknown.h"),
    }
    RIGHT = {
        "core/a.cpp": ("fmt/core.h", "map", "mutex", "arpa/inet.h"),
        "net/dns/ldns_decoder.cpp": ("ldns/ldns.h",),
        "net/stream/a.cpp": ("curl/curl.h", "openssl/ssl.h", "asio/post.hpp"),
        "exporters/http/a.hpp": ("httplib.h",),
        "agent/config/a.cpp": ("toml++/toml.h", "sys/stat.h", "fstream"),
        "agent/store/a.cpp": ("sqlite3.h", "spdlog/spdlog.h"),
        "tests/net/a.cpp": ("doctest/doctest.h", "openssl/evp.h", "asio/io_context.hpp"),
    }

    def test_each_library_in_a_wrong_place_is_found(self) -> None:
        for path, headers in self.WRONG.items():
            for header in headers:
                self.assertEqual(lines(third_party.check, path, f"#include <{header}>\n"), [1], f"{path}: {header}")

    def test_each_in_its_own_is_not(self) -> None:
        for path, headers in self.RIGHT.items():
            for header in headers:
                self.assertEqual(lines(third_party.check, path, f"#include <{header}>\n"), [], f"{path}: {header}")


class Forbidden(unittest.TestCase):
    """What no file holds."""

    def test_each_call_is_found(self) -> None:
        for call in ("system(c);", "std::system(c);", "popen(c);", "strcpy(a, b);", "sprintf(a, b);",
                     "std::vsprintf(a, b);", "fmt::print(stderr, a);", "ldns_resolver_new();", "co_spawn(io, f(), asio::detached);"):
            self.assertEqual(lines(forbidden.check, "net/a.cpp", f"\n{call}\n"), [2], call)

    def test_what_only_sounds_like_it(self) -> None:
        for text in ("add_system(r);", "snprintf(a, 3, b);", "// never call system()\n", 'f("popen(");',
                     "ldns_rr_free(r);"):
            self.assertEqual(lines(forbidden.check, "net/a.cpp", text), [], text)

    def test_tests_may_detach(self) -> None:
        self.assertEqual(lines(forbidden.check, "tests/a.cpp", "co_spawn(io, f(), asio::detached);"), [])

    def test_shells_in_python_are_found(self) -> None:
        for text in ("os.system('x')", "os.popen('x')", "subprocess.run('x', shell=True)"):
            self.assertEqual(lines(forbidden.check, "lab/a.py", text), [1], text)

    def test_marks_of_unfinished_work_are_found_in_any_file(self) -> None:
        mark = "TO" + "DO"
        for path, text in {"core/a.cpp": f"// {mark}: x", "lab/a.py": f"# {mark}", "docs/a.md": f"{mark}!"}.items():
            self.assertEqual(lines(forbidden.check, path, text), [1], path)

    def test_paths_of_one_machine_are_found(self) -> None:
        for path in ("/home/me/a", "/root/a", "/work/a", "/Users/me"):
            self.assertEqual(lines(forbidden.check, "docs/a.md", f"see {path} there"), [1], path)
        for text in ("/var/log/mail.log", "https://example.org/home/a", "net/root/a", "/run/secrets/imap"):
            self.assertEqual(lines(forbidden.check, "docs/a.md", f"see {text} there"), [], text)

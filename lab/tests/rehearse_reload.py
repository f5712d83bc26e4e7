"""A real agent on loopback reads its configuration again: by SIGHUP and over HTTP, good and bad."""

import os
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

from lab.places import REPOSITORY

_AGENT = os.environ.get("CUTWATCH_AGENT", str(REPOSITORY / "build/dev/bin/cutwatch"))
_LIMIT = 10.0

_CUTOVER = """
[[cutover]]
domain = "{domain}"
kind = "proxy"
[[cutover.name_servers]]
name = "ns1.{domain}"
address = "127.0.0.1:{silent}"
[[cutover.record]]
rrtype = "MX"
stages = [["10 mail.{domain}."], ["5 in.proxy.{domain}."]]
"""


def free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class ReadAgain(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.port = free_port(socket.SOCK_STREAM)
        self.silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # asked, and never answering
        self.addCleanup(self.silent.close)
        self.silent.bind(("127.0.0.1", 0))
        self.configure(["example.org"])
        log = (self.folder / "log").open("wb")
        self.addCleanup(log.close)
        self.agent = subprocess.Popen(
            [_AGENT, "run", "--config.file", str(self.folder / "cutwatch.toml")], stderr=log, cwd=self.folder
        )
        self.addCleanup(self.agent.wait)
        self.addCleanup(self.agent.kill)
        self.wait_for(lambda: "watches 1 cutover" in self.log())

    def configure(self, domains: list[str], web: str = "", listen: int | None = None) -> None:
        silent = self.silent.getsockname()[1]
        head = f"""
[web]
listen = ["127.0.0.1:{listen or self.port}"]
{web}
[state]
path = "{self.folder}/state.db"
[resolvers]
use = []
extra = [{{ id = "silent", address = "127.0.0.1:{silent}", operator = "lab" }}]
"""
        cutovers = "".join(_CUTOVER.format(domain=domain, silent=silent) for domain in domains)
        (self.folder / "cutwatch.toml").write_text(head + cutovers)

    def log(self) -> str:
        return (self.folder / "log").read_text()

    def wait_for(self, condition) -> None:  # type: ignore[no-untyped-def]
        limit = time.monotonic() + _LIMIT
        while not condition():
            self.assertIsNone(self.agent.poll(), self.log())
            self.assertLess(time.monotonic(), limit, self.log())
            time.sleep(0.02)

    def ask(self, path: str, method: str = "GET") -> tuple[int, str]:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method)
        try:
            with urllib.request.urlopen(request, timeout=_LIMIT) as reply:
                return reply.status, reply.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()

    def series(self, start: str) -> list[str]:
        return [line for line in self.ask("/metrics")[1].splitlines() if line.startswith(start)]

    def value(self, name: str) -> float:
        return float(self.series(name)[0].split()[-1])

    def hang_up(self) -> None:
        self.agent.send_signal(signal.SIGHUP)

    def test_domains_come_and_go_and_counters_go_on(self) -> None:
        counter = 'cutwatch_probes_skipped_total{domain="example.org",probe="resolver",reason="authority_first"}'
        self.wait_for(lambda: self.value(counter) >= 1)
        began = self.value("cutwatch_config_last_reload_success_timestamp_seconds")
        before = self.value(counter)
        self.configure(["example.org", "example.net"])
        self.hang_up()
        self.wait_for(lambda: 'domain="example.net"' in self.ask("/metrics")[1])
        self.assertIn("added example.net", self.log())
        self.assertGreaterEqual(self.value(counter), before)
        self.assertGreater(self.value("cutwatch_config_last_reload_success_timestamp_seconds"), began)
        self.configure(["example.net"])
        self.hang_up()
        self.wait_for(lambda: "removed example.org" in self.log())
        self.wait_for(lambda: 'domain="example.org"' not in self.ask("/metrics")[1])
        self.assertNotIn('"domain": "example.org"', self.ask("/api/v1/status")[1])
        self.assertIn('"domain": "example.net"', self.ask("/api/v1/status")[1])

    def test_a_bad_one_is_told_in_full_and_changes_nothing(self) -> None:
        self.configure(["example.net"], web='insecure_listen = 1\nlissten = "x"')
        self.hang_up()
        self.wait_for(lambda: "the one in use stays" in self.log())
        self.assertIn("web.insecure_listen: expected true or false", self.log())
        self.assertIn("web.lissten", self.log())
        self.assertEqual(self.value("cutwatch_config_last_reload_successful"), 0)
        self.assertIn('domain="example.org"', self.ask("/metrics")[1])
        (self.folder / "cutwatch.toml").unlink()
        self.hang_up()
        self.wait_for(lambda: "(file)" in self.log())
        self.configure(["example.org"], listen=free_port(socket.SOCK_STREAM))
        self.hang_up()
        self.wait_for(lambda: "[web] listen is changed, which takes a restart" in self.log())
        self.assertEqual(self.value("cutwatch_config_last_reload_successful"), 1)

    def test_over_http_only_where_it_is_enabled(self) -> None:
        status, body = self.ask("/-/reload", "POST")
        self.assertEqual((status, "set reload = true" in body), (403, True), body)
        self.assertEqual(self.ask("/-/reload")[0], 405)
        self.configure(["example.org", "example.net"], web="reload = true")
        self.hang_up()
        self.wait_for(lambda: "added example.net" in self.log())
        self.configure(["example.org"], web="reload = true")
        self.assertEqual(
            self.ask("/-/reload", "POST"), (200, "1 cutover at 1 resolver; removed example.net\n")
        )
        self.configure(["example.org"], web="reload = 1")
        status, body = self.ask("/-/reload", "POST")
        self.assertEqual((status, "web.reload: expected true or false, got 1" in body), (500, True), body)
        self.assertEqual(self.value("cutwatch_config_last_reload_successful"), 0)


if __name__ == "__main__":
    unittest.main()

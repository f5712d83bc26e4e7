"""`cutwatch probe calibration` against resolvers of every manner: it finds the limits that they were set up with."""

import json
import socket
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import Any

from lab import agent_config
from lab.addresses import ADDRESSES, RESOLVER_HOST
from lab.manners.catalogue import CAP, FLOOR, KNOT_DEFAULT_FLOOR, KNOT_FLOOR, LENGTHENED_CAP, MANNERS, Transport
from lab.manners.session import MannersSession
from lab.manners.timeline import PLAN
from lab.services import dnsdist, unbound
from lab.tests.inside.agent import Agent, executable, wait_until
from lab.zone import ZoneParameters

TWO_DAYS = 172800
DAY = 86400
"""What Unbound, PowerDNS Recursor and Knot Resolver keep at most by themselves; BIND keeps a week."""

_MUTE = "127.0.53.98"
_NAMED_FROZEN = "127.0.53.97"
_BEHIND_NAMED_FROZEN = "127.0.53.96"
_FETCH_MS = 50
_LONGEST = 120.0
_MEASURED_LIMIT = 60.0
_KEPT_LIMIT = 8.0
"""The agent writes what it knows within five seconds."""

_WILDCARDS = """
[cutover.calibration]
long = "cal.example.org"
short = "cal0.example.org"
"""
_WORDS = ("--long", "cal.example.org", "--short", "cal0.example.org")


class CalibrationSession(MannersSession):
    """One manner more: a cache that does not age, with a name, and far from the servers that it fetches from."""

    def _bring_up(self, parameters: ZoneParameters) -> None:
        super()._bring_up(parameters)
        name, behind = "named-frozen", "behind-named-frozen"
        self._supervisor.start(
            [
                unbound.service(behind, _BEHIND_NAMED_FROZEN, self.run_dir / behind, {"nsid": "ascii_frozen"}),
                dnsdist.frozen(
                    name, _NAMED_FROZEN, _BEHIND_NAMED_FROZEN, self.run_dir / name, fetch_ms=_FETCH_MS
                ),
            ]
        )
        self.resolvers = {**self.resolvers, name: _NAMED_FROZEN}


class Calibration(unittest.TestCase):
    """One lab and one measurement of all resolvers for all tests."""

    lab: MannersSession
    code: int
    talk: str
    found: dict[str, Any]

    @classmethod
    def setUpClass(cls) -> None:
        run_dir = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="lab-test-")))
        lab = cls.lab = cls.enterClassContext(CalibrationSession.start(run_dir, old_ttl=20))
        lab.zone.publish("*.cal.example.org", "TXT", TWO_DAYS, ['"cutwatch"'])
        lab.zone.publish("*.cal0.example.org", "TXT", 1, ['"cutwatch"'])
        lab.await_secondary()
        mute = cls.enterClassContext(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        mute.bind((_MUTE, ADDRESSES.dns_port))
        names = {as_said(lab, name): name for name in lab.resolvers} | {_MUTE: "mute"}
        done = cls.run_command(*_WORDS, "--ca-file", str(lab.ca_file), "--resolver", *names, "-o", "json")
        cls.code, cls.talk = done.returncode, done.stderr
        cls.found = {names[each["id"]]: each for each in json.loads(done.stdout)["resolvers"]}

    @staticmethod
    def run_command(*words: str) -> "subprocess.CompletedProcess[str]":
        command = [str(executable()), "probe", "calibration", *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=_LONGEST, check=False)

    def figure(self, name: str, field: str) -> Any:
        self.assertIsNotNone(self.found[name]["calibration"], self.found[name])
        return self.found[name]["calibration"][field]

    def test_it_measures_all_who_answer(self) -> None:
        self.assertEqual(self.code, 0, self.talk)
        self.assertEqual({name for name, each in self.found.items() if not each["calibration"]}, {"mute"})
        self.assertIn(f"publish TTL {TWO_DAYS} and 1", self.talk)

    def test_a_silent_address_has_no_figures_but_a_reason(self) -> None:
        self.assertIn("timeout", self.found["mute"]["failure"])

    def test_caps_are_those_of_the_set_up(self) -> None:
        caps = {"max-ttl": CAP, "pdns-stale": LENGTHENED_CAP, "bind": None}
        for name in self.found.keys() - {"mute"}:
            with self.subTest(name, found=self.found[name]):
                self.assertEqual(self.figure(name, "cap_seconds"), caps.get(name, DAY))

    def test_floors_are_those_of_the_set_up(self) -> None:
        floors = {"min-ttl": FLOOR, "kresd": KNOT_DEFAULT_FLOOR, "kresd-stale": KNOT_FLOOR}
        for name in self.found.keys() - {"mute"}:
            with self.subTest(name, found=self.found[name]):
                self.assertEqual(self.figure(name, "floor_seconds"), floors.get(name))

    def test_only_a_cache_that_does_not_age_is_frozen(self) -> None:
        # One name may be a whole pool's: the speed of answers alone tells, and not where servers are as near as caches.
        self.assertEqual(self.figure("named-frozen", "aging"), "frozen", self.found["named-frozen"])
        self.assertIn(self.figure("frozen", "aging"), ("frozen", None))
        for name in self.found.keys() - {"mute", "frozen", "named-frozen"}:
            with self.subTest(name, found=self.found[name]):
                self.assertEqual(self.figure(name, "aging"), "counts_down")

    def test_the_caches_of_a_pool_are_counted_and_nobody_has_more_than_there_are(self) -> None:
        for name in self.found.keys() - {"mute"}:
            with self.subTest(name, found=self.found[name]):
                wanted = MANNERS[name].caches if name in MANNERS else 1
                self.assertEqual(self.figure(name, "caches_at_least"), wanted)

    def test_the_agent_measures_the_same_and_remembers_it_over_a_kill(self) -> None:
        config = self.lab.run_dir / "agent.toml"
        config.write_text(agent_config.render(self.lab, PLAN) + _WILDCARDS, encoding="utf-8")
        agent = Agent(self.lab, config)
        self.assertTrue(wait_until(lambda: self.lab.resolvers.keys() == measured_by(agent).keys(), _MEASURED_LIMIT))
        before = measured_by(agent)
        for name, each in before.items():
            with self.subTest(name, by_agent=each):
                self.assertEqual(each["figures"]["cap_seconds"], self.figure(name, "cap_seconds"))
                self.assertEqual(each["figures"]["floor_seconds"], self.figure(name, "floor_seconds"))
        wait_until(lambda: False, _KEPT_LIMIT)
        agent.kill()
        again = Agent(self.lab, config)
        wait_until(lambda: False, _KEPT_LIMIT)
        self.assertEqual(measured_by(again), before)
        self.assertEqual(again.end()[0], 0)

    def test_a_wildcard_that_is_missing_is_said_and_nothing_measured(self) -> None:
        words = ("--long", "cal.example.org", "--short", "nowhere.example.org")
        done = self.run_command(*words, "--resolver", MANNERS["plain"].address)
        self.assertEqual((done.returncode, done.stdout), (3, ""))
        self.assertRegex(done.stderr, r"ns\d\.example\.org\. has no wildcard for nowhere\.example\.org\. TXT")

    def test_names_below_each_other_are_a_wrong_command_line(self) -> None:
        done = self.run_command("--long", "cal.example.org", "--short", "a.cal.example.org")
        self.assertEqual((done.returncode, done.stdout), (2, ""))


def as_said(lab: MannersSession, name: str) -> str:
    """A resolver as the command line names it, over the transport that it speaks."""
    address = lab.resolvers[name]
    match lab.transports.get(name, Transport.UDP):
        case Transport.DOT:
            return f"tls://{address}#{RESOLVER_HOST}"
        case Transport.DOH:
            return f"https://{RESOLVER_HOST}/dns-query#{address}"
        case _:
            return address


def measured_by(agent: Agent) -> dict[str, Any]:
    """What the agent's status tells of each resolver that it has measured."""
    (cutover,) = agent.document()["cutovers"]  # type: ignore[misc]
    return {each["id"]: each for each in cutover["calibration"]["resolvers"]}


if __name__ == "__main__":
    unittest.main()

"""Every resolver of the catalogue has the manner that the catalogue says, as the lab itself sees it."""

import os
import socket
import struct
import tempfile
import unittest
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from lab import dns
from lab.addresses import ADDRESSES, RESOLVER_HOST
from lab.manners.catalogue import (
    CAP,
    FLOOR,
    INTERCEPTED,
    KNOT_DEFAULT_FLOOR,
    KNOT_FLOOR,
    LENGTHENED_CAP,
    MANNERS,
    MIDDLEBOX,
    STALE_AFTER,
    STALE_TTL,
    Manner,
    Transport,
)
from lab.manners.session import MannersSession
from lab.manners.timeline import CHANGED, PLAN, SILENCED, WOKEN
from lab.tests.inside.manners_timeline import SILENT, Trace, traces
from lab.truth.dig import Endpoint, dig

OLD, NEW, NEWEST = 0, 1, 2
OLD_TTL, NEW_TTL = PLAN.old_ttl, PLAN.new_ttl
SLACK = 3.0
"""A copy may have been filled when the servers came up, TTLs are whole seconds, and samples a second apart."""

LAST_OLD = OLD_TTL + SLACK
"""No copy that was filled before the TTL was lowered is served longer by who honours it."""

STALE_FROM = SILENCED + NEW_TTL + SLACK
"""From here on until the authorities are back only stale copies are left, except where a floor holds one."""

EDE_STALE_ANSWER = 3


class Manners(unittest.TestCase):
    """One lab and one timeline for all tests. LAB_TRACES names a file for what was seen."""

    lab: MannersSession
    traces: dict[str, Trace]

    @classmethod
    def setUpClass(cls) -> None:
        run_dir = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="lab-test-")))
        cls.lab = cls.enterClassContext(MannersSession.start(run_dir, old_ttl=OLD_TTL))
        cls.traces = traces(cls.lab, run_dir)
        if wanted := os.environ.get("LAB_TRACES"):
            lines = [f"{name:<14} {cls.traces[name]}\n" for name in MANNERS]
            Path(wanted).write_text("".join(lines), encoding="ascii")

    def seen(self, name: str) -> Trace:
        return self.traces[name]

    def stale(self, name: str) -> Trace:
        """Asked so early that nobody has waited until the authorities are back."""
        return self.seen(name).between(STALE_FROM, WOKEN - STALE_AFTER - 1)

    def test_all_are_seen_with_all_three_versions_and_end_with_the_newest(self) -> None:
        for name in MANNERS:
            with self.subTest(name, trace=str(self.seen(name))):
                stages = {sample.stage for sample in self.seen(name).answered()}
                if name == "pdns-stale":  # its old copies live on for a while when the authorities are back
                    self.assertLessEqual({OLD, NEW}, stages)
                    continue
                self.assertEqual(stages, {OLD, NEW, NEWEST})
                self.assertEqual(self.seen(name)[-1].stage, NEWEST)

    def test_who_honours_a_ttl_keeps_the_copies_in_flight_for_the_old_one(self) -> None:
        for name in ("plain", "pdns", "kresd", "dnsmasq", "bind", "ipv6", "dot", "doh", *self.intercepted()):
            with self.subTest(name, trace=str(self.seen(name))):
                self.assertGreater(self.seen(name).last(OLD), OLD_TTL - SLACK)
                self.assertLess(self.seen(name).last(OLD), LAST_OLD)
                self.assertLess(self.seen(name).first(NEW), LAST_OLD)
                self.assert_counts_down(self.seen(name).with_stage(OLD))

    def test_without_authorities_an_honest_cache_has_no_answer(self) -> None:
        names = ("plain", "max-ttl", "prefetch", "pdns", "kresd", "dnsmasq", "bind", "frozen", "ipv6", "dot", "doh")
        for name in (*names, "pool-of-four", *self.intercepted()):
            with self.subTest(name, trace=str(self.seen(name))):
                self.assertEqual({sample.stage for sample in self.stale(name).between(0, WOKEN - 5)}, {SILENT})

    def test_a_cap_shows_in_every_ttl_and_lets_go_early(self) -> None:
        seen = self.seen("max-ttl")
        self.assertEqual(max(seen.ttls()), CAP, str(seen))
        self.assertLess(seen.last(OLD), CHANGED + CAP + SLACK)

    def test_a_floor_shows_in_the_first_ttl_and_keeps_too_long(self) -> None:
        seen = self.seen("min-ttl")
        self.assertIn(seen[0].ttl, (FLOOR - 1, FLOOR))
        self.assertGreater(seen.last(OLD), LAST_OLD)
        self.assertGreater(max(seen.with_stage(NEW).ttls()), NEW_TTL)

    def test_who_serves_expired_answers_at_once_with_the_ttl_for_stale_answers(self) -> None:
        stale = self.stale("stale")
        self.assertEqual({(s.stage, s.ttl, s.ede) for s in stale}, {(NEW, STALE_TTL, ())}, str(self.seen("stale")))
        self.assertLess(max(sample.seconds for sample in stale), STALE_AFTER / 2)
        alive = self.seen("stale").between(0, SILENCED)
        self.assertIn(STALE_TTL, alive.ttls(), "one stale answer per copy also while the authorities are well")

    def test_who_serves_expired_late_lets_the_client_wait_first(self) -> None:
        stale = self.stale("stale-late")
        self.assertEqual({(s.stage, s.ttl, s.ede) for s in stale}, {(NEW, STALE_TTL, ())}, str(self.seen("stale-late")))
        self.assertAlmostEqual(max(sample.seconds for sample in stale), STALE_AFTER, delta=0.5)
        self.assertNotIn(STALE_TTL, self.seen("stale-late").between(0, SILENCED).ttls())

    def test_a_prefetch_is_done_before_the_copy_has_run_out(self) -> None:
        old = self.seen("prefetch").with_stage(OLD)
        self.assertGreater(old[-1].ttl, 0, str(self.seen("prefetch")))
        self.assertLessEqual(old[-1].ttl, OLD_TTL // 10 + 1)

    def test_some_never_answer_ttl_zero(self) -> None:
        for name in ("pdns", "pdns-stale", "bind"):
            self.assertGreater(min(self.seen(name).ttls()), 0, str(self.seen(name)))
        self.assertIn(0, self.seen("plain").ttls())

    def test_a_lengthened_copy_looks_like_one_fetched_anew(self) -> None:
        seen, stale = self.seen("pdns-stale"), self.stale("pdns-stale").answered()
        self.assertLessEqual(max(seen.ttls()), LENGTHENED_CAP)
        self.assertEqual({sample.stage for sample in stale}, {NEW}, str(seen))
        self.assertEqual({sample.ede for sample in stale}, {()})
        self.assertLessEqual(max(stale.ttls()), NEW_TTL)
        begins = sum(later.ttl > earlier.ttl for earlier, later in zip(stale, stale[1:]))
        self.assertGreaterEqual(begins, 1, str(seen))

    def test_a_stale_answer_of_knot_resolver_says_so(self) -> None:
        seen = self.seen("kresd-stale")
        self.assertGreater(max(seen.with_stage(NEW).ttls()), NEW_TTL, "its floor")
        self.assertLessEqual(max(seen.ttls()), OLD_TTL)
        self.assertLess(KNOT_FLOOR, OLD_TTL)
        marked = [sample for sample in seen.between(SILENCED, WOKEN) if sample.ede]
        self.assertTrue(marked, str(seen))
        for sample in marked:
            self.assertEqual((sample.stage, sample.ede), (NEW, (EDE_STALE_ANSWER,)))
            self.assertLessEqual(sample.ttl, 1)

    def test_a_frozen_ttl_does_not_count_down(self) -> None:
        seen = self.seen("frozen")
        self.assertEqual(set(seen.between(0, OLD_TTL - SLACK).ttls()), {OLD_TTL}, str(seen))
        self.assertLess(seen.last(OLD), LAST_OLD)

    def test_behind_one_address_four_caches_flap(self) -> None:
        seen = self.seen("pool-of-four").between(0, SILENCED)
        self.assertEqual({s.nsid for s in seen.with_stage(OLD)}, {f"cache{number}" for number in range(1, 5)})
        self.assertLess(seen.first(NEW), seen.last(OLD) - SLACK, str(seen))
        flaps = sum(earlier.stage != later.stage for earlier, later in zip(seen, seen[1:]))
        self.assertGreater(flaps, 8, str(seen))
        for number in range(1, 5):
            mine = Trace(sample for sample in seen if sample.nsid == f"cache{number}")
            self.assertLessEqual(mine.last(OLD), mine.first(NEW))

    def test_tls_answers_come_with_a_certificate_of_the_right_name_only(self) -> None:
        for transport in (Transport.DOT, Transport.DOH):
            manner = MANNERS[transport.value]
            good = Endpoint(manner.id, manner.address, transport, RESOLVER_HOST, self.lab.ca_file)
            self.assertEqual(dig(good, "example.org.", "MX").rcode, 0)
            for bad in (replace(good, tls_name="other.example.net"), replace(good, ca_file=None)):
                self.assertIn("certificate verify failed", dig(bad, "example.org.", "MX").error)

    def test_intercepted_questions_meet_one_identity_at_every_address(self) -> None:
        self.assertGreaterEqual(len(INTERCEPTED), 3)
        for name in self.intercepted():
            self.assertEqual({sample.nsid for sample in self.seen(name).answered()}, {MIDDLEBOX})
            self.assertIn(MIDDLEBOX.encode(), self.ask_id_server(MANNERS[name]))

    def test_floors_show_at_a_name_with_a_shorter_ttl(self) -> None:
        self.lab.zone.publish("short.example.org", "A", 1, ["192.0.2.1"])
        self.lab.await_secondary()
        floors = {"min-ttl": FLOOR, "kresd": KNOT_DEFAULT_FLOOR, "kresd-stale": KNOT_FLOOR}
        for name in [manner.id for manner in MANNERS.values() if manner.transport is Transport.UDP]:
            (record,) = dns.ask(self.lab.resolvers[name], "short.example.org", "A").records
            self.assertEqual(record.ttl, floors.get(name, 1), name)

    def intercepted(self) -> Iterable[str]:
        return [name for name, manner in MANNERS.items() if manner.address in INTERCEPTED]

    def ask_id_server(self, manner: Manner) -> bytes:
        """The raw reply to CH TXT id.server."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as channel:
            channel.settimeout(2)
            channel.bind((ADDRESSES.client, 0))
            channel.connect((manner.address, ADDRESSES.dns_port))
            channel.send(struct.pack(">6H", 7, 0x0100, 1, 0, 0, 0) + b"\x02id\x06server\0" + struct.pack(">2H", 16, 3))
            return channel.recv(512)

    def assert_counts_down(self, trace: Trace) -> None:
        """Every TTL is the one before, less the time that passed."""
        for earlier, later in zip(trace, trace[1:]):
            self.assertAlmostEqual(earlier.ttl - later.ttl, later.at - earlier.at, delta=1.5)


if __name__ == "__main__":
    unittest.main()

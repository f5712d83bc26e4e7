"""The agent's status as values, and what is none."""

import copy
import unittest
from typing import Any

from lab.judge.status import Change, Copy, Decision, FoundWays, MalformedStatus, parse
from lab.judge.timetable import PlannedStep, Proof, Supposed, WayBack

ENDLESS = Proof(None, "endless", "switch comes first")

NOTHING_FOUND = dict.fromkeys(
    ("honours_ttl", "kept_past_ttl", "ttl_floor_seconds", "ttl_cap_seconds", "late_until")
)
DOCUMENT: dict[str, Any] = {
    "version": "0.1.0",
    "at": "2026-11-21T18:55:07.352Z",
    "cutovers": [
        {
            "domain": "example.org",
            "kind": "proxy",
            "phase": "lower_ttl",
            "rolled_back": False,
            "decision": {
                "decision": "wait",
                "next_step": "switch",
                "sentence": "Wait.",
                "until": "2026-11-21T19:55:07Z",
                "publish": [],
            },
            "gates": [
                {"step": "switch", "gate": "old_ttl_expired", "verdict": "wait", "until": "2026-11-21T19:55:07Z"},
                {"step": "done", "gate": "ttl_restored", "verdict": "fail", "until": None},
            ],
            "plan": [
                {
                    "step": "switch",
                    "kind": "at",
                    "at": "2026-11-21T19:55:07Z",
                    "sentence": "may be taken from 2026-11-21T19:55:07Z on",
                    "supposes": None,
                    "proofs": [
                        {"gate": "old_ttl_expired", "holds_up": "time", "text": "copies", "until": "2026-11-21T19:55:07Z"}
                    ],
                    "publish": [],
                },
                {
                    "step": "remove_old",
                    "kind": "no_time",
                    "at": None,
                    "sentence": "no time can be told",
                    "supposes": {"step": "switch", "at": "2026-11-21T19:55:07Z"},
                    "proofs": [{"gate": None, "holds_up": "endless", "text": "switch comes first", "until": None}],
                    "publish": [],
                },
            ],
            "rollback": {"publish": ["example.org. 4 IN A 192.0.2.1"], "effective": "2026-11-21T18:55:16Z", "proofs": []},
            "records": [
                {
                    "name": "example.org.",
                    "rrtype": "MX",
                    "stages": [["20 mx-old.example.org."], ["5 mx-new.example.org."]],
                    "target": 1,
                    "propagation_ratio": 0.5,
                    "bounds": {"lowered": None, "changed": None, "old_host": None},
                    "authorities": [
                        {
                            "nameserver": "ns1.example.org.",
                            "state": "new",
                            "rrset": ["5 mx-new.example.org."],
                            "ttl_seconds": 4,
                            "serial": 3,
                            "versions": [
                                {
                                    "rrset": ["20 mx-old.example.org."],
                                    "ttl_seconds": 12,
                                    "first_seen": "2026-11-21T18:54:07.000Z",
                                    "last_seen": "2026-11-21T18:54:17.000Z",
                                    "ended": "2026-11-21T19:54:18.500+01:00",
                                }
                            ],
                        }
                    ],
                    "resolvers": [
                        {
                            "id": "plain",
                            "state": "mixed",
                            "ttl_seconds": 3,
                            "changes": [{"at": "2026-11-21T18:54:30.250Z", "stages": [0, 1]}],
                            "caches": 2,
                            "honours_ttl": False,
                            "kept_past_ttl": {"cause": "floor", "rrset": [], "last_seen": "2026-11-21T18:54:30.250Z"},
                            "ttl_floor_seconds": 40,
                            "ttl_cap_seconds": None,
                            "late_until": "2026-11-21T18:55:30.250Z",
                        },
                        {"id": "mute", "state": None, "ttl_seconds": None, "changes": [], "caches": 1, **NOTHING_FOUND},
                    ],
                }
            ],
            "mx_problems": [],
            "conditions": [{"condition": "mail_slow", "severity": "warning", "sentence": "warning: … (mail_slow)"}],
            "messages": [
                {
                    "id": "00ff",
                    "message_id": "<00ff@example.net>",
                    "probe": "main",
                    "path": "new",
                    "recorded_at": "2026-11-21T18:55:00.000Z",
                    "accepted_at": "2026-11-21T18:55:00.100Z",
                    "seen_at": None,
                    "folder": None,
                    "result": None,
                    "latency_seconds": None,
                    "path_proof": {"outcome": "proven", "grade": "by_queue_id", "why": "so"},
                    "changes": [{"field": "subject", "diff": "-a"}],
                    "also_in": [
                        {"mailbox": "new", "state": "missing", "seen_at": None, "folder": None, "missed_at": None}
                    ],
                    "attempts": 1,
                    "detail": "",
                    "phases": {},
                }
            ],
        }
    ],
}


class Parsing(unittest.TestCase):
    def test_a_whole_document(self) -> None:
        status = parse(DOCUMENT, "example.org")
        self.assertAlmostEqual(status.at % 60, 7.352)
        mx = status.record("Example.ORG", "MX")
        assert mx
        self.assertEqual((mx.target, mx.authorities[0].serial), (1, 3))
        self.assertAlmostEqual(mx.authorities[0].versions[0].ended or 0, status.at - 48.852, places=2)
        self.assertEqual(mx.resolvers[0].changes, (Change(status.at - 37.102, frozenset({0, 1})),))
        self.assertEqual(mx.resolvers[0].ways, FoundWays(honours_ttl=False, kept="floor", floor=40, is_late=True))
        self.assertIsNone(mx.resolvers[1].state)
        self.assertEqual(mx.resolvers[1].ways, FoundWays())
        self.assertEqual([each.caches for each in mx.resolvers], [2, 1])
        self.assertEqual([(each.id, each.severity) for each in status.conditions], [("mail_slow", "warning")])
        self.assertIsNone(status.messages[0].result)
        self.assertEqual(status.messages[0].copies, (Copy("new", "missing"),))

    def test_a_name_server_that_never_answered_has_no_rrset(self) -> None:
        document = copy.deepcopy(DOCUMENT)
        document["cutovers"][0]["records"][0]["authorities"][0] |= {"state": None, "rrset": None, "ttl_seconds": None}
        mx = parse(document, "example.org").record("example.org", "MX")
        self.assertEqual(mx and mx.authorities[0].rrset, ())

    def test_phase_decision_and_gates(self) -> None:
        status = parse(DOCUMENT, "example.org")
        self.assertEqual((status.phase, status.decision), ("lower_ttl", Decision("wait", "switch", "Wait.")))
        self.assertEqual([gate.verdict for gate in status.gates], ["wait", "fail"])
        self.assertAlmostEqual(status.gates[0].until or 0, status.at + 3599.648, places=2)
        self.assertIsNone(status.gates[1].until)

    def test_the_timetable_and_the_way_back(self) -> None:
        status = parse(DOCUMENT, "example.org")
        switch, remove_old = status.timetable
        at = status.at + 3599.648
        self.assertEqual((switch.kind, switch.supposes, switch.is_told_of_now), ("at", None, True))
        self.assertAlmostEqual(switch.at or 0, at, places=2)
        (proof,) = switch.proofs_of("old_ttl_expired")
        self.assertEqual((proof.holds_up, proof.until), ("time", switch.at))
        self.assertEqual(remove_old, PlannedStep("remove_old", "no_time", None, Supposed("switch", switch.at or 0), (ENDLESS,)))
        self.assertEqual(status.planned("remove_old"), remove_old)
        self.assertIsNone(status.planned("done"))
        self.assertEqual(status.way_back, WayBack(("example.org. 4 IN A 192.0.2.1",), status.way_back.effective))
        self.assertAlmostEqual(status.way_back.effective or 0, status.at + 8.648, places=2)

    def test_another_domain_is_none_that_was_agreed(self) -> None:
        with self.assertRaisesRegex(MalformedStatus, "does not mention example.net"):
            parse(DOCUMENT, "example.net")

    def test_what_is_not_as_agreed_is_said_so(self) -> None:
        without_zone = {**DOCUMENT, "at": "2026-11-21T18:55:07.352"}
        for document in ({}, {"at": 3, "cutovers": []}, without_zone, {**DOCUMENT, "cutovers": [{"domain": "example.org"}]}):
            with self.assertRaises(MalformedStatus):
                parse(document, "example.org")


if __name__ == "__main__":
    unittest.main()

"""The agent's configuration: what a TOML parser makes of it."""

import tomllib
import unittest
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from lab import agent_config
from lab.addresses import AUTHORITIES, RESOLVERS
from lab.session import LabSession
from lab.story import cutovers
from lab.story.plan import OldMail, Plan
from lab.story.scenarios import SCENARIOS

STRANGE = Path("/tmp/a \"quoted\" back\\slash\tdir/ünï")


def rendered(
    run_dir: Path = Path("/run/lab"), plan: Plan = Plan(), lowered_at: float | None = None
) -> dict[str, Any]:
    lab = SimpleNamespace(run_dir=run_dir, resolvers=RESOLVERS, authorities=AUTHORITIES, transports={})
    lab.postfix = lambda name: SimpleNamespace(make="postfix", log_path=run_dir / f"mail-{name}.log")
    lab.ca_file, lab.imap_password_file = run_dir / "ca.pem", run_dir / "imap-password"
    return tomllib.loads(agent_config.render(cast(LabSession, lab), plan, lowered_at))


class Configuration(unittest.TestCase):
    def test_it_watches_every_resolver_of_the_lab_and_no_other(self) -> None:
        resolvers = rendered()["resolvers"]
        self.assertEqual(resolvers["use"], [])
        self.assertEqual({extra["id"]: extra["address"] for extra in resolvers["extra"]}, dict(RESOLVERS))

    def test_the_name_servers_are_left_to_be_found_by_delegation(self) -> None:
        (cutover,) = rendered()["cutover"]
        self.assertNotIn("name_servers", cutover)

    def test_the_stages_are_the_plans(self) -> None:
        (cutover,) = rendered(plan=Plan(old_ttl=6))["cutover"]
        mx, address = cutover["record"]
        self.assertEqual((cutover["kind"], cutover["original_ttl"], mx["interval"]), ("proxy", "6s", "1s"))
        self.assertEqual(mx["stages"][1], ["5 mx-new.example.org.", "20 mx-old.example.org."])
        self.assertEqual((address["name"], address["stages"]), ("mx-old.example.org", [["127.0.25.20"]]))

    def test_both_servers_and_both_mailboxes_are_told_by_address_and_name(self) -> None:
        (cutover,) = rendered()["cutover"]
        servers = {server["role"]: (server["host"], server["addresses"]) for server in cutover["server"]}
        self.assertEqual(servers["new"], ("mx-new.example.org", ["127.0.25.5"]))
        self.assertEqual(servers["old"], ("mx-old.example.org", ["127.0.25.20"]))
        self.assertEqual([box["id"] for box in cutover["mailbox"]], ["inbox", "bounces"])
        (trip,) = cutover["roundtrip"]
        self.assertEqual((trip["mailbox"], trip["bounces"], trip["lost_after"]), ("inbox", "bounces", "12s"))

    def test_servers_are_asked_for_the_mailboxes_that_they_have_by_a_sender_of_its_own(self) -> None:
        (cutover,) = rendered()["cutover"]
        asked = cutover["recipients"]
        self.assertEqual(asked["addresses"], ["probe@example.org", "alice@example.org"])
        self.assertNotEqual(asked["from"], cutover["roundtrip"][0]["from"])

    def test_kind_waivers_and_timing_are_the_plans(self) -> None:
        (cutover,) = rendered(plan=cutovers.SERVER)["cutover"]
        self.assertEqual(cutover["kind"], "server")
        self.assertEqual({each["gate"]: each["reason"] for each in cutover["waive"]}, dict(cutovers.SERVER.waived))
        self.assertNotIn("verify_for", cutover["timing"])
        (cutover,) = rendered(plan=cutovers.PROXY)["cutover"]
        timing = cutover["timing"]
        self.assertEqual((timing["scaled"], timing["verify_after"], timing["verify_for"]), (True, "1s", "5s"))
        (cutover,) = rendered(plan=cutovers.ADDRESS)["cutover"]
        servers = {server["role"]: (server["host"], server["addresses"]) for server in cutover["server"]}
        self.assertEqual(servers["old"], ("mx.example.org", ["127.0.25.20"]))
        self.assertEqual(servers["new"], ("mx.example.org", ["127.0.25.30"]))

    def test_mail_by_the_old_path_is_awaited_where_the_old_server_files_it(self) -> None:
        def awaited(old_mail: OldMail) -> tuple[dict[str, Any], list[str]]:
            (cutover,) = rendered(plan=replace(cutovers.SERVER, old_mail=old_mail))["cutover"]
            trips = {tuple(trip["paths"]): (trip["mailbox"], trip.get("also_in")) for trip in cutover["roundtrip"]}
            return trips, [box["address"] for box in cutover["mailbox"] if box["user"] == "probe@example.org"]

        trips, boxes = awaited(OldMail.MIRRORED)
        self.assertEqual(trips, {("old",): ("old-inbox", ["inbox"]), ("new",): ("inbox", None)})
        self.assertEqual(boxes, ["127.0.25.51", "127.0.25.50"])
        trips, boxes = awaited(OldMail.RELAYED)
        self.assertEqual((trips, boxes), ({("old",): ("inbox", None), ("new",): ("inbox", None)}, ["127.0.25.50"]))
        trips, boxes = awaited(OldMail.SHARED)
        self.assertEqual((trips, boxes), ({("old", "new"): ("inbox", None)}, ["127.0.25.50"]))

    def test_the_new_server_is_where_the_records_are_to_lead(self) -> None:
        for scenario in SCENARIOS.values():
            if not scenario.plan.paths:
                continue
            with self.subTest(scenario.name):
                (cutover,) = rendered(plan=scenario.plan)["cutover"]
                servers = {server["role"]: server for server in cutover["server"]}
                new = servers["new"]
                self.assertNotEqual(new["addresses"], servers["old"]["addresses"])
                last = {(record["name"], record["rrtype"]): record["stages"][-1] for record in cutover["record"]}
                self.assertEqual([each.split()[-1] for each in last["example.org", "MX"]], [f"{new['host']}."])
                self.assertEqual(last.get((new["host"], "A"), new["addresses"]), new["addresses"])

    def test_the_logs_of_both_servers_are_named_where_the_agent_is_to_read_them(self) -> None:
        (cutover,) = rendered(plan=cutovers.SERVER)["cutover"]
        logs = {log["role"]: (log["source"], log["mta"]) for log in cutover["log"]}
        expected = {"old": ("/run/lab/mail-old.log", "postfix"), "new": ("/run/lab/mail-new.log", "postfix")}
        self.assertEqual(logs, expected)
        self.assertNotIn("log", rendered()["cutover"][0])

    def test_the_lock_is_tried_where_the_play_locks(self) -> None:
        (cutover,) = rendered(plan=cutovers.PROXY)["cutover"]
        (lockdown,) = cutover["lockdown"]
        self.assertEqual((lockdown["target"], lockdown["recipient"]), ("old", "probe@example.org"))
        timing = cutover["timing"]
        self.assertEqual((timing["bypass_grace"], timing["stray_memory"], timing["old_quiet_for"]), ("5s", "5s", "8s"))
        self.assertNotIn("lockdown", rendered(plan=cutovers.SERVER)["cutover"][0])

    def test_when_the_ttl_was_lowered_is_said_only_where_it_is_known(self) -> None:
        self.assertNotIn("ttl_lowered_at", rendered()["cutover"][0])
        (cutover,) = rendered(lowered_at=1_800_000_000.25)["cutover"]
        self.assertEqual(cutover["ttl_lowered_at"].timestamp(), 1_800_000_000.25)

    def test_a_strange_path_survives(self) -> None:
        config = rendered(STRANGE)
        self.assertEqual(config["state"]["path"], str(STRANGE / "cutwatch.db"))
        self.assertEqual(config["cutover"][0]["server"][0]["ca_file"], str(STRANGE / "ca.pem"))


if __name__ == "__main__":
    unittest.main()

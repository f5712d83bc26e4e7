"""`cutwatch init` against the lab's own servers: what it writes for each kind passes the check, and an agent runs on it."""

import subprocess
import tempfile
import tomllib
import unittest
from pathlib import Path

from lab import addresses
from lab.addresses import ADDRESSES
from lab.session import LabSession
from lab.tests.inside.agent import Agent, executable, wait_until

_PATIENCE = 20.0
_NEW_ADDRESS = "127.0.25.60"
_OLD_MX = [f"20 {addresses.OLD_HOST}."]


class Init(unittest.TestCase):
    """One lab for all tests. The new server of kind `address` lives where nobody has lived yet."""

    lab: LabSession

    @classmethod
    def setUpClass(cls) -> None:
        run_dir = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="lab-test-")))
        cls.lab = cls.enterClassContext(LabSession.start(run_dir, old_ttl=600))
        cls.lab.zone.publish("smtp.example.org", "A", 600, [ADDRESSES.old])

    def init(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [str(executable()), "init", "example.org", "--resolver", self.lab.resolvers["plain"], *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    def written(self, name: str, *words: str, note: str = "") -> tuple[Path, dict[str, object]]:
        """A file that init wrote and that passes the check with that note, and its one cutover."""
        path = self.lab.run_dir / f"{name}.toml"
        done = self.init(*words, "--output", str(path))
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        check = subprocess.run(
            [str(executable()), "config", "check", str(path)], capture_output=True, text=True, check=False
        )
        self.assertEqual((check.returncode, check.stderr), (0, note and f"{path}: {note}\n"), path.read_text())
        self.assertIn("good: 1 cutover, 1 resolver", check.stdout)
        (cutover,) = tomllib.loads(path.read_text())["cutover"]
        return path, cutover

    def stages(self, cutover: dict[str, object]) -> dict[tuple[str, str], list[list[str]]]:
        records = cutover["record"]
        assert isinstance(records, list)
        return {(record["name"], record["rrtype"]): record["stages"] for record in records}

    def run_agent(self, path: Path, record: str = "example.org. MX") -> None:
        """It starts, asks, and finds that what changes is where the plan begins."""
        text = path.read_text()
        state = f'[state]\npath = "{path.with_suffix(".db")}"\n'
        path.write_text(state + text)
        agent = Agent(self.lab, path)
        try:
            is_old = f"{record} at given-1: old"
            self.assertTrue(wait_until(lambda: is_old in agent.log(), _PATIENCE), agent.log())
            status = subprocess.run([str(executable()), "status"], capture_output=True, text=True, check=False)
            self.assertEqual(status.returncode, 0, status.stderr)
            self.assertIn("phase prepare", status.stdout)
        finally:
            self.assertEqual(agent.end()[0], 0)

    def test_proxy(self) -> None:
        path, cutover = self.written("proxy", "--new", addresses.NEW_HOST)
        self.assertEqual((cutover["kind"], cutover["original_ttl"]), ("proxy", "10m"))
        stages = self.stages(cutover)
        self.assertEqual(
            stages["example.org", "MX"],
            [_OLD_MX, [f"5 {addresses.NEW_HOST}.", *_OLD_MX], [f"5 {addresses.NEW_HOST}."]],
        )
        self.assertEqual(stages[addresses.NEW_HOST, "A"], [[ADDRESSES.proxy]])
        self.assertEqual(stages["20.25.0.127.in-addr.arpa", "PTR"], [[f"{addresses.OLD_HOST}."]])
        self.assertNotIn(("smtp.example.org", "A"), stages)
        self.assertIn("keeps the mailboxes, and stay: smtp.example.org.", path.read_text())
        self.assertIn(f"CARE: the SPF record does not name {ADDRESSES.proxy}", path.read_text())
        self.run_agent(path)

    def test_server(self) -> None:
        note = (
            f"example.org: leading to the old server for good: {addresses.OLD_HOST}. A. Who uses them loses it when it "
            "is switched off: give them another stage, or do not switch it off"
        )
        path, cutover = self.written("server", "--new", addresses.NEW_HOST, "--kind", "server", note=note)
        stages = self.stages(cutover)
        self.assertEqual(stages["example.org", "MX"], [_OLD_MX, [f"10 {addresses.NEW_HOST}."]])
        self.assertEqual(stages["smtp.example.org", "A"], [[ADDRESSES.old], [ADDRESSES.proxy]])
        self.run_agent(path)

    def test_address(self) -> None:
        words = ("--new", addresses.OLD_HOST, "--new-address", _NEW_ADDRESS)
        path, cutover = self.written("address", *words)
        self.assertEqual(cutover["kind"], "address")
        stages = self.stages(cutover)
        self.assertEqual(stages["example.org", "MX"], [_OLD_MX])
        self.assertEqual(stages[addresses.OLD_HOST, "A"], [[ADDRESSES.old], [_NEW_ADDRESS]])
        self.assertEqual(stages["smtp.example.org", "A"], [[ADDRESSES.old], [_NEW_ADDRESS]])
        self.assertEqual(stages["60.25.0.127.in-addr.arpa", "PTR"], [[], [f"{addresses.OLD_HOST}."]])
        self.run_agent(path, f"{addresses.OLD_HOST}. A")

    def test_what_is_there_is_not_written_over_and_what_cannot_be_planned_is_refused(self) -> None:
        path = self.lab.run_dir / "mine.toml"
        path.write_text("mine")
        there = self.init("--new", addresses.NEW_HOST, "--output", str(path))
        self.assertEqual((there.returncode, path.read_text()), (2, "mine"), there.stderr)
        forced = self.init("--new", addresses.NEW_HOST, "--output", str(path), "--force")
        self.assertEqual(forced.returncode, 0, forced.stderr)
        self.assertIn('kind = "proxy"', path.read_text())
        same = self.init("--new", addresses.OLD_HOST)
        self.assertEqual((same.returncode, same.stdout), (2, ""), same.stderr)
        self.assertIn("--new-address", same.stderr)
        silent = [str(executable()), "init", "example.org", "--new", addresses.NEW_HOST, "--resolver", "127.0.53.99"]
        nobody = subprocess.run(silent, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((nobody.returncode, nobody.stdout), (3, ""), nobody.stderr)


if __name__ == "__main__":
    unittest.main()

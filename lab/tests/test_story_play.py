"""How steps wait, and how statuses are collected, without a lab."""

import dataclasses
import io
import json
import subprocess
import sys
import tempfile
import threading
import unittest
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from lab.session import LabSession
from lab.story.play import Play, StepFailed
from lab.story.status_feed import StatusFeed, get_json
from lab.story.teller import Teller
from lab.story.word_steps import until_open
from lab.tests.fabricated_run import PLAN, honest
from lab.tests.test_judge_status import DOCUMENT
from lab.truth.observer import Observer


class Waiting(unittest.TestCase):
    def setUp(self) -> None:
        self.directory = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.out = io.StringIO()
        run = honest()
        feed = SimpleNamespace(statuses=lambda start=0: run.statuses[start:], latest=lambda: run.statuses[-1])
        observer = SimpleNamespace(log=SimpleNamespace(events=lambda: run.events))
        lab = SimpleNamespace(log_dir=self.directory)
        self.agent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        self.addCleanup(self.end_agent)
        self.play = Play(
            PLAN, cast(LabSession, lab), cast(Observer, observer), cast(StatusFeed, feed), Teller(self.out), self.agent
        )

    def end_agent(self) -> None:
        self.agent.kill()
        self.agent.communicate()

    def test_a_condition_that_holds_is_no_wait_and_the_news_are_told(self) -> None:
        self.play.wait("nothing", lambda: True, 0, lambda: "")
        self.assertIn("agent  resolver plain holds “old MX only”", self.out.getvalue())

    def test_a_deadline_names_what_was_awaited_and_what_was_seen(self) -> None:
        with self.assertRaises(StepFailed) as raised:
            self.play.wait("two messages", lambda: False, 0.1, lambda: "one message")
        self.assertEqual(str(raised.exception), "awaited for 0.1 s: two messages; seen: one message")

    def test_an_agent_that_ended_is_not_waited_for(self) -> None:
        (self.directory / "agent.out").write_text("")
        (self.directory / "agent.err").write_text("config.toml:3:1: unknown key\n")
        self.agent.communicate(b"\n")
        with self.assertRaises(StepFailed) as raised:
            self.play.wait("anything", lambda: False, 60, lambda: "")
        self.assertIn("exit code 0; its last words: config.toml:3:1: unknown key", str(raised.exception))


    def test_the_barrier_of_scripts_is_asked_of_the_agents_own_program(self) -> None:
        program = self.directory / "cutwatch"
        program.write_text('#!/bin/sh\n[ "$1" = run ] && read -r line\n[ "$1 $2 $3" = "gate done --agent" ]\n')
        program.chmod(0o700)
        agent = subprocess.Popen([str(program), "run"], stdin=subprocess.PIPE)
        self.addCleanup(agent.communicate)
        self.play.agent = agent
        until_open("done")(self.play)
        self.assertIn("“cutwatch gate done” ended with 0", self.out.getvalue())
        shut = dataclasses.replace(PLAN, old_ttl=0, bound_margin=-15)
        self.play.plan = shut
        with self.assertRaises(StepFailed) as raised:
            until_open("switch")(self.play)
        self.assertIn("seen: exit code 1", str(raised.exception))


class Answers(BaseHTTPRequestHandler):
    bodies: list[bytes] = []

    def do_GET(self) -> None:
        body = self.bodies.pop(0) if len(self.bodies) > 1 else self.bodies[0]
        self.send_response(200 if body else 503)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Feeding(unittest.TestCase):
    def test_it_keeps_what_can_be_read_and_says_what_cannot(self) -> None:
        Answers.bodies = [b"", b"[]", b'{"at": 1}', json.dumps(DOCUMENT).encode()]
        server = HTTPServer(("127.0.0.1", 0), Answers)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        base = f"http://127.0.0.1:{server.server_port}"
        with self.assertRaises(ValueError):
            get_json(f"{base}/api/v1/status")
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "statuses.jsonl"
            problems = set()
            with StatusFeed(base, "example.org", path) as feed:
                while not feed.latest():
                    problems.add(feed.problem)
            lines = path.read_text().splitlines()
        self.assertTrue(any("not as agreed" in problem for problem in problems), problems)
        self.assertEqual(feed.statuses()[0].records[0].name, "example.org.")
        self.assertEqual(json.loads(lines[-1])["status"], DOCUMENT)


if __name__ == "__main__":
    unittest.main()

"""Servers that refuse, are mute, show another's certificate or talk nonsense: the agent says so, and nobody else
suffers."""

import tempfile
import time
import unittest
from pathlib import Path
from typing import Any

from lab.addresses import ADDRESSES
from lab.judge.status import Message
from lab.session import LabSession
from lab.tests.inside import bad_peers_config as config
from lab.tests.inside.agent import END_LIMIT, Agent, wait_until
from lab.tests.inside.bad_peers import GarbageResolver, MuteServer, SilentResolver

_WATCHED_FOR = 8.0
_SMTP_PATIENCE = 30.0
"""What the agent grants a mail server for the whole dialogue; only then can it tell that one is mute."""

_COMES_AGAIN_WITHIN = 3.0
_QUERIES = 'cutwatch_dns_queries_total{resolver="%s",result="%s"}'


class BadPeers(unittest.TestCase):
    """One agent among all of them at once, looked at after eight seconds and once more when its patience has ended."""

    @classmethod
    def setUpClass(cls) -> None:
        run_dir = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="lab-test-")))
        lab = cls.enterClassContext(LabSession.start(run_dir, log=lambda _: None))
        mute = cls.enterClassContext(MuteServer(config.MUTE_ADDRESS, ADDRESSES.smtp_port))
        cls.enterClassContext(SilentResolver(config.SILENT_RESOLVER))
        cls.garbage = cls.enterClassContext(GarbageResolver(config.GARBAGE_RESOLVER))
        path = run_dir / "agent.toml"
        path.write_text(config.render(lab), encoding="utf-8")
        agent = Agent(lab, path)
        before, begun = agent.metrics(), time.monotonic()
        time.sleep(_WATCHED_FOR)  # the test is about what happens in a given time
        cls.metrics, cls.seconds = agent.metrics(), time.monotonic() - begun
        cls.advance = {series: value - before.get(series, 0.0) for series, value in cls.metrics.items()}
        cls.resolvers = {resolver["id"]: resolver for resolver in cls.watched_resolvers(agent.document())}
        cls.messages = {domain: agent.status(domain).messages for domain in (config.GOOD, *config.DOMAINS)}
        cls.has_told_mute = wait_until(
            lambda: any(message.detail for message in agent.status(config.MUTE).messages), _SMTP_PATIENCE
        )
        cls.mute, cls.mute_metrics = agent.status(config.MUTE).messages, agent.metrics()
        cls.has_come_again = wait_until(lambda: mute.visits() >= 2, _COMES_AGAIN_WITHIN)
        cls.was_alive = agent.is_alive()
        cls.exit_code, cls.end_seconds = agent.end()
        cls.log = agent.log()

    @staticmethod
    def watched_resolvers(document: dict[str, Any]) -> list[dict[str, Any]]:
        """The resolvers of the one record."""
        (found,) = [record for cutover in document["cutovers"] for record in cutover["records"]]
        return list(found["resolvers"])

    def test_the_agent_lives(self) -> None:
        self.assertTrue(self.was_alive, self.log)

    def test_a_refused_port_is_named_in_the_messages_detail(self) -> None:
        self.assert_detail(self.messages[config.REFUSED], "refused")

    def test_a_certificate_of_another_name_is_named_in_the_messages_detail(self) -> None:
        self.assert_detail(self.messages[config.WRONG_NAME], "certificate")
        self.assertNotIn("delivered", {message.result for message in self.messages[config.WRONG_NAME]})

    def test_a_mute_server_is_named_in_the_messages_detail_when_patience_ends(self) -> None:
        self.assertTrue(self.has_told_mute, f"{self.mute}\n{self.log}")
        self.assert_detail(self.mute, "timeout")

    def test_one_message_for_a_mute_server_is_in_flight_meanwhile(self) -> None:
        waiting = self.messages[config.MUTE]
        self.assertEqual([(message.result, message.accepted_at) for message in waiting], [(None, None)], self.log)

    def test_the_runs_that_a_mute_server_held_up_are_counted(self) -> None:
        skipped = f'cutwatch_probes_skipped_total{{domain="{config.MUTE}",probe="main",reason="still_running"}}'
        self.assertGreaterEqual(self.mute_metrics[skipped], _SMTP_PATIENCE - 5, self.log)

    def test_a_silent_resolver_is_unreachable_by_timeout(self) -> None:
        self.assert_unreachable("silent", "timeout")

    def test_a_resolver_that_talks_nonsense_is_never_believed(self) -> None:
        self.assertGreater(self.garbage.questions, 0)
        garbage = self.resolvers["garbage"]
        self.assertIn(garbage["state"], ("unreachable", "error"), f"{garbage}\n{self.log}")
        self.assertTrue(garbage["failure"], garbage)
        self.assertEqual(self.metrics[_QUERIES % ("garbage", "ok")], 0)
        dropped = self.metrics['cutwatch_dns_unexpected_replies_total{resolver="garbage"}']
        malformed = self.metrics[_QUERIES % ("garbage", "malformed")]
        self.assertGreater(dropped + malformed, 0)

    def test_the_good_resolver_is_asked_in_time_all_along(self) -> None:
        self.assertGreaterEqual(self.advance[_QUERIES % ("plain", "ok")], 6, self.log)
        self.assertEqual(self.resolvers["plain"]["state"], "old", self.resolvers["plain"])
        self.assertIsNone(self.resolvers["plain"]["failure"])

    def test_mail_by_the_old_path_arrives_meanwhile(self) -> None:
        results = [message.result for message in self.messages[config.GOOD]]
        self.assertIn("delivered", results, self.log)
        self.assertLessEqual(set(results), {None, "delivered"}, self.log)

    def test_a_polite_end_comes_in_time_though_a_mute_server_is_being_waited_for(self) -> None:
        self.assertTrue(self.has_come_again, self.log)
        self.assertEqual(self.exit_code, 0, self.log)
        self.assertLess(self.end_seconds, END_LIMIT)

    def assert_unreachable(self, resolver: str, reason: str) -> None:
        found = self.resolvers[resolver]
        self.assertEqual(found["state"], "unreachable", f"{found}\n{self.log}")
        self.assertIn(reason, found["failure"] or "")

    def assert_detail(self, messages: tuple[Message, ...], reason: str) -> None:
        details = [message.detail for message in messages]
        self.assertTrue(any(reason in detail for detail in details), f"{details} name no {reason}\n{self.log}")


if __name__ == "__main__":
    unittest.main()

"""`Postfix.stop` returns when the server has gone, and not before."""

import socket
import tempfile
import time
import unittest
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from lab.addresses import ADDRESSES
from lab.failure import LabFailure
from lab.services import mail_roles
from lab.services.postfix import Postfix


class Stop(unittest.TestCase):
    """The server is a socket of the test's that listens until it is closed; time is the test's own."""

    def setUp(self) -> None:
        self.listener = self.enterContext(socket.create_server(("127.0.0.1", 0), backlog=1000))
        self.now = 0.0
        port = self.listener.getsockname()[1]
        self.patch("ADDRESSES", replace(ADDRESSES, smtp_port=port))
        self.patch("_make_queue", lambda jail, role: None)
        self.supervisor = mock.Mock()
        directory = Path(self.enterContext(tempfile.TemporaryDirectory()))
        role = replace(mail_roles.PROXY_IN_FRONT[1], address="127.0.0.1")
        self.postfix = Postfix(role, mock.Mock(), self.supervisor, directory / "etc", directory / "mail.log")

    def test_a_daemon_that_is_still_going_down_is_waited_for(self) -> None:
        self.time_passes(lambda: self.listener.close() if self.now > 0.5 else None)
        self.postfix.stop()
        self.supervisor.stop.assert_called_once_with(["postfix-proxy"])
        self.assertEqual(self.listener.fileno(), -1, "stop returned while the server still took connections")
        self.assertLess(self.now, 0.6)

    def test_a_server_that_has_gone_is_not_waited_for(self) -> None:
        self.time_passes(lambda: None)
        self.supervisor.stop.side_effect = lambda names: self.listener.close()
        self.postfix.stop()
        self.assertEqual(self.now, 0.0)

    def test_a_server_that_does_not_go_is_a_failure(self) -> None:
        self.time_passes(lambda: None)
        with self.assertRaisesRegex(LabFailure, "postfix-proxy still answers 3 s after it was stopped"):
            self.postfix.stop()

    def test_a_server_too_busy_to_take_a_connection_has_not_gone(self) -> None:
        self.time_passes(lambda: None)
        self.patch("socket", SimpleNamespace(create_connection=mock.Mock(side_effect=TimeoutError)))
        with self.assertRaises(LabFailure):
            self.postfix.stop()

    def time_passes(self, then: Callable[[], object]) -> None:
        """From now on a sleep takes no time but the test's, and `then` happens after each."""

        def sleep(seconds: float) -> None:
            self.now += seconds
            then()

        self.patch("time", SimpleNamespace(monotonic=lambda: self.now, sleep=sleep, time=time.time))

    def patch(self, name: str, value: object) -> None:
        self.enterContext(mock.patch(f"lab.services.postfix.{name}", value))


if __name__ == "__main__":
    unittest.main()

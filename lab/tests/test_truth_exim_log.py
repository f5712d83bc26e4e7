"""What is read out of Exim's log."""

import unittest

from lab.addresses import INQUIRER
from lab.truth.exim_log import EximLog

_ID = "1vN2Ab-000001-3k"
_AT = "2026-11-23 05:10:34"
_TAKEN = (
    f"{_AT} {_ID} <= probe@example.net H=(example.net) [127.0.25.98] P=esmtps X=TLS1.3:ECDHE:256 CV=no S=1042 "
    "id=a3f3@example.net"
)


class Exim(unittest.TestCase):
    def test_a_message_from_its_arrival_to_its_end(self) -> None:
        log = EximLog("proxy")
        lines = (
            _TAKEN,
            f"{_AT} {_ID} == probe@example.org R=onward T=onward defer (-44) H=127.0.25.20 [127.0.25.20]: 450 4.3.0 wait",
            f'{_AT} {_ID} => probe@example.org R=onward T=onward H=127.0.25.20 [127.0.25.20] C="250 2.0.0 Ok"',
            f"{_AT} {_ID} ** probe@example.org R=onward T=onward H=127.0.25.20 [127.0.25.20]: 554 5.7.1 no",
            f"{_AT} {_ID} Completed",
        )
        events = [event for line in lines for event in log.read(line, 7.0)]
        self.assertEqual([event.action for event in events], ["accepted", "deferred", "sent", "bounced"])
        self.assertEqual({event.message_id for event in events}, {"<a3f3@example.net>"})
        self.assertEqual({event.client for event in events}, {"127.0.25.98"})
        self.assertEqual([event.relay for event in events], ["", *["127.0.25.20"] * 3])

    def test_who_is_refused_has_no_message(self) -> None:
        line = (
            f"{_AT} H=(example.net) [127.0.25.98] X=TLS1.3:ECDHE:256 CV=no F=<probe@example.net> "
            "rejected RCPT <nobody@example.org>: 5.1.1 unknown recipient"
        )
        (event,) = EximLog("proxy").read(line, 7.0)
        self.assertEqual((event.action, event.client, event.message_id), ("rejected", "127.0.25.98", ""))
        self.assertEqual(event.detail, "550 5.1.1 unknown recipient")
        (asked,) = EximLog("proxy").read(line.replace("probe@example.net", INQUIRER), 7.0)
        self.assertEqual((asked.action, asked.detail), ("unwelcome", "nobody@example.org 550 5.1.1 unknown recipient"))

    def test_other_lines_tell_nothing(self) -> None:
        for line in (f"{_AT} exim 4.96 daemon started: pid=7, -q5s", f"{_AT} Start queue run: pid=9", ""):
            self.assertEqual(EximLog("proxy").read(line, 7.0), [])


if __name__ == "__main__":
    unittest.main()

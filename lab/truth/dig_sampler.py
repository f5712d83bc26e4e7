"""Asks one resolver twice a second, whether or not it has answered the questions before."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from lab.truth.dig import PATIENCE, Endpoint, dig
from lab.truth.log import TruthLog

PERIOD = 0.5
"""Seconds between samples. The agent and the lab must date a switch alike within 2 s (`lab.judge.tolerances.SWITCH`): the
lab's own date is no better than this, which leaves the agent 1.5 s, for its interval of 1 s, a tenth of that by which it
strays, and the whole second by which a TTL is rounded (the two last do not add up to more: see docs/lab-manners.md)."""

_JUST_AFTER = 0.02


class DigSampler(threading.Thread):
    """A resolver that lets its clients wait is sampled as often as any other. A pool of caches gets a question for each
    of them and one more: another client's questions come in between."""

    def __init__(
        self, endpoint: Endpoint, caches: int, questions: Sequence[tuple[str, str]], log: TruthLog, stop: threading.Event
    ) -> None:
        super().__init__(name=f"dig {endpoint.name}", daemon=True)
        self._endpoint, self._questions, self._log, self._stop_event = endpoint, list(questions), log, stop
        self._repeats = 1 if caches == 1 else caches + 1

    def run(self) -> None:
        at_once = round(PATIENCE / PERIOD + 1) * self._repeats * len(self._questions)
        due = _just_after_a_whole_second()
        with ThreadPoolExecutor(at_once, f"dig {self._endpoint.name}") as askers:
            while not self._stop_event.wait(max(0.0, due - time.monotonic())):
                due = max(due + PERIOD, time.monotonic())
                self._ask_all(askers)
            self._ask_all(askers)  # once more: what was told last is compared with this

    def _ask_all(self, askers: ThreadPoolExecutor) -> None:
        for name, rrtype in self._questions * self._repeats:
            askers.submit(self._ask, name, rrtype)

    def _ask(self, name: str, rrtype: str) -> None:
        self._log.append(dig(self._endpoint, name, rrtype))


def _just_after_a_whole_second() -> float:
    """Caches count whole seconds: a copy that has run out is fetched anew while that second is young, and everybody else
    has most of it to see the new copy's first TTL."""
    return time.monotonic() + 1 - time.time() % 1 + _JUST_AFTER

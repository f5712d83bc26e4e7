"""The agent as the tests here run it: the real executable, in the lab's network, asked over its own web page."""

import http.client
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lab import agent_config
from lab.judge.status import Status, parse
from lab.places import REPOSITORY
from lab.session import LabSession
from lab.story.status_feed import get, get_json

END_LIMIT = 5.0
"""What docs/cli.md promises: a signal ends the agent within five seconds."""

_STATUS = f"{agent_config.BASE_URL}/api/v1/status"
_READY_LIMIT = 30.0
"""For the first status, on a machine that compiles beside it. Who wants a start to be quick measures it."""

_PATIENCE = 2.0
_POLL = 0.02
_START_POLL = 0.002


def executable() -> Path:
    """CUTWATCH_AGENT, else the newest that was built. A missing one is a failure: a skipped test proves nothing."""
    if named := os.environ.get("CUTWATCH_AGENT"):
        found = [Path(named).absolute()]
    else:
        found = sorted((REPOSITORY / "build").glob("*/bin/cutwatch"), key=lambda path: path.stat().st_mtime)
    if not found or not os.access(found[-1], os.X_OK):
        raise AssertionError(f"no agent to test: {found[-1] if found else 'build/*/bin/cutwatch'} cannot be executed")
    return found[-1]


def wait_until(happened: Callable[[], bool], seconds: float, poll: float = _POLL) -> bool:
    """Whether it happened in time. Who asks the agent itself may ask less often, so as not to keep it busy."""
    limit = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > limit:
            return False
        time.sleep(poll)
    return True


class Started:
    """One process of the agent, from its first instant on."""

    def __init__(self, lab: LabSession, config: Path) -> None:
        self._errors = lab.log_dir / "agent.err"
        self.started = time.time()
        self.process = lab.start_agent([str(executable()), "run", "--config.file", str(config)], "agent")

    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    def kill(self) -> None:
        """`kill -9`: nothing is flushed, nobody says good-bye."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(END_LIMIT)

    def log(self) -> str:
        """The end of what all agents of this lab said."""
        return self._errors.read_text(encoding="utf-8", errors="replace")[-6000:]


class Agent(Started):
    """A process of the agent that can be asked: it has told its status once this is made."""

    def __init__(self, lab: LabSession, config: Path, patience: float = _PATIENCE) -> None:
        self._patience = patience
        begun = time.monotonic()
        super().__init__(lab, config)
        self.first_document = self._first_document(begun + _READY_LIMIT)
        self.start_seconds = time.monotonic() - begun
        """From the moment before its first instant to its first whole status."""

    def document(self) -> dict[str, object]:
        """The status as it came. An agent that gives none, once it has begun to, has failed the test."""
        with self._must_answer():
            return get_json(_STATUS, self._patience)

    def status(self, domain: str) -> Status:
        """The status of one cutover, strictly read."""
        return parse(self.document(), domain)

    def metrics(self) -> dict[str, float]:
        """Series, exactly as written on the page → value."""
        with self._must_answer():
            lines = get(f"{agent_config.BASE_URL}/metrics", self._patience)[1].decode("ascii").splitlines()
        pairs = (line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))
        return {series: float(value) for series, value in pairs}

    def reload(self) -> None:
        """SIGHUP: it reads its configuration again, which takes it a moment."""
        self.process.send_signal(signal.SIGHUP)

    def end(self) -> tuple[int | None, float]:
        """SIGTERM. The exit code, None when it did not end in time, and how long it took."""
        begun = time.monotonic()
        self.process.terminate()
        try:
            code: int | None = self.process.wait(END_LIMIT)
        except subprocess.TimeoutExpired:
            code = None
        return code, time.monotonic() - begun

    @contextmanager
    def _must_answer(self) -> Iterator[None]:
        try:
            yield
        except (OSError, http.client.HTTPException) as error:
            age = time.time() - self.started
            said = f"{type(error).__name__}: {error}, {age:.2f} s after its start; exit code {self._exit_code()}"
            raise AssertionError(f"the agent does not answer: {said}\n{self.log()}") from error

    def _exit_code(self) -> int | None:
        """None: it still runs, a while after it failed to answer."""
        try:
            return self.process.wait(END_LIMIT)
        except subprocess.TimeoutExpired:
            return None

    def _first_document(self, limit: float) -> dict[str, object]:
        while True:
            try:
                return get_json(_STATUS, self._patience)
            except (OSError, http.client.HTTPException, ValueError) as error:
                if not self.is_alive():
                    raise AssertionError(f"the agent ended with {self.process.returncode}:\n{self.log()}") from error
                if time.monotonic() > limit:
                    raise AssertionError(f"no status within {_READY_LIMIT:.0f} s: {error}\n{self.log()}") from error
                time.sleep(_START_POLL)

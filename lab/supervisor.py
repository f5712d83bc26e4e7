"""Starts the servers, waits until each answers in its protocol, and ends them with all their daemons."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lab.failure import LabFailure
from lab.jail import Jail
from lab.readiness import Ready

START_LIMIT = 30.0
"""Seconds for one server on a slow machine; a whole lab takes one or two on a fast one."""

_POLL = 0.02
_STOP_LIMIT = 5.0


@dataclass(frozen=True)
class Service:
    """One server: how it is started and how it shows that it is up."""

    name: str
    argv: list[str]
    ready: Ready
    environment: Mapping[str, str] = field(default_factory=dict)


class Supervisor:
    """Owns the processes. `seconds` says how long each server took from its start to its first right answer."""

    def __init__(self, jail: Jail, log_dir: Path) -> None:
        self._jail = jail
        self._log_dir = log_dir
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self.seconds: dict[str, float] = {}

    def start(self, services: list[Service]) -> None:
        """Starts them all at once and returns when every one is up."""
        began = time.monotonic()
        for service in services:
            with self._log_path(service.name).open("ab") as log:
                self._running[service.name] = self._jail.popen(service.argv, log, service.environment)
        waiting = list(services)
        while waiting:
            for service in list(waiting):
                if service.ready():
                    self.seconds[service.name] = time.monotonic() - began
                    waiting.remove(service)
                elif self._running[service.name].poll() is not None:
                    raise LabFailure(self._obituary(service.name, "ended instead of coming up"))
                elif time.monotonic() - began > START_LIMIT:
                    raise LabFailure(self._obituary(service.name, f"did not answer within {START_LIMIT:.0f} s"))
            time.sleep(_POLL)

    def stop(self, names: list[str] | None = None) -> None:
        """Ends some servers, or all: asks first, then the whole process group goes."""
        stopping = {name: self._running.pop(name) for name in (names or list(self._running)) if name in self._running}
        for process in stopping.values():
            _signal_group(process, signal.SIGTERM)
            _signal_group(process, signal.SIGCONT)  # one that was paused would never hear of it
        limit = time.monotonic() + _STOP_LIMIT
        for process in stopping.values():
            try:
                process.wait(max(0.0, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                pass
            _signal_group(process, signal.SIGKILL)
            process.wait()

    def signal(self, name: str, number: signal.Signals) -> None:
        """To the server's main process only."""
        self._running[name].send_signal(number)

    def pause(self, names: list[str]) -> None:
        """Stops some servers in the middle of what they do, with all their daemons; their sockets stay."""
        for name in names:
            _signal_group(self._running[name], signal.SIGSTOP)

    def go_on(self, names: list[str]) -> None:
        """Lets paused servers run again."""
        for name in names:
            _signal_group(self._running[name], signal.SIGCONT)

    def is_running(self, name: str) -> bool:
        """Whether it was started and has not ended."""
        return name in self._running and self._running[name].poll() is None

    def _log_path(self, name: str) -> Path:
        return self._log_dir / f"{name}.out"

    def _obituary(self, name: str, fate: str) -> str:
        log = self._log_path(name)
        words = "\n".join(log.read_text(errors="replace").splitlines()[-12:])
        return f"{name} {fate}; {log} ends with:\n{words}"


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        pass

"""Follows a growing log file and stamps each line when it appears: Postfix dates its lines by whole seconds only."""

import threading
import time
from pathlib import Path

from lab.truth.log import TruthLog
from lab.truth.exim_log import EximLog
from lab.truth.postfix_log import PostfixLog

_PERIOD = 0.05
_READERS = {"postfix": PostfixLog, "exim": EximLog}


class LogFollower(threading.Thread):
    """One thread per mail server's log."""

    def __init__(self, server: str, make: str, path: Path, log: TruthLog, stop: threading.Event) -> None:
        super().__init__(name=f"log {server}", daemon=True)
        self._path, self._log, self._stop_event = path, log, stop
        self._reader = _READERS[make](server)
        self._offset = 0
        self._rest = b""

    def run(self) -> None:
        while not self._stop_event.wait(_PERIOD):
            self._read_on()
        self._read_on()

    def _read_on(self) -> None:
        """Reads what was appended; a line without its end waits for the next time."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                appended = file.read()
        except FileNotFoundError:
            return  # the server has not written its first line yet
        self._offset += len(appended)
        *lines, self._rest = (self._rest + appended).split(b"\n")
        at = time.time()
        for line in lines:
            for event in self._reader.read(line.decode("utf-8", "replace"), at):
                self._log.append(event)

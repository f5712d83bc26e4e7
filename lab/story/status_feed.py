"""Collects the agent's status several times a second, for the story to tell and for the judge to judge."""

import http.client
import json
import threading
import time
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from lab.judge.status import MalformedStatus, Status, parse

_PERIOD = 0.25
_PATIENCE = 2.0


class StatusFeed(threading.Thread):
    """Keeps every status, as values in memory and as it came in `statuses.jsonl`."""

    def __init__(self, base_url: str, domain: str, path: Path) -> None:
        super().__init__(name="status feed", daemon=True)
        self._base_url, self._domain, self._path = base_url, domain, path
        self._stop_event = threading.Event()
        self._lock = threading.Lock()
        self._statuses: list[Status] = []
        self.problem = "no answer yet"
        """Why the last look gave nothing; empty when it did."""

    def __enter__(self) -> "StatusFeed":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def run(self) -> None:
        with self._path.open("w", buffering=1, encoding="utf-8") as file:
            while True:
                stopping = self._stop_event.wait(_PERIOD)
                try:
                    document = get_json(f"{self._base_url}/api/v1/status")
                    file.write(json.dumps({"received": time.time(), "status": document}) + "\n")
                    status = parse(document, self._domain)
                    with self._lock:
                        self._statuses.append(status)
                    self.problem = ""
                except (OSError, http.client.HTTPException, ValueError, MalformedStatus) as error:
                    self.problem = str(error) or type(error).__name__
                if stopping:
                    return

    def stop(self) -> None:
        """Looks once more, for the last status."""
        self._stop_event.set()
        if self.is_alive():
            self.join(2 * _PATIENCE)

    def statuses(self, start: int = 0) -> list[Status]:
        """All from the `start`th on."""
        with self._lock:
            return self._statuses[start:]

    def latest(self) -> Status | None:
        """The newest, if there is any."""
        with self._lock:
            return self._statuses[-1] if self._statuses else None


def get(url: str, patience: float = _PATIENCE) -> tuple[int, bytes]:
    """One GET without proxies, cookies or redirects."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=patience)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}" if parts.query else parts.path)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def get_json(url: str, patience: float = _PATIENCE) -> dict[str, object]:
    """The object at the URL; ValueError when the answer is something else."""
    code, body = get(url, patience)
    if code != http.client.OK:
        raise ValueError(f"{url} answers {code}")
    document = json.loads(body)
    if not isinstance(document, dict):
        raise ValueError(f"{url} answers no object")
    return document

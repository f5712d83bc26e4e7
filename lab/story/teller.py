"""Tells the story on the terminal: who speaks, at what second, in lines that fit."""

import os
import textwrap
import threading
import time
from collections.abc import Callable
from typing import TextIO

WIDTH = 100

_BOLD, _GREEN, _RED, _CYAN, _DIM, _PLAIN = "1", "32", "31", "36", "2", "0"


class Teller:
    """Any thread may tell; colours only for a person at a terminal who did not decline them (no-color.org)."""

    def __init__(self, out: TextIO, now: Callable[[], float] = time.time) -> None:
        self._out, self._now = out, now
        self._colours = out.isatty() and not os.environ.get("NO_COLOR")
        self._zero: float | None = None
        self._lock = threading.Lock()

    def start_clock(self) -> None:
        """The story's second 0 is now."""
        self._zero = self._now()

    @property
    def elapsed(self) -> float:
        """Seconds since the story's second 0."""
        return 0.0 if self._zero is None else self._now() - self._zero

    def text(self, text: str = "") -> None:
        """Without a speaker; lines are kept, long ones broken."""
        for line in text.splitlines() or [""]:
            self._write(*_fold(line, "", " " * (len(line) - len(line.lstrip()))))

    def chapter(self, title: str) -> None:
        """A step of the play begins."""
        self._write("", self._colour(_BOLD, f"{self._time()}  {title}"))

    def agent(self, sentence: str) -> None:
        """Told by the agent's status API, and by nothing else."""
        self._say("agent", _CYAN, sentence)

    def lab(self, sentence: str) -> None:
        """Done or measured by the lab itself."""
        self._say("lab", _DIM, sentence)

    def good(self, sentence: str) -> None:
        """An end as it should be."""
        self._write(*(self._colour(_GREEN, line) for line in _fold(sentence, "", "  ")))

    def bad(self, sentence: str) -> None:
        """An end as it should not be."""
        self._write(*(self._colour(_RED, line) for line in _fold(sentence, "", "  ")))

    def _say(self, speaker: str, colour: str, sentence: str) -> None:
        label = f"{self._time()}  {speaker:<5}  "
        first, *rest = _fold(sentence, " " * len(label), " " * len(label))
        self._write(f"{self._time()}  {self._colour(colour, f'{speaker:<5}')}  {first.lstrip()}", *rest)

    def _time(self) -> str:
        return " " * 7 if self._zero is None else f"{self.elapsed:5.1f} s"

    def _colour(self, code: str, text: str) -> str:
        return f"\033[{code}m{text}\033[{_PLAIN}m" if self._colours else text

    def _write(self, *lines: str) -> None:
        with self._lock:
            self._out.write("".join(f"{line}\n" for line in lines))
            self._out.flush()


def _fold(text: str, first: str, rest: str) -> list[str]:
    """Broken at spaces; control characters, which only a server could have put there, are made visible."""
    printable = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)
    return textwrap.wrap(
        printable, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False, drop_whitespace=True
    ) or [""]

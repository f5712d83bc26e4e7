"""^C once: the first signal ends what is running, later ones do not disturb the tear-down."""

import signal
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def interrupt_once() -> None:
    """SIGTERM and SIGHUP end a verb as ^C does: by a KeyboardInterrupt that unwinds the `with` blocks.

    A process group is often signalled as a whole, so the same signal arrives again from the launcher.
    """
    for number in _SIGNALS:
        signal.signal(number, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    for other in _SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt

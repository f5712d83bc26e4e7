"""The one exception for what the machine, not the programmer, got wrong."""

CANNOT_START = 3
"""Exit code of every verb when the lab cannot start. A lab that cannot start is a failure, never a skip."""


class LabFailure(Exception):
    """Says where, what was expected and what to do, in a sentence for the person at the terminal."""

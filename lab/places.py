"""Where things are, found from this file: no path is written down anywhere else."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
"""The top of the checkout; every command of the lab runs from there."""

BUILD = REPOSITORY / "build" / "lab"
"""Everything the lab makes: downloads, unpacked roots, run directories. Safe to delete."""

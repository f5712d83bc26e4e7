"""`python3 -m lab.story`: the play alone, for who is inside the namespaces already."""

import argparse
import sys

from lab.failure import CANNOT_START, LabFailure
from lab.interrupt import interrupt_once
from lab.story import command


def main() -> int:
    """The same arguments and exit codes as `python3 -m lab run`."""
    parser = argparse.ArgumentParser(prog="python3 -m lab.story")
    command.add_arguments(parser)
    args = parser.parse_args()
    interrupt_once()
    try:
        return command.main(args)
    except LabFailure as failure:
        print(f"lab: {failure}", file=sys.stderr)
        return CANNOT_START


if __name__ == "__main__":
    sys.exit(main())

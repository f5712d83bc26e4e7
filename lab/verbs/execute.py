"""`exec`: a command in the lab's empty namespaces. Tests of the lab run by it."""

import argparse
import os


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Everything after the verb is the command."""
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="COMMAND …")


def main(args: argparse.Namespace) -> int:
    """Becomes the command."""
    os.execvp(args.command[0], args.command)

"""`packages`: downloads and unpacks, for instance before a test run that must not wait for the network."""

import argparse

from lab import packages


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The purposes as `script/packages` names them."""
    parser.add_argument("purpose", nargs="?", default="lab", choices=["lab", "bench"])


def main(args: argparse.Namespace) -> int:
    """Instant when they are there already."""
    print(packages.ensure(args.purpose))
    return 0

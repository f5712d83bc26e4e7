"""`up`: all servers, until ^C."""

import argparse
import signal

from lab.rundir import run_directory
from lab.session import LabSession


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Shared with `shell`."""
    parser.add_argument("--keep", action="store_true", help="keep the run directory with configurations and logs")
    parser.add_argument("--timings", action="store_true", help="print how long each server took to come up")
    parser.add_argument("--old-ttl", type=int, default=12, metavar="SECONDS", help="TTL before the cutover (12)")


def main(args: argparse.Namespace) -> int:
    """Says who is where, then waits."""
    with run_directory(args.keep) as run_dir, LabSession.start(run_dir, old_ttl=args.old_ttl) as lab:
        describe(lab, args.timings)
        try:
            print("up; ^C ends it", flush=True)
            signal.pause()
        except KeyboardInterrupt:
            print("going down", flush=True)
    return 0


def describe(lab: LabSession, timings: bool) -> None:
    """Where everything is."""
    authorities = ", ".join(f"{name} {address}" for name, address in lab.authorities.items())
    resolvers = ", ".join(f"{name} {address}" for name, address in lab.resolvers.items())
    where = lab.addresses
    print(f"authorities  {authorities}\nresolvers    {resolvers}")
    print(f"mail         old {where.old}, proxy {where.proxy}, outside sender {where.sender}, IMAP {where.imap}")
    print(f"prometheus   http://{where.prometheus}:{where.prometheus_port}\nrun          {lab.run_dir}")
    if timings:
        for name, seconds in sorted(lab.start_seconds.items(), key=lambda item: item[1]):
            print(f"  {seconds:5.2f} s  {name}")

"""`shell`: all servers, and a shell of the host among them."""

import argparse
import os
import subprocess

from lab.rundir import run_directory
from lab.session import LabSession
from lab.verbs import up


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The same as `up`."""
    up.add_arguments(parser)


def main(args: argparse.Namespace) -> int:
    """The lab ends with the shell."""
    with run_directory(args.keep) as run_dir, LabSession.start(run_dir, old_ttl=args.old_ttl) as lab:
        up.describe(lab, args.timings)
        environment = {**os.environ, "LAB_RUN": str(run_dir), "PS1": "lab$ "}
        return subprocess.run([os.environ.get("SHELL", "/bin/sh")], env=environment, check=False).returncode

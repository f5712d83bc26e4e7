"""Unpacks .deb files into a directory, as any user."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lab.failure import LabFailure

_LEFT_OUT = ("usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/info", "usr/share/lintian")
"""A third of the bytes, and no server reads them."""


def unpack(archives: list[Path], root: Path) -> None:
    """Lays all packages into one root, the way dpkg would have, without running their scripts."""
    root.mkdir(parents=True)
    root.chmod(0o755)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done, _ in enumerate(pool.map(lambda archive: _unpack_one(archive, root), archives), start=1):
            if done % 25 == 0 or done == len(archives):
                print(f"lab: unpacked {done} of {len(archives)}", file=sys.stderr, flush=True)


def _unpack_one(archive: Path, root: Path) -> None:
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(archive)], stdout=subprocess.PIPE) as reader:
        written = subprocess.run(
            ["tar", "--extract", "--no-same-owner", "--preserve-permissions", "--directory", str(root)]
            + [f"--exclude=./{left_out}" for left_out in _LEFT_OUT],
            stdin=reader.stdout,
            capture_output=True,
            text=True,
            check=False,
        )
    if reader.returncode != 0 or written.returncode != 0:
        raise LabFailure(f"{archive}: cannot unpack it; remove the file and run again. tar said: {written.stderr}")

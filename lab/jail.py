"""The root that the servers live in: the unpacked packages below, memory above.

An overlay keeps the unpacked packages pristine and gives every lab its own /etc, /run and /var in a tmpfs, which ends
with the mount namespace. The run directory is seen at its own path inside too, so a configuration, a log or a
certificate has one name for the servers, the agent and the person looking on.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import chdir
from pathlib import Path
from typing import IO

from lab import accounts, kernel
from lab.addresses import ADDRESSES
from lab.failure import LabFailure

_DEVICES = ("null", "zero", "full", "random", "urandom")
_LOCALTIME = Path("/etc/localtime")
_ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/root"}


class Jail:
    """A mounted server root. What servers write below /run and /var is memory; `path` finds it from outside."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @classmethod
    def mount(cls, lower: Path, run_dir: Path, hosts: Mapping[str, str]) -> "Jail":
        """Mounts the overlay below the run directory; only this mount namespace sees it."""
        base = run_dir / "jail"
        base.mkdir()
        kernel.mount("tmpfs", base, "tmpfs", options="mode=755")
        for name in ("lower", "upper", "work", "root"):
            (base / name).mkdir(mode=0o755)
        kernel.bind(lower, base / "lower")
        with chdir(base):  # relative names: the separators of overlay options may occur in a checkout's path
            try:
                kernel.mount("overlay", "root", "overlay", options="lowerdir=lower,upperdir=upper,workdir=work")
            except OSError as error:
                raise LabFailure(f"{error}; the lab needs overlayfs (and Linux 5.11 for a plain user)") from None
        jail = cls(base / "root")
        jail._make_devices()
        jail._write_etc(hosts)
        jail.directory("/tmp").chmod(0o1777)
        kernel.mount("proc", jail.directory("/proc"), "proc")
        kernel.bind(run_dir, jail.directory(str(run_dir)))
        return jail

    def unmount(self) -> None:
        """Takes everything away again; the tmpfs and what is in it are gone."""
        kernel.unmount(self._root.parent)
        self._root.parent.rmdir()

    def path(self, inside: str) -> Path:
        """Where something inside is found from outside."""
        return self._root / inside.lstrip("/")

    def directory(self, inside: str, owner: accounts.Account = accounts.ROOT, mode: int = 0o755) -> Path:
        """Makes a directory inside, with its parents."""
        made = self.path(inside)
        made.mkdir(parents=True, exist_ok=True)
        made.chmod(mode)
        os.chown(made, owner.number, owner.number)
        return made

    def popen(
        self, argv: list[str], log: IO[bytes], environment: Mapping[str, str]
    ) -> subprocess.Popen[bytes]:
        """Starts a server inside, in a process group of its own so that its daemons can be ended with it."""
        return subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**_ENVIRONMENT, **environment},
            preexec_fn=self._enter,
            start_new_session=True,
        )

    def run(self, argv: list[str], typed: str = "") -> str:
        """Runs a tool inside, with `typed` on its standard input, and returns what it printed on both outputs.

        A LabFailure carries its complaint.
        """
        done = subprocess.run(
            argv, input=typed, capture_output=True, text=True, env=_ENVIRONMENT, preexec_fn=self._enter, check=False
        )
        if done.returncode != 0:
            raise LabFailure(f"{' '.join(argv)}: exit {done.returncode}: {(done.stderr or done.stdout).strip()}")
        return done.stdout + done.stderr

    def _enter(self) -> None:
        os.chroot(self._root)
        os.chdir("/")

    def _make_devices(self) -> None:
        """Only what servers need: the host's /dev may hold the socket of its syslog."""
        dev = self.directory("/dev")
        for name in _DEVICES:
            (dev / name).touch()
            kernel.bind(f"/dev/{name}", dev / name)
        for name, target in (("fd", ""), ("stdin", "/0"), ("stdout", "/1"), ("stderr", "/2")):
            (dev / name).symlink_to(f"/proc/self/fd{target}")
        self.directory("/dev/shm").chmod(0o1777)

    def _write_etc(self, host_names: Mapping[str, str]) -> None:
        """Names of hosts come from a file, so only the outside sender, looking for an MX, asks its resolver."""
        etc = self.directory("/etc")
        hosts = {"127.0.0.1": "localhost", **host_names}
        (etc / "passwd").write_text(accounts.passwd_text())
        (etc / "group").write_text(accounts.group_text())
        (etc / "hosts").write_text("".join(f"{address} {name}\n" for address, name in hosts.items()))
        (etc / "nsswitch.conf").write_text("passwd: files\ngroup: files\nhosts: files dns\nservices: files\n")
        (etc / "resolv.conf").write_text(f"nameserver {ADDRESSES.sender_resolver}\noptions timeout:2 attempts:1\n")
        if _LOCALTIME.exists():  # who reads a mail log takes its times for the host's
            shutil.copy(_LOCALTIME, etc / "localtime")

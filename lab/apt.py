"""Downloads packages with apt, without the system's locks, status or caches, so that a plain user can."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from lab.failure import LabFailure

TOOLS = ("apt-get", "dpkg-deb", "tar")
"""Programs of Debian that downloading and unpacking need."""

_MISSING = re.compile(r"Unable to locate package (\S+)|Package '?([^' ]+)'? has no installation candidate")


def download(names: list[str], home: Path) -> list[Path]:
    """The .deb files of the packages and of all they depend on.

    apt is shown an empty status file, so it resolves the whole closure (libc included) and the result does not depend
    on what the host has. Tries with the system's package lists; when they lack something or are too old, with lists of
    our own, fetched now.
    """
    if any(shutil.which(tool) is None for tool in TOOLS):
        raise LabFailure(
            f"{' '.join(names)} come as Debian packages, and one of {', '.join(TOOLS)} is not here: "
            "run it on Debian 12 or in a container of it"
        )
    (home / "archives" / "partial").mkdir(parents=True, exist_ok=True)
    (home / "status").touch()
    options = _options(home)
    complaint = _fetch(names, options)
    if complaint:
        print("lab: the package lists of the system do not do; fetching our own", file=sys.stderr, flush=True)
        (home / "lists" / "partial").mkdir(parents=True, exist_ok=True)
        options += ["-o", f"Dir::State::lists={home / 'lists'}"]
        subprocess.run(["apt-get", "update", *options], check=False, stdout=sys.stderr)
        complaint = _fetch(names, options)
    if complaint:
        raise LabFailure(explain(complaint))
    return [home / "archives" / name for name in _closure(names, options, home)]


def parse_uris(text: str) -> list[str]:
    """The file names in the output of `apt-get --print-uris`: `'uri' name size checksum` per line."""
    return sorted(line.split()[1] for line in text.splitlines() if line.startswith("'"))


def missing_names(complaint: str) -> list[str]:
    """The packages that apt says it does not have."""
    return sorted({first or second for first, second in _MISSING.findall(complaint)})


def explain(complaint: str) -> str:
    """What to tell the person when apt could not."""
    missing = missing_names(complaint)
    if missing:
        return (
            f"the package lists have no {', '.join(missing)}: the lab needs Debian 12 (bookworm) with component main "
            "in its apt sources"
        )
    return f"apt-get could not download the lab's packages; check the network and its sources. It said:\n{complaint}"


def _fetch(names: list[str], options: list[str]) -> str:
    """Empty on success, else apt's complaint. Says every now and then how far it is."""
    fetched = 0
    command = ["apt-get", "install", "--yes", "--download-only", *options, *names]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as apt:
        assert apt.stdout and apt.stderr
        for line in apt.stdout:
            fetched += line.startswith("Get:")
            if line.startswith("Get:") and fetched % 25 == 0 or line.startswith(("Need to get", "Fetched")):
                print(f"lab: {line.strip()}", file=sys.stderr, flush=True)
        complaint = apt.stderr.read()
    return complaint if apt.returncode != 0 else ""


def _closure(names: list[str], options: list[str], home: Path) -> list[str]:
    """The file names of everything needed. apt lists only what is not in the cache, so it is shown an empty one."""
    empty = home / "empty-cache"
    (empty / "partial").mkdir(parents=True, exist_ok=True)
    command = ["apt-get", "install", "--yes", "--print-uris", *options, "-o", f"Dir::Cache::archives={empty}", *names]
    return parse_uris(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _options(home: Path) -> list[str]:
    settings = {
        "Dir::State::status": home / "status",
        "Dir::Cache": home,
        "Dir::Cache::archives": home / "archives",
        "Dir::Log": home,
        "Debug::NoLocking": "1",
        "APT::Install-Recommends": "0",
        "APT::Sandbox::User": "root",  # else apt drops to _apt, who may not write below a home directory
        "Acquire::Languages": "none",
    }
    return ["--quiet", *(word for key, value in settings.items() for word in ("-o", f"{key}={value}"))]

"""Which way this machine can give the lab its namespaces. There is no lower mode to fall to silently: it is one of
the two, or a sentence that says what is missing."""

import enum
import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

from lab import accounts, kernel
from lab.failure import LabFailure


class Mode(enum.Enum):
    """How the namespaces are made. Both give the same lab."""

    ROOT = "1"
    USER = "2"

    @property
    def sentence(self) -> str:
        """What a person is told."""
        if self is Mode.ROOT:
            return "mode 1: root, own network, mount and process namespaces"
        return "mode 2: plain user, own user, network, mount and process namespaces"


@dataclass(frozen=True)
class IdRange:
    """One line of /etc/subuid or /etc/subgid."""

    start: int
    count: int


@dataclass(frozen=True)
class Facts:
    """What the choice depends on; a value, so that every machine can be written down in a test."""

    is_root: bool
    user_name: str
    unshare_error: str
    """Why the kernel refused the namespaces in a trial; empty when it gave them."""
    has_idmap_tools: bool
    uids: IdRange | None
    gids: IdRange | None


def parse_ranges(text: str, user_name: str, uid: int) -> IdRange | None:
    """The first range of a subuid file that belongs to the user, by name or number, and is long enough."""
    for line in text.splitlines():
        fields = line.strip().split(":")
        if len(fields) != 3 or fields[0] not in (user_name, str(uid)):
            continue
        found = IdRange(int(fields[1]), int(fields[2]))
        if found.count >= accounts.HIGHEST_NUMBER:
            return found
    return None


def choose(facts: Facts) -> Mode:
    """The mode for this machine, or a LabFailure that names the reason and the fix."""
    if facts.is_root:
        if facts.unshare_error:
            raise LabFailure(
                f"mode 1 (root) is impossible here: {facts.unshare_error}. The lab needs CAP_SYS_ADMIN to make its "
                "namespaces: run it outside the container, or start the container with --privileged"
            )
        return Mode.ROOT
    problems = []
    if not facts.has_idmap_tools:
        problems.append("newuidmap and newgidmap are missing: apt-get install uidmap")
    if facts.uids is None or facts.gids is None:
        problems.append(
            f"{facts.user_name} has no range in /etc/subuid and /etc/subgid: as root run "
            f"usermod --add-subuids 100000-165535 --add-subgids 100000-165535 {facts.user_name}"
        )
    if facts.unshare_error:
        problems.append(
            f"the kernel refuses user namespaces ({facts.unshare_error}): check the sysctls "
            "user.max_user_namespaces, kernel.unprivileged_userns_clone=1 and "
            "kernel.apparmor_restrict_unprivileged_userns=0, or run as root"
        )
    if problems:
        raise LabFailure("mode 2 (plain user) is impossible here: " + "; ".join(problems))
    return Mode.USER


def observe() -> Facts:
    """Looks at this machine; asks the kernel by trying."""
    uid = os.geteuid()
    try:
        user_name = pwd.getpwuid(uid).pw_name
    except KeyError:
        user_name = str(uid)
    is_root = uid == 0
    wanted = kernel.CLONE_NEWNET | kernel.CLONE_NEWNS | kernel.CLONE_NEWPID
    return Facts(
        is_root=is_root,
        user_name=user_name,
        unshare_error=_refusal(wanted if is_root else wanted | kernel.CLONE_NEWUSER),
        has_idmap_tools=bool(shutil.which("newuidmap") and shutil.which("newgidmap")),
        uids=parse_ranges(_text(Path("/etc/subuid")), user_name, uid),
        gids=parse_ranges(_text(Path("/etc/subgid")), user_name, uid),
    )


def _refusal(flags: int) -> str:
    """Why a child could not unshare; in a child because there is no way back."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            kernel.unshare(flags)
        except OSError as error:
            os.write(writer, str(error.strerror).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        refusal = answer.read()
    os.waitpid(child, 0)
    return refusal


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""

"""Enters fresh namespaces and leaves nothing behind.

Three processes: the *launcher* (the command the user typed), *init* (number 1 of the new process namespace) and the
command itself. Killing the launcher, even with SIGKILL, kills init; when init ends the kernel kills every process of
the namespace, and with the last of them the network, the mounts and the tmpfs go too.
"""

import os
import select
import signal
import subprocess
import sys
from typing import NoReturn

from lab import kernel, modes
from lab.failure import LabFailure
from lab.modes import Mode

MARK = "CUTWATCH_LAB_MODE"
"""Set in the environment of everything that runs inside."""

_PASSED_ON = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
_SI_KERNEL = 0x80


def is_inside() -> bool:
    """Whether this process already runs in the lab's namespaces."""
    return MARK in os.environ


def enter(argv: list[str]) -> int:
    """Runs `python3 -m lab ARGV` inside and returns its exit code."""
    return enter_command([sys.executable, "-m", "lab", *argv])


def enter_command(command: list[str]) -> int:
    """Runs a command inside and returns its exit code. This process stays in the namespaces: call it last."""
    facts = modes.observe()
    mode = modes.choose(facts)
    print(f"lab: {mode.sentence}", file=sys.stderr, flush=True)
    signal.pthread_sigmask(signal.SIG_BLOCK, _PASSED_ON | {signal.SIGCHLD})
    if mode is Mode.USER:
        _unshare_as_user(facts)
    else:
        kernel.unshare(kernel.CLONE_NEWNET | kernel.CLONE_NEWNS | kernel.CLONE_NEWPID)
    alive, launcher_end = os.pipe()
    init = os.fork()
    if init == 0:
        os.close(launcher_end)
        _be_init(alive, mode, command)
    os.close(alive)
    return _wait_passing_signals(init)


def _unshare_as_user(facts: modes.Facts) -> None:
    """Maps root inside to this user, and 1, 2, 3 … to the user's subordinate range.

    The map can only be written from outside the new user namespace, by the setuid tools, so a child stays behind.
    """
    assert facts.uids and facts.gids
    unshared, tell = os.pipe()
    target, uid, gid = os.getpid(), os.geteuid(), os.getegid()
    mapper = os.fork()
    if mapper == 0:
        os.close(tell)
        os.read(unshared, 1)
        failed = 0
        for tool, own, others in (("newuidmap", uid, facts.uids), ("newgidmap", gid, facts.gids)):
            ranges = ["0", str(own), "1", "1", str(others.start), str(others.count)]
            failed |= subprocess.run([tool, str(target), *ranges], check=False).returncode
        os._exit(1 if failed else 0)
    os.close(unshared)
    kernel.unshare(kernel.CLONE_NEWUSER | kernel.CLONE_NEWNET | kernel.CLONE_NEWNS | kernel.CLONE_NEWPID)
    os.write(tell, b"x")
    os.close(tell)
    _, status = os.waitpid(mapper, 0)
    if status != 0:
        raise LabFailure(
            "newuidmap or newgidmap refused the map (their words are above): check that /etc/subuid and /etc/subgid "
            f"both give {facts.user_name} a range and that newuidmap is setuid root"
        )


def _be_init(alive: int, mode: Mode, command: list[str]) -> NoReturn:
    """Number 1 of the namespace: sets the stage, starts the command, reaps orphans, ends with it."""
    kernel.die_with_parent()
    if select.select([alive], [], [], 0)[0]:
        os._exit(1)  # the launcher had died before the kernel was told to watch it
    try:
        kernel.make_mounts_private()
        kernel.mount("proc", "/proc", "proc")
        kernel.bring_up_loopback()
    except OSError as error:
        print(f"lab: setting up the namespaces: {error}; in a container, start it with --privileged", file=sys.stderr)
        os._exit(3)
    child = os.fork()
    if child == 0:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _PASSED_ON | {signal.SIGCHLD})
        try:
            os.execvpe(command[0], command, {**os.environ, MARK: mode.value})
        except OSError as error:
            print(f"lab: {command[0]}: {error.strerror}", file=sys.stderr)
            os._exit(127)
    os._exit(_wait_passing_signals(child))


def _wait_passing_signals(child: int) -> int:
    """Waits for one child, reaping every other, and passes signals on to it.

    What the terminal sends (SI_KERNEL) already went to the whole foreground group: passed on, ^C would arrive twice.
    """
    while True:
        info = signal.sigwaitinfo(_PASSED_ON | {signal.SIGCHLD})
        if info.si_signo != signal.SIGCHLD:
            if info.si_code != _SI_KERNEL:
                os.kill(child, info.si_signo)
            continue
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return 1
            if pid == 0:
                break
            if pid == child:
                code = os.waitstatus_to_exitcode(status)
                return code if code >= 0 else 128 - code

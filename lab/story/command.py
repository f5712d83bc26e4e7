"""`run`: rehearses a cutover with an agent, judges what it said, and ends with 0 only if it told the truth."""

import argparse
import contextlib
import http.client
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from lab import agent_config, namespace
from lab.failure import LabFailure
from lab.judge.truth import Truth
from lab.judge.verdict import judge
from lab.modes import Mode
from lab.report.text import report, verdict_lines
from lab.rundir import run_directory
from lab.session import LabSession
from lab.story.play import Play, StepFailed
from lab.story.scenarios import DEFAULT, SCENARIOS, Scenario
from lab.story.status_feed import StatusFeed, get
from lab.story.teller import Teller

ACCOUNT = "account.txt"
"""Where a quiet rehearsal tells its story, in the run directory."""

_READY_PATIENCE = 10.0
_FIRST_FEW = 20


class RehearsalFailed(Exception):
    """The play broke off or the agent did not tell the truth. The account has it all already."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = faults
        """The most important lines of the account."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to rehearse, and with which agent."""
    parser.add_argument("--agent", required=True, type=Path, metavar="PATH", help="the agent's executable")
    parser.add_argument("--scenario", choices=list(SCENARIOS), default=DEFAULT, help=f"which play ({DEFAULT})")
    parser.add_argument("--keep", action="store_true", help="leave lab and agent up at the end, until ^C")
    parser.add_argument("--quiet", action="store_true", help="tell what went wrong, and nothing else")


def main(args: argparse.Namespace) -> int:
    """Exit code 0: played to the end without a difference. The run directory stays when there was one."""
    agent = args.agent.resolve()
    if not os.access(agent, os.X_OK):
        raise LabFailure(f"--agent {args.agent}: no executable there; build it first (script/build)")
    try:
        with run_directory(args.keep) as run_dir:
            with _account(run_dir, args.quiet) as account:
                _rehearse(SCENARIOS[args.scenario], agent, run_dir, args.keep, Teller(account))
    except RehearsalFailed as failure:
        if args.quiet:
            for line in failure.faults:
                Teller(sys.stdout).bad(line)
            print(f"lab: the whole account is {ACCOUNT} there")
        return 1
    return 0


@contextlib.contextmanager
def _account(run_dir: Path, quiet: bool) -> Iterator[TextIO]:
    """Where the story goes: to the terminal, or into the run directory, which stays when something went wrong."""
    if not quiet:
        yield sys.stdout
        return
    with (run_dir / ACCOUNT).open("w", encoding="utf-8") as account:
        yield account


def _rehearse(scenario: Scenario, agent: Path, run_dir: Path, keep: bool, teller: Teller) -> None:
    _introduce(scenario, agent, teller)
    plan = scenario.plan
    with scenario.session.start(run_dir, old_ttl=plan.old_ttl, log=teller.lab) as lab:
        teller.start_clock()
        with (
            scenario.observer(lab, plan) as observer,
            StatusFeed(agent_config.BASE_URL, plan.domain, run_dir / "statuses.jsonl") as feed,
        ):
            play = Play(plan, lab, observer, feed, teller)
            failure = act(play, scenario, agent)
            feed.stop()  # the last status first: the observers look once more after it
        faults = _close(play, failure)
        if keep:
            _wait_for_the_visitor(lab, teller)
    if faults:
        raise RehearsalFailed(faults)


def _introduce(scenario: Scenario, agent: Path, teller: Teller) -> None:
    plan = scenario.plan
    teller.text(
        f"Rehearsal “{scenario.name}” of a mail cutover of {plan.domain}: {scenario.summary}.\n"
        "Real servers run on this machine, in namespaces that nothing leaves\n"
        f"({Mode(os.environ[namespace.MARK]).sentence}).\n"
        f"TTLs of hours are seconds here: {plan.old_ttl} s, to be lowered to {plan.new_ttl} s. Agent: {agent.name}.\n"
        "Who speaks: “agent” is told from the agent's status alone, “lab” did or measured it itself."
    )


def act(play: Play, scenario: Scenario, agent: Path) -> str:
    """Plays the steps; returns why it broke off, or nothing."""
    try:
        for step in scenario.before_the_agent:
            step(play)
        _start(play, agent)
        for step in scenario.steps:
            step(play)
    except StepFailed as failure:
        return str(failure)
    return ""


def _start(play: Play, agent: Path) -> None:
    config = agent_config.write(play.lab, play.plan, play.lowered_at)
    play.observer.note_start()
    play.agent = play.lab.start_agent([str(agent), "run", "--config.file", str(config)], "agent")
    url = f"{agent_config.BASE_URL}/-/ready"
    play.wait("the agent is ready", lambda: _is_ready(url), _READY_PATIENCE, lambda: f"no 200 from {url}")
    play.teller.agent("ready")


def _is_ready(url: str) -> bool:
    try:
        return get(url)[0] == http.client.OK
    except (OSError, http.client.HTTPException):
        return False


def _close(play: Play, failure: str) -> list[str]:
    """Report and verdict; what went wrong, if anything did."""
    play.tell_news()
    statuses = play.feed.statuses()
    events = play.observer.log.events()
    verdict = judge(play.plan, events, statuses)
    teller = play.teller
    teller.chapter(f"Report: {len(statuses)} statuses of the agent, {len(events)} observations of the lab")
    for line in report(play.plan, Truth(events), statuses):
        teller.text(line)
    words = list(verdict_lines(verdict))
    for line in words:
        (teller.good if verdict.is_honest else teller.bad)(line)
    if verdict.is_honest and not failure:
        teller.good(f"The rehearsal succeeded in {teller.elapsed:.0f} s.")
        return []
    end = f"The rehearsal failed after {teller.elapsed:.0f} s{f': the play broke off: {failure}' if failure else '.'}"
    teller.bad(end)
    return [end, *words[: 1 + _FIRST_FEW]]


def _wait_for_the_visitor(lab: LabSession, teller: Teller) -> None:
    mode = Mode(os.environ[namespace.MARK])
    user = "--user --preserve-credentials " if mode is Mode.USER else ""
    enter = f"nsenter {user}--net --target $(pgrep -nf 'm lab run')"  # our own number outside is not known inside
    base, where = agent_config.BASE_URL, lab.addresses
    teller.text(
        f"\nThe lab and the agent stay up until ^C. From another terminal{' as root' if mode is Mode.ROOT else ''}:\n"
        f"  {enter} curl {base}/metrics\n"
        f"  {enter} curl {base}/api/v1/status\n"
        f"  {enter} curl {where.prometheus}:{where.prometheus_port}/api/v1/alerts\n"
        f"  {enter} sh       # a shell among the servers\n"
        "python3 -m lab shell gives a shell in a fresh lab without an agent.\n"
        f"Configurations, logs, truth.jsonl and statuses.jsonl: {lab.run_dir}"
    )
    try:
        signal.pause()
    except KeyboardInterrupt:
        teller.text("going down")

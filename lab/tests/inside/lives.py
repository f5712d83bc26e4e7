"""An agent that is killed and started anew, over and over, and what was wrong with any of its lives."""

import os
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

from lab.judge.status import Message
from lab.session import LabSession
from lab.story.plan import Plan
from lab.tests.inside import before_and_after, state_file
from lab.tests.inside.agent import Agent, Started, wait_until
from lab.tests.inside.before_and_after import MOST_ENDED, Look, Totals
from lab.tests.inside.kill_moments import Aim, Fate, ZoneMove, fates
from lab.tests.inside.moving_zone import MovingZone, invented, phase_of
from lab.tests.inside.state_file import Kept

_AIM_LIMIT = 2.0
_POLL = 0.1
_WRITE_POLL = 0.0005
_METRICS_EVERY = 0.3
_CHECK_EVERY = 50
_TYPICAL_START = 0.3


class Lives:
    """What was told by all lives together, and every difference between one and the next."""

    def __init__(self, lab: LabSession, config: Path, plan: Plan) -> None:
        self._lab, self._config, self._plan = lab, config, plan
        self.zone = MovingZone(lab, plan, time.time())
        self.told: dict[str, Message] = {}
        self.starts: list[float] = []
        self.aims: Counter[Aim] = Counter()
        """How many kills met what they were aimed at."""
        self.differences: list[str] = []
        self.forgotten: dict[str, float] = {}
        self.damage: list[str] = []
        self.last_look = 0.0
        self._last: Look | None = None
        self._totals: Totals = {}
        self._next_metrics = 0.0
        self._kept: Kept | None = None
        self._files = {path.name for path in lab.run_dir.iterdir()} | set(state_file.FILES)

    def live_and_die(self, seed: int, kills: int) -> Agent:
        """So many lives, and one more that goes on."""
        begun = time.monotonic()
        for number, fate in enumerate(fates(seed, kills), start=1):
            if fate.move is ZoneMove.BEFORE:
                self.zone.move()
            self._live(fate)
            self.look_at_the_file(f"kill {number}, {fate}")
            if number % _CHECK_EVERY == 0 or number == kills:
                self.check_integrity(f"kill {number}")
                seconds = time.monotonic() - begun
                print(f"{number} kills in {seconds:.0f} s; {self.summary()}", file=sys.stderr, flush=True)
        return self.start("after the last kill")

    def start(self, where: str) -> Agent:
        """One more life, compared with the one before."""
        agent = Agent(self._lab, self._config)
        self.starts.append(agent.start_seconds)
        self._next_metrics, before = 0.0, self._last
        now = self._take(agent, agent.first_document)
        found = [*invented(now.status, self.zone.published), *self._against_itself(now)]
        if before:
            found += before_and_after.difference(before, now)
        if self._kept:
            since = sum(message.recorded_at > agent.started for message in agent.status(self._plan.domain).messages)
            found += before_and_after.miscounted(self._kept, now.totals, since)
        self._note(where, found)
        return agent

    def look(self, agent: Agent) -> Look:
        """Every status must still tell of all that any status before it told, and of a result nothing else."""
        return self._take(agent, agent.document())

    def look_at_the_file(self, where: str) -> None:
        """Compares it with all that was told, and with what it was before. No agent may run."""
        kept, found = state_file.read(self._lab.run_dir), []
        if kept:
            found += before_and_after.unkept({m.id: m.result for m in self.told.values()}, kept)
            found += before_and_after.doubled(kept.events)
        if self._kept:
            found += before_and_after.not_continued(self._kept, kept)
        files = {path.name for path in self._lab.run_dir.iterdir()} - self._files
        found += [f"{name} is left" for name in files]
        self._files |= files
        self._kept = kept
        self._note(where, found)

    def check_integrity(self, where: str) -> None:
        """By SQLite's own check."""
        said = state_file.integrity(self._lab.run_dir)
        if said != "ok":
            self.damage.append(f"{where}: {said}")

    def summary(self) -> str:
        """How it went so far."""
        starts = sorted(self.starts)
        some = {name: starts[int(share * (len(starts) - 1))] for name, share in _QUANTILES.items()} if starts else {}
        seconds = ", ".join(f"{name} {value:.3f} s" for name, value in some.items())
        met = ", ".join(f"{aim.name.lower()} {count}" for aim, count in self.aims.items())
        moves, wrong = len(self.zone.published) - 1, len(self.differences) + len(self.damage) + len(self.forgotten)
        events = len(self._kept.events) if self._kept else 0
        return (
            f"{len(starts)} starts to the first status: {seconds}; met: {met}; "
            f"{moves} moves of the zone, {len(self.told)} messages, {events} changes of judgement kept, {wrong} wrong"
        )

    def _live(self, fate: Fate) -> None:
        if fate.aim is Aim.STARTING:
            return self._die_starting(fate)
        agent = self.start(f"{fate}")
        moving = [self.zone.move] if fate.move is ZoneMove.WITHIN and fate.aim is Aim.ANY else []
        begun = time.monotonic()
        while time.monotonic() < begun + fate.life:
            if moving and time.monotonic() > begun + fate.life / 2:
                moving.pop()()
            self.look(agent)
            time.sleep(max(0.0, min(_POLL, begun + fate.life - time.monotonic())))
        if self._meets(agent, fate):
            self.aims[fate.aim] += 1
        time.sleep(fate.delay)
        agent.kill()

    def _die_starting(self, fate: Fate) -> None:
        """Up to a little after the moment at which a start is over."""
        typical = statistics.median(self.starts or [_TYPICAL_START])
        agent = Started(self._lab, self._config)
        time.sleep(fate.delay * 1.2 * typical)
        self.aims[fate.aim] += 1
        agent.kill()

    def _meets(self, agent: Agent, fate: Fate) -> bool:
        """Waits for the moment."""
        if fate.aim is Aim.SENDING:
            return wait_until(lambda: self._is_sending(agent), _AIM_LIMIT)
        if fate.aim is Aim.WRITING:
            return self._wait_for_a_write()
        if fate.aim is Aim.NOTICING:
            known = before_and_after.versions(self.look(agent).status)
            self.zone.move()
            if fate.delay:
                return True
            return wait_until(lambda: bool(before_and_after.versions(self.look(agent).status) - known), _AIM_LIMIT)
        return True

    def _is_sending(self, agent: Agent) -> bool:
        """Whether a message of this life is with no server yet, as far as is told."""
        self.look(agent)
        mine = [message for message in self.told.values() if message.recorded_at > agent.started]
        return any(message.result is None and message.accepted_at is None for message in mine)

    def _wait_for_a_write(self) -> bool:
        """The first sign of it: the log beside the state file is touched before the transaction is whole."""
        log = self._lab.run_dir / state_file.FILES[1]
        before, limit = _touched(log), time.monotonic() + _AIM_LIMIT
        while _touched(log) == before:
            if time.monotonic() > limit:
                return False
            time.sleep(_WRITE_POLL)
        return True

    def _take(self, agent: Agent, document: dict[str, object]) -> Look:
        if time.monotonic() > self._next_metrics:
            self._totals = before_and_after.totals(agent.metrics())
            self._next_metrics = time.monotonic() + _METRICS_EVERY
        now = before_and_after.look(document, self._totals, self._plan.domain)
        told = {message.message_id: message for message in now.status.messages}
        is_full = sum(message.result is not None for message in told.values()) >= MOST_ENDED
        for name, before in self.told.items():
            if name not in told and not (is_full and before.result):
                self.forgotten.setdefault(name, now.status.at)
        for name, message in told.items():
            before_it = self.told.get(name)
            if before_it and before_it.result not in (None, message.result):
                self._note(f"at {now.status.at}", [f"{name}: {before_it.result}, then {message.result}"])
        self.told |= told
        self._last, self.last_look = now, now.status.at
        return now

    def _against_itself(self, now: Look) -> list[str]:
        """The phase is a matter of what the name servers publish."""
        record = now.status.records[0]
        phase = phase_of(record.authorities, self._plan.old_ttl)
        return [] if phase == now.status.phase else [f"phase {now.status.phase}, by its own evidence {phase}"]

    def _note(self, where: str, found: list[str]) -> None:
        self.differences += [f"start {len(self.starts)}, {where}: {each}" for each in found]


_QUANTILES = {"min": 0.0, "median": 0.5, "p99": 0.99, "max": 1.0}


def _touched(path: Path) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except FileNotFoundError:
        return 0

"""An agent's word on its mail, collected status by status, and held against itself and the servers' logs each time."""

import re
from collections import Counter

from lab.addresses import ADDRESSES
from lab.judge.truth import Truth
from lab.tests.inside.agent import Agent
from lab.tests.inside.mail_said import Counted, Said, Told, counted, said
from lab.tests.inside.mail_truth import MailTruth

_VERP = re.compile(r"\+(?P<id>[0-9a-f]{32})@")
_MOST_WRONG = 20


class MailWatch:
    """Every message that was ever told of, as it was told last, and what did not add up."""

    def __init__(self, agent: Agent, truth: MailTruth, domain: str) -> None:
        self._agent, self._truth, self._domain = agent, truth, domain
        self.told: dict[str, Told] = {}
        self.wrong: list[str] = []
        self.looks = 0

    def look(self) -> Said:
        """One status. A message must still be told of while it is in flight, and a result never changes."""
        now = said(self._agent.document(), self._domain)
        for id, before in self.told.items():
            after = now.messages.get(id)
            if before.result is None and after is None:
                self._note(f"{id} was in flight, and is not told of any more")
            elif after is not None and before.result not in (None, after.result):
                self._note(f"{id} was {before.result}, and is {after.result}")
        self.told |= now.messages
        self.looks += 1
        return now

    def look_and_count(self) -> tuple[Said, Counted]:
        """A page of metrics between two statuses, which lies between them; and all that servers saw before it is on it."""
        seen = self._seen()
        first = self.look()
        before = self._ends()
        least = len(self.told)
        page = counted(self._agent.metrics())
        now = self.look()
        after = self._ends()
        if not least <= page.recorded() <= len(self.told):
            self._note(
                f"{least} to {len(self.told)} messages were recorded; the page counts {page.ended.total()} ended and "
                f"{page.in_flight.total()} in flight"
            )
        for key in set(page.ended) | set(after):
            if not before[key] <= page.ended[key] <= after[key]:
                self._note(f"{before[key]} to {after[key]} ended as {key}; the page counts {page.ended[key]}")
        told = set(first.conditions) & set(now.conditions), set(first.conditions) | set(now.conditions)
        if not told[0] <= page.conditions <= told[1]:
            self._note(f"{sorted(told[1])} hold; the page has {sorted(page.conditions)}")
        if len(seen) > page.recorded():
            self._note(f"servers saw {len(seen)} messages; the page counts {page.recorded()}")
        unknown = seen - set(self.told)
        if unknown:
            self._note(f"servers saw {sorted(unknown)}, of which the agent does not tell")
        return now, page

    def pending(self) -> list[str]:
        """Messages that have not ended."""
        return [each.id for each in self.told.values() if each.result is None]

    def _seen(self) -> set[str]:
        """Ids of messages that a server was offered, by the logs."""
        truth = self._truth.now()
        return seen_by_servers(truth)

    def _ends(self) -> Counter[tuple[str, str, str]]:
        return Counter((*each.key, each.result) for each in self.told.values() if each.result)

    def _note(self, what: str) -> None:
        if len(self.wrong) < _MOST_WRONG:
            self.wrong.append(f"look {self.looks}: {what}")


def seen_by_servers(truth: Truth) -> set[str]:
    """Ids of the agent's messages: of those that were taken by the Message-ID, of the others by the sender, which has
    the id where each message has a sender of its own."""
    found = set()
    for event in truth.logged:
        if event.client != ADDRESSES.agent:
            continue
        name = _VERP.search(event.sender)
        if name:
            found.add(name["id"])
        elif event.action == "accepted" and event.message_id:
            found.add(event.message_id.strip("<>").partition("@")[0])
    return found

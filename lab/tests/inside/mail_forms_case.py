"""What tests of further forms of mail share: one agent in one lab, asked until it has shown all, and then held against what
the servers wrote and what lies in the mailboxes."""

import imaplib
import tempfile
import unittest
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from lab.addresses import ADDRESSES
from lab.judge.instants import instant
from lab.judge.truth import Truth
from lab.session import LabSession
from lab.tests.inside import mail_forms_config
from lab.tests.inside.agent import Agent, wait_until
from lab.tests.inside.mail_truth import MailTruth

_OLD_TTL = 4
_INTERVAL, _AT_REST = 1, 15
_SHOW_LIMIT, _END_LIMIT = 60.0, 40.0
"""A compiler may be busy on both cores."""

_POLL = 0.3
_PATIENCE = 30.0

Message = Mapping[str, Any]


class FormsCase(unittest.TestCase):
    """One story, told once; every test looks at another side of it."""

    maxDiff = None
    session: ClassVar[type[LabSession]]
    config: ClassVar[Callable[..., str]]
    lab: ClassVar[Any]

    @classmethod
    def setUpClass(cls) -> None:
        if cls is FormsCase:
            raise unittest.SkipTest("the story is told by others")
        run_dir = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="lab-test-")))
        cls.lab = cls.enterClassContext(cls.session.start(run_dir, _OLD_TTL, lambda _: None))
        with MailTruth(cls.lab) as cls.mail:
            cls.agent = Agent(cls.lab, cls.write_config(_INTERVAL), _PATIENCE)
            cls.shown: dict[str, bool] = {}
            cls.tell()
            cls.write_config(_AT_REST)
            cls.agent.reload()
            cls.has_ended = wait_until(cls.is_at_rest, _END_LIMIT, _POLL)
            cls.look()
            cls.page = cls.agent.metrics()
            cls.truth = cls.mail.now()
            cls.logs = {name: cls.lab.postfix(name).log_path.read_text(errors="replace") for name in cls.servers()}
            cls.agent_log = cls.agent.log()
            cls.finish()

    @classmethod
    def tell(cls) -> None:
        """The story: a step is to be `show`n before the next one."""
        raise NotImplementedError

    @classmethod
    def finish(cls) -> None:
        """What else is to be kept before the lab is gone."""

    @classmethod
    def show(cls, what: str, is_shown: Callable[[], bool]) -> None:
        """Waits for it, asking the agent time and again."""
        cls.shown[what] = wait_until(lambda: cls.look() and is_shown(), _SHOW_LIMIT, _POLL)

    @classmethod
    def look(cls) -> bool:
        """Asks for the status."""
        (cls.cutover,) = cls.agent.document()["cutovers"]  # type: ignore[misc]
        cls.messages: list[Message] = cls.cutover["messages"]
        return True

    @classmethod
    def is_at_rest(cls) -> bool:
        """Whether every message has ended, and every copy too."""
        cls.look()
        awaited = [copy for message in cls.messages for copy in message["also_in"] if copy["state"] == "awaited"]
        return not awaited and all(message["result"] for message in cls.messages)

    @classmethod
    def of(cls, trip: str, path: str | None = None, since: float = 0.0) -> list[Message]:
        """Messages of a round trip, by one path or by any."""
        return [
            m
            for m in cls.messages
            if m["probe"] == trip and path in (None, m["path"]) and instant(m["recorded_at"]) >= since
        ]

    @classmethod
    def write_config(cls, interval: int) -> Path:
        return mail_forms_config.write(cls.lab, cls.config(cls.lab, interval))

    @classmethod
    def servers(cls) -> list[str]:
        return [role.name for role in cls.lab.roles]

    def wrote(self, message: Message) -> set[tuple[str, str]]:
        """What servers did with it."""
        return {(event.server, event.action) for event in self.truth.logged_for(message["message_id"])}

    def test_everything_was_shown(self) -> None:
        self.assertEqual([what for what, is_shown in self.shown.items() if not is_shown], [], self.agent_log)
        self.assertTrue(self.has_ended, self.agent_log)

    def test_the_page_counts_what_was_told_message_by_message(self) -> None:
        told = Counter((m["probe"], m["path"], m["result"]) for m in self.messages)
        self.assertEqual(counted(self.page, "cutwatch_mail_messages_total", "result"), +Counter(
            {key: number for key, number in told.items() if key[2] != "untold"}
        ))  # fmt: skip
        untold = Counter((m["probe"], m["path"]) for m in self.messages if m["result"] == "untold")
        self.assertEqual(counted(self.page, "cutwatch_mail_untold_total"), untold)

    def test_servers_took_just_what_is_told_as_accepted(self) -> None:
        """Of messages to the servers' SMTP port, and of those handed in: whom the agent spoke to is in the log."""
        told = {m["message_id"] for m in self.messages if m["accepted_at"]}
        self.assertEqual(told, set(taken(self.truth)) - self.others())

    def test_a_second_copy_is_counted_as_a_duplicate(self) -> None:
        """A Postfix that reads its configuration again may hand on once more what it is just about to hand on."""
        lying: Counter[tuple[str, ...]] = Counter()
        for trip, copies in self.lying().items():
            for message in self.of(trip):
                lying[trip, message["path"]] += max(0, copies[message["message_id"]] - 1)
        self.assertEqual(counted(self.page, "cutwatch_mail_duplicates_total"), +lying)

    def lying(self) -> dict[str, Counter[str]]:
        """Of each round trip into a mailbox: Message-ID → how often it lies there."""
        raise NotImplementedError

    def others(self) -> set[str]:
        """Message-IDs of mail from the agent's address that is not the agent's."""
        return set()


def counted(page: Mapping[str, float], family: str, *more: str) -> Counter[tuple[str, ...]]:
    """A family of counters by round trip, path and further labels, without zeros."""
    found: Counter[tuple[str, ...]] = Counter()
    for series, value in page.items():
        name, _, labels = series.partition("{")
        if name == family:
            pairs = dict(pair.split("=", 1) for pair in labels.rstrip("}").split(","))
            found[tuple(pairs[label].strip('"') for label in ("probe", "path", *more))] = int(value)
    return +found


def taken(truth: Truth) -> Iterator[str]:
    """Message-IDs of what servers took from the agent's address."""
    return (e.message_id for e in truth.logged if e.action == "accepted" and e.client == ADDRESSES.agent)


def raw(lab: LabSession, address: str, user: str) -> dict[str, list[bytes]]:
    """All of a user's inbox: Message-ID → each copy as it lies there, with the ends of lines that mail has."""
    found: dict[str, list[bytes]] = {}
    with imaplib.IMAP4(address, timeout=_PATIENCE) as imap:
        imap.login(user, lab.imap_password_file.read_text().strip())
        imap.select("INBOX", readonly=True)
        if imap.search(None, "ALL")[1][0]:
            for item in imap.fetch("1:*", "(BODY.PEEK[])")[1]:
                if isinstance(item, tuple):
                    found.setdefault(message_id(item[1]), []).append(item[1])
    return found


def number(found: Mapping[str, list[bytes]]) -> Counter[str]:
    """How often each lies there."""
    return Counter({name: len(copies) for name, copies in found.items()})


def message_id(message: bytes) -> str:
    """Of a message as it lies in a mailbox."""
    header = message.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    lines = (line for line in header.split(b"\n") if line.lower().startswith(b"message-id:"))
    return next(lines, b":").partition(b":")[2].strip().decode("ascii", "replace")

"""Pairs that switch a fault of mail on and off."""

from lab.session import LabSession
from lab.tests.inside.mail_fault import Switch
from lab.tests.inside.mail_truth import INBOX


def at(server: str, action: str, source: str | None = None) -> tuple[Switch, Switch]:
    """What happens to a recipient there, from everybody or from one client."""
    more = () if source is None else (source,)
    return lambda lab: lab.postfix(server).set_fault(action, *more), lambda lab: lab.postfix(server).set_fault(None)


def locked(action: str) -> tuple[Switch, Switch]:
    return lambda lab: lab.postfix("old").set_lockdown(action), lambda lab: lab.postfix("old").set_lockdown(None)


def rewriting(rule: str) -> tuple[Switch, Switch]:
    proxy = "proxy"
    return lambda lab: lab.postfix(proxy).set_header_checks([rule]), lambda lab: lab.postfix(proxy).set_header_checks([])


def proxy_down(lock: str | None = None) -> tuple[Switch, Switch]:
    """With the old server open to everybody, or locked."""

    def switch_on(lab: LabSession) -> None:
        lab.postfix("old").set_lockdown(lock)
        lab.postfix("proxy").stop()

    def switch_off(lab: LabSession) -> None:
        lab.postfix("proxy").start()
        lab.postfix("old").set_lockdown(None)

    return switch_on, switch_off


def mended_behind_the_proxy(lab: LabSession) -> None:
    """The proxy tries at once what it has kept, so that it does not arrive in the middle of the next fault."""
    lab.postfix("old").set_fault(None)
    lab.postfix("proxy").flush()


def mailboxes_back(lab: LabSession) -> None:
    lab.start_mailboxes()
    lab.postfix("old").flush()


def without(recipient_at: str) -> tuple[Switch, Switch]:
    """A server that does not know the probes' mailbox."""
    return for_recipient(recipient_at, INBOX, "550 5.1.1 User unknown")


def for_recipient(server: str, address: str, action: str) -> tuple[Switch, Switch]:
    """What happens to that one there."""
    return (
        lambda lab: lab.postfix(server).set_recipient(address, action),
        lambda lab: lab.postfix(server).set_recipient(address, None),
    )

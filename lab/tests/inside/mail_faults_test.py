"""Every fault of mail that the lab can switch on, each story before an agent of its own."""

import dataclasses
import unittest

from lab.moves import EximSession
from lab.tests.inside import mail_fault_case, mail_fault_table


class Core(mail_fault_case.FaultCase):
    """One of each kind: a part that is quickly told."""

    faults = mail_fault_table.CORE


class AtTheProxy(mail_fault_case.FaultCase):
    """The server that takes the message does something else with it than it should."""

    faults = mail_fault_table.AT_THE_PROXY


class BehindTheProxy(mail_fault_case.FaultCase):
    """The first server says 250, and that proves nothing."""

    faults = mail_fault_table.BEHIND_THE_PROXY
    plan = dataclasses.replace(mail_fault_case.PLAN, lost_after=20)
    """Nothing is lost here, but put off: a mail server tries again every five to ten seconds."""


class Elsewhere(mail_fault_case.FaultCase):
    """Machines that are down, a locked old server, a mailbox that cannot be used."""

    faults = mail_fault_table.ELSEWHERE


class ByExim(mail_fault_case.FaultCase):
    """A proxy of another make than the servers around it."""

    faults = mail_fault_table.BY_EXIM
    session = EximSession
    plan = dataclasses.replace(mail_fault_case.PLAN, lost_after=30)


if __name__ == "__main__":
    unittest.main()

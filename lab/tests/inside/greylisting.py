"""The lab with one server more: greylisting, for who asks for it by `GREYLISTED`."""

from lab.services import postgrey
from lab.session import LabSession
from lab.zone import ZoneParameters


class GreylistingSession(LabSession):
    """Nobody is put off until a table of a mail server says so."""

    def _bring_up(self, parameters: ZoneParameters) -> None:
        super()._bring_up(parameters)
        self._supervisor.start([postgrey.service(self._jail)])

"""The last step of a proxy's cutover at the old server."""

from lab.story.play import Play


def lock_old_server(play: Play) -> None:
    """Nobody but the proxy has anything to bring: there is no cache left that leads others here."""
    play.teller.chapter("Lock the old server down: it refuses everybody but the proxy")
    play.lab.postfix("old").set_lockdown("554 5.7.1 use the MX")
    play.teller.lab("the old server answers 554 to all but the proxy")

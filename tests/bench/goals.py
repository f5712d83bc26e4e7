"""What was asked for, against what came out."""


class Goals:
    """What was asked for, what came out."""

    def __init__(self) -> None:
        self.missed = 0

    def judge(self, what: str, value: float, limit: float, detail: str = "") -> None:
        """One line; `value` must not exceed `limit`."""
        met = value <= limit
        self.missed += not met
        print(f"{'ok    ' if met else 'MISSED'} {what:58} {value:8.2f}  goal ≤ {limit:g}  {detail}", flush=True)

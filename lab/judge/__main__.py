"""`python3 -m lab.judge RUN_DIR`: judges a kept run once more, from what it left on disk. Needs no lab."""

import argparse
import json
import sys
from pathlib import Path

from lab.judge.status import MalformedStatus, parse
from lab.judge.truth import Truth
from lab.judge.verdict import judge
from lab.report.text import report, verdict_lines
from lab.story.scenarios import DEFAULT, SCENARIOS
from lab.truth import log


def main() -> int:
    """0 without a difference, as `run`."""
    parser = argparse.ArgumentParser(prog="python3 -m lab.judge", description=__doc__)
    parser.add_argument("run_dir", type=Path, help="where truth.jsonl and statuses.jsonl are")
    parser.add_argument("--scenario", choices=list(SCENARIOS), default=DEFAULT, help="the play that was rehearsed")
    args = parser.parse_args()
    plan = SCENARIOS[args.scenario].plan
    events = log.read(args.run_dir / "truth.jsonl")
    statuses = []
    for line in (args.run_dir / "statuses.jsonl").read_text(encoding="utf-8").splitlines():
        try:
            statuses.append(parse(json.loads(line)["status"], plan.domain))
        except MalformedStatus as error:
            print(error, file=sys.stderr)
    verdict = judge(plan, events, statuses)
    for text in (*report(plan, Truth(events), statuses), *verdict_lines(verdict)):
        print(text)
    return 0 if verdict.is_honest else 1


if __name__ == "__main__":
    sys.exit(main())

"""`python3 -m lab VERB`: the lab's one command."""

import argparse
import importlib
import sys
from dataclasses import dataclass

from lab import namespace, packages
from lab.failure import CANNOT_START, LabFailure
from lab.interrupt import interrupt_once


@dataclass(frozen=True)
class Verb:
    """One line of the table. The module is imported when the verb is used."""

    name: str
    module: str
    help: str
    runs_inside: bool = True


VERBS = (
    Verb("check", "lab.verbs.check", "say whether this machine can run the lab, or what is missing", runs_inside=False),
    Verb("packages", "lab.verbs.packages", "download and unpack the packages of a purpose", runs_inside=False),
    Verb("exec", "lab.verbs.execute", "run a command in fresh namespaces, without servers"),
    Verb("run", "lab.story.command", "rehearse a cutover, watched by an agent, and judge what it said"),
    Verb("measure", "lab.verbs.measure", "measure an agent: start, memory, how late it sees a change"),
    Verb("up", "lab.verbs.up", "bring all servers up and wait for ^C"),
    Verb("shell", "lab.verbs.shell", "bring all servers up and open a shell among them"),
)


def main(argv: list[str]) -> int:
    """Parses outside and inside alike, so that a typing error costs no namespace."""
    parser = argparse.ArgumentParser(prog="python3 -m lab", description="The rehearsal lab.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    wanted = next((word for word in argv if not word.startswith("-")), None)
    modules = {}
    for verb in VERBS:
        subparser = verbs.add_parser(verb.name, help=verb.help, description=verb.help)
        if verb.name == wanted:
            modules[verb.name] = importlib.import_module(verb.module)
            modules[verb.name].add_arguments(subparser)
    args = parser.parse_args(argv)
    verb = next(verb for verb in VERBS if verb.name == args.verb)
    try:
        if verb.runs_inside and not namespace.is_inside():
            packages.ensure("lab")  # inside there is no network to download with
            return namespace.enter(argv)
        interrupt_once()
        return int(modules[verb.name].main(args))
    except LabFailure as failure:
        print(f"lab: {failure}", file=sys.stderr)
        return CANNOT_START
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

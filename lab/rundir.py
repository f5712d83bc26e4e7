"""The directory of one run: configurations, logs and what a rehearsal writes."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lab.places import BUILD


@contextmanager
def run_directory(keep: bool) -> Iterator[Path]:
    """A fresh one below `build/lab`; removed at the end unless it is to be kept or something went wrong."""
    BUILD.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix="run-", dir=BUILD))
    try:
        yield made
    except BaseException:
        print(f"lab: configurations and logs are in {made}", flush=True)
        raise
    if keep:
        print(f"lab: kept {made}", flush=True)
    else:
        shutil.rmtree(made)

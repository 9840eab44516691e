"""What the benchmarks share: the filters, a process with its CPU time and peak memory, and a table."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import perf_counter

ROOT = Path(__file__).parent.parent
AVC = str(Path(sys.executable).with_name("avc"))
FILTERS: dict[str, list[str]] = {
    "normalize": [],
    "tokenize": [],
    "transliterate": ["--catalogue", str(ROOT / "examples" / "catalogue.tsv")],
    "diacritize": [],
    "convert": [],
    "phonemize": [],
}
"""Each filter and the options it cannot do without."""
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "AVC_THREADS": "1"}


@dataclass(frozen=True)
class Cost:
    """What a process took: seconds of wall clock and CPU (its own and the system's), and its peak memory in MiB."""

    wall: float
    cpu: float
    peak: float


def cost(command: Sequence[str], data: Iterable[bytes] = ()) -> Cost:
    """Run a command on ``data`` from start to end, its output thrown away; it must succeed."""
    start = perf_counter()
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **ONE_THREAD}
    )
    assert process.stdin and process.stderr
    writer = Thread(target=_feed, args=(process.stdin, data))
    writer.start()
    complaint = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = perf_counter() - start
    writer.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit status {process.returncode}\n{complaint}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10  # ru_maxrss is in bytes there, in KiB elsewhere
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def _feed(pipe: object, data: Iterable[bytes]) -> None:
    try:
        with pipe:  # type: ignore[attr-defined]
            for chunk in data:
                pipe.write(chunk)  # type: ignore[attr-defined]
    except BrokenPipeError:
        pass  # the process ended first; its exit status says why


def parser(description: str) -> argparse.ArgumentParser:
    """The options all benchmarks have."""
    made = argparse.ArgumentParser(description=description.split("\n")[0])
    made.add_argument("--filters", default=",".join(FILTERS), metavar="A,B", help="which filters (default: all)")
    made.add_argument("--option", action="append", default=[], metavar="FILTER=OPTIONS", help="extra options of a filter, as one word")
    made.add_argument("--json", action="store_true", help="print JSON")
    return made


def commands(arguments: argparse.Namespace) -> dict[str, list[str]]:
    """The command line of each filter that was asked for."""
    extra = dict(word.split("=", 1) for word in arguments.option)
    names = arguments.filters.split(",")
    if unknown := set(names) - set(FILTERS) | set(extra) - set(FILTERS):
        raise SystemExit(f"no filter {', '.join(sorted(unknown))}; there are: {', '.join(FILTERS)}")
    return {name: [AVC, name, *FILTERS[name], *extra.get(name, "").split()] for name in names}


def show(rows: Sequence[Mapping[str, str | float]], as_json: bool) -> None:
    """Print rows of one shape as a table, or as JSON."""
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    cells = [list(rows[0]), *([_cell(value) for value in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        print("  ".join(cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(line, widths, strict=True))).rstrip())


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return f"{value:.3f}" if value < 10 else f"{value:,.0f}"

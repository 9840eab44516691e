"""Many cores: what `--jobs N` and `avc batch --workers N` cost and gain against one process.

usage: python bench/batch.py FILE [--steps 'tokenize' …] [--counts 1,2,4] [--parts N] [--size MB] [--rounds N] [--json]

FILE is UTF-8 text of some MB, one utterance a line. Each way is run on it and on one line; the difference is what the text
costs, the rest is starting up. CPU seconds hold on a busy machine, wall clock only on an idle one: `speed-up` is measured
by the wall, `on N cores` follows from the CPU seconds of all processes together, for a file of --size MB and N cores with
nothing else to do.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from common import ONE_THREAD, show

WATCHED = """
import atexit, json, resource, sys
def told(path):
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    json.dump([u.ru_utime + u.ru_stime for u in used], open(path, "w"))
atexit.register(told, sys.argv.pop(1))
from arabic_voice_cli.cli.app import main
main()
"""


@dataclass(frozen=True)
class Cost:
    """Seconds: wall clock, CPU of the program itself, CPU of its workers."""

    wall: float
    own: float
    workers: float

    @property
    def cpu(self) -> float:
        return self.own + self.workers


def cost(arguments: list[str], folder: Path) -> Cost:
    """Run `avc` to its end."""
    start = perf_counter()
    with (folder / "messages").open("wb") as messages:
        done = subprocess.run(
            [sys.executable, "-c", WATCHED, str(folder / "cpu"), *arguments], stderr=messages, env={**os.environ, **ONE_THREAD}
        )
    if done.returncode:
        raise SystemExit(f"avc {' '.join(arguments)}: exit status {done.returncode}\n{(folder / 'messages').read_text('utf-8')}")
    return Cost(perf_counter() - start, *json.loads((folder / "cpu").read_text()))


def corpus(data: bytes, parts: int, folder: Path) -> Path:
    """The text in ``parts`` files of about the same number of lines."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    lines = data.split(b"\n")
    each = -(-len(lines) // parts)
    for i in range(0, len(lines), each):
        (folder / f"{i:09}.txt").write_bytes(b"\n".join(lines[i : i + each]) + b"\n")
    return folder


def ways(steps: list[str], counts: list[int], folder: Path) -> dict[tuple[str, int], list[str]]:
    """(way, processes) → arguments; the input is added to them."""
    out = str(folder / "out")
    all_ways = {("--jobs", n): ["pipe", *steps, "--jobs", str(n), "-o", out, "-q"] for n in sorted({1, *counts})}
    return all_ways | {("batch", n): ["batch", *steps, "--workers", str(n), "-o", f"{out}-parts", "-q"] for n in counts}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("file", type=Path, metavar="FILE", help="the text")
    options.add_argument("--steps", nargs="+", default=["tokenize"], metavar="STEP", help="as in `avc pipe` (default: tokenize)")
    options.add_argument("--counts", default="1,2", metavar="N,N", help="numbers of processes (default: 1,2)")
    options.add_argument("--parts", type=int, default=16, metavar="N", help="files that `avc batch` gets (default: 16)")
    options.add_argument("--size", type=float, default=50, metavar="MB", help="the size that `on N cores` is for (default: 50)")
    options.add_argument("--rounds", type=int, default=1, metavar="N", help="runs of each; the median counts (default: 1)")
    options.add_argument("--json", action="store_true", help="print JSON")
    arguments = options.parse_args()
    data = arguments.file.read_bytes()
    megabytes = len(data) / 1e6
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "line").write_bytes(data.split(b"\n", 1)[0] + b"\n")
        parts = corpus(data, arguments.parts, folder / "parts")
        rows = []
        for (way, count), command in ways(arguments.steps, list(map(int, arguments.counts.split(","))), folder).items():
            costs: dict[str, list[Cost]] = {"line": [], "text": []}
            for _ in range(arguments.rounds):
                for what, source in ("line", folder / "line"), ("text", parts if way == "batch" else arguments.file):
                    shutil.rmtree(folder / "out-parts", ignore_errors=True)
                    costs[what].append(cost([*command, "-i", str(source)], folder))
            start, text = median(c.cpu for c in costs["line"]), median(c.cpu for c in costs["text"])
            a_megabyte = (text - start) / megabytes
            wall = median(c.wall for c in costs["text"])
            if not rows:
                alone, alone_wall = start + arguments.size * a_megabyte, wall
            rows.append(
                {
                    "way": f"{way} {count}",
                    "start-up CPU s": start,
                    "CPU s a MB": a_megabyte,
                    "of it the program": (median(c.own for c in costs["text"]) - median(c.own for c in costs["line"])) / megabytes,
                    "wall s": wall,
                    "speed-up": alone_wall / wall,
                    f"{arguments.size:g} MB on N cores": alone / ((start + arguments.size * a_megabyte) / count),
                }
            )
    show(rows, arguments.json)


if __name__ == "__main__":
    main()

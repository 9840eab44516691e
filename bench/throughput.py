"""Words per CPU-second of each filter on a text, one thread, without its start-up.

usage: python bench/throughput.py FILE [--rounds N] [--filters A,B] [--option 'diacritize=--model PATH'] [--json]

FILE is UTF-8, one utterance a line; give one of some thousand lines. Each run is a process of its own; the CPU time of
a run on one line is taken off. Filters are run in turn, round by round; the median counts.
"""

from __future__ import annotations

from pathlib import Path
from statistics import median

from common import Cost, commands, cost, parser, show


def main() -> None:
    options = parser(str(__doc__))
    options.add_argument("file", type=Path, metavar="FILE", help="the text")
    options.add_argument("--rounds", type=int, default=3, metavar="N", help="runs of each filter (default: 3)")
    arguments = options.parse_args()
    data = arguments.file.read_bytes()
    words = len(data.split())
    first = data.split(b"\n", 1)[0] + b"\n"
    idle: dict[str, list[Cost]] = {}
    busy: dict[str, list[Cost]] = {}
    for _ in range(arguments.rounds):
        for name, command in commands(arguments).items():
            idle.setdefault(name, []).append(cost(command, [first]))
            busy.setdefault(name, []).append(cost(command, [data]))
    rows = []
    for name, costs in busy.items():
        start = median(c.cpu for c in idle[name])
        seconds = max(median(c.cpu for c in costs) - start, 1e-3)
        rows.append(
            {
                "filter": name,
                "words/CPU-s": words / seconds,
                "KB/CPU-s": len(data) / 1000 / seconds,
                "CPU s": seconds,
                "start-up CPU s": start,
                "peak MiB": max(c.peak for c in costs),
            }
        )
    show(rows, arguments.json)
    if not arguments.json:
        print(f"{arguments.file}: {words:,} words, {data.count(10):,} lines, {len(data) / 1000:,.0f} KB")


if __name__ == "__main__":
    main()

"""Peak memory of each filter on a short and on a long stream: it must be flat.

usage: python bench/memory.py [--sizes 10,100] [--one-line] [--filters A,B] [--option 'diacritize=--model PATH'] [--json]

The text is generated and the same every time: common words and, one in ten, a word that was never seen before, so that
a cache without a bound shows. Sizes are in MB. With --one-line it has no line feed: then memory may grow with the
line, and what counts is that it ends and how many bytes it takes for each byte of the line.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from common import commands, cost, parser, show

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


def text(megabytes: float, end: str) -> Iterator[bytes]:
    """About ``megabytes`` MB of Arabic words, each ten of them ended by ``end``."""
    rng = random.Random(1)
    common = ["".join(rng.choices(LETTERS, k=rng.randint(2, 6))) for _ in range(3000)]
    left = int(megabytes * 1_000_000)
    while left > 0:
        words = rng.choices(common, k=900)
        fresh = "".join(rng.choices(LETTERS, k=600))
        words += [fresh[i : i + 6] for i in range(0, 600, 6)]
        rng.shuffle(words)
        chunk = "".join(" ".join(words[i : i + 10]) + end for i in range(0, 1000, 10)).encode()
        yield chunk
        left -= len(chunk)


def main() -> None:
    options = parser(str(__doc__))
    options.add_argument("--sizes", default="10,100", metavar="MB,MB", help="sizes in MB, smallest first (default: 10,100)")
    options.add_argument("--one-line", action="store_true", help="one line without end, not many short ones")
    arguments = options.parse_args()
    sizes = [float(size) for size in arguments.sizes.split(",")]
    rows = []
    for name, command in commands(arguments).items():
        row: dict[str, str | float] = {"filter": name, "start MiB": cost(command, [b"\n"]).peak}
        costs = [cost(command, text(size, " " if arguments.one_line else "\n")) for size in sizes]
        for size, got in zip(sizes, costs, strict=True):
            row |= {f"{size:g} MB: peak MiB": got.peak, f"{size:g} MB: CPU s": got.cpu}
        growth = costs[-1].peak - costs[0].peak
        if arguments.one_line:
            row["bytes a byte"] = (costs[-1].peak - float(row["start MiB"])) * (1 << 20) / (sizes[-1] * 1e6)
        else:
            row["flat"] = "yes" if growth < max(5, costs[0].peak * 0.05) else f"no, +{growth:.0f} MiB"
        rows.append(row)
    show(rows, arguments.json)


if __name__ == "__main__":
    main()

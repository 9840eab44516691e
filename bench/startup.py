"""How long a whole process takes from nothing to one answered line: the median of N, in rounds.

usage: python bench/startup.py [--rounds N] [--filters A,B] [--option 'diacritize=--model PATH'] [--json]

CPU seconds do not change when the machine is busy; wall clock does. `python -c pass` is the floor nobody gets below.
"""

from __future__ import annotations

import sys
from statistics import median

from common import AVC, Cost, commands, cost, parser, show

LINE = "ذهب الولد إلى المدرسة\n".encode()


def main() -> None:
    options = parser(str(__doc__))
    options.add_argument("--rounds", type=int, default=7, metavar="N", help="runs of each command (default: 7)")
    arguments = options.parse_args()
    wanted = {"python -c pass": [sys.executable, "-c", "pass"], "avc --help": [AVC, "--help"], **commands(arguments)}
    for command in wanted.values():
        cost(command, [LINE])  # fills the disk cache, writes the bytecode
    costs: dict[str, list[Cost]] = {name: [] for name in wanted}
    for _ in range(arguments.rounds):
        for name, command in wanted.items():
            costs[name].append(cost(command, [LINE]))
    show(
        [
            {
                "command": name,
                "CPU s": median(c.cpu for c in got),
                "wall s": median(c.wall for c in got),
                "best wall s": min(c.wall for c in got),
                "peak MiB": median(c.peak for c in got),
            }
            for name, got in costs.items()
        ],
        arguments.json,
    )


if __name__ == "__main__":
    main()

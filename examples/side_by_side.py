"""Print files line by line under each other: `side_by_side.py NAME=FILE NAME=FILE …` (all with the same number of lines)."""

import sys
from pathlib import Path


def main() -> None:
    names, columns = [], []
    for word in sys.argv[1:]:
        name, _, file = word.partition("=")
        names.append(name)
        columns.append(Path(file).read_text(encoding="utf-8").removesuffix("\n").split("\n"))
    width = max(map(len, names))
    sys.stdout.reconfigure(encoding="utf-8")
    for number, rows in enumerate(zip(*columns, strict=True), 1):
        for i, (name, row) in enumerate(zip(names, rows, strict=True)):
            print(f"{number if i == 0 else '':>4}  {name:<{width}}  {row}")
        print()


if __name__ == "__main__":
    main()

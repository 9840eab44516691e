"""Score the back-transliteration model on development pairs: `python -m training.transliterate.evaluate_speller MODEL`.

The arithmetic is that of the project's scorer for pairs: every distinct Arabic form once, all its Latin spellings as
references, case, accents, hyphens and apostrophes folded; CER against the nearest reference. `--pool` takes the
spellings of other files as references too.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from arabic_voice_cli.transliterate.fallback import Speller

from .aligned_words import fold, read


def distance(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]


def references(gold: Path, pool: Sequence[Path]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for arabic, latin, _ in read(gold):
        found.setdefault(arabic, set()).add(fold(latin))
    for path in pool:
        for arabic, latin, _ in read(path):
            if arabic in found:
                found[arabic].add(fold(latin))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument(
        "--gold", type=Path, nargs="+", default=[Path(f"../shared/data/loan/pairs_{n}_dev.tsv") for n in ("netranslit", "anetac")]
    )
    parser.add_argument("--pool", type=Path, nargs="*", default=[])
    parser.add_argument("--every", type=int, default=1, help="score every Nth form")
    parser.add_argument("--wrong", type=int, default=0, help="show so many wrong ones")
    args = parser.parse_args()
    speller = Speller.load(args.model)
    for gold in args.gold:
        refs = dict(list(references(gold, args.pool).items())[:: args.every])
        began = time.process_time()
        answers = speller(list(refs), 5)
        spent = time.process_time() - began
        top1 = top5 = errors = length = 0
        for (arabic, want), found in zip(refs.items(), answers, strict=True):
            got = [fold(latin) for latin, _ in found] or [""]
            nearest = min(want, key=lambda r: (distance(got[0], r), r))
            top1 += got[0] in want
            top5 += bool(want.intersection(got))
            errors += distance(got[0], nearest)
            length += len(nearest)
            if args.wrong and got[0] not in want:
                args.wrong -= 1
                print(arabic, "/".join(sorted(want)), *got, sep="\t")
        n = len(refs)
        print(
            f"{gold.stem}: {n} forms, top-1 {100 * top1 / n:.2f}, top-5 {100 * top5 / n:.2f}, CER {100 * errors / length:.2f}, {n / spent:.0f} words per CPU-second"
        )


if __name__ == "__main__":
    main()

"""Retrieval and speed of the transliterator with catalogues of growing size, one thread.

usage: python bench/transliterate.py CATALOGUE.tsv --terms PAIRS.tsv … [--gold PAIRS.tsv …] [--text FILE] [--sizes N,N] [--json]

CATALOGUE has the columns term, lang, type; PAIRS have Arabic in the first column and Latin in the second. A catalogue of
N terms is the gold's Latin forms, CATALOGUE, the Latin forms of --terms, and then pairs of words of those, drawn by lot.
Gold is scored as `avc score transliterate retrieval` does: a form's references are all its Latin forms in gold and terms;
rows flagged mismatch are left out. FILE is UTF-8 text, one utterance a line.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median

from common import show

from arabic_voice_cli.score.transliterate import fold
from arabic_voice_cli.transliterate import Transliterator

LINE = 10
"""Words of a line whose cost is measured."""
LOAD = """
import sys, time
start = time.process_time()
from arabic_voice_cli.transliterate import Transliterator
imported = time.process_time()
Transliterator.load(sys.argv[1:])
print(time.process_time() - imported, time.process_time() - start)
"""


def pairs(path: Path) -> list[tuple[str, str, str]]:
    """(Arabic, Latin, language) of each row."""
    rows = (line.split("\t") for line in path.read_text("utf-8").split("\n") if line and not line.startswith(("#", "arabic\t")))
    return [(row[0], row[1], row[2] if len(row) > 2 else "") for row in rows if len(row) > 1 and "mismatch" not in "\t".join(row[2:])]


def catalogue(path: Path, own: Path, gold: Iterable[tuple[str, str, str]], terms: Iterable[tuple[str, str, str]], size: int) -> None:
    """Write a catalogue of ``size`` terms."""
    known: dict[str, tuple[str, str]] = {latin: (lang, "") for _, latin, lang in gold}
    for line in own.read_text("utf-8").split("\n")[1:]:
        if line:
            term, lang, kind, *_ = [*line.split("\t"), "", ""]
            known.setdefault(term, (lang, kind))
    rng = random.Random(size)
    more = [(latin, lang) for _, latin, lang in terms]
    rng.shuffle(more)
    for latin, lang in more:
        if len(known) >= size:
            break
        known.setdefault(latin, (lang, ""))
    words = sorted({word for latin, _ in more for word in latin.split()})
    while len(known) < size:
        known.setdefault(" ".join(rng.choices(words, k=2)), ("", ""))
    rows = [f"{term}\t{lang if lang in ('en', 'fr') else ''}\t{kind}\te{n}" for n, (term, (lang, kind)) in enumerate(known.items())]
    path.write_text("\n".join(["term\tlang\ttype\tid", *rows, ""]), "utf-8")


def retrieval(tool: Transliterator, gold: list[tuple[str, str, str]], references: dict[str, set[str]]) -> dict[str, float]:
    """Percent of the forms whose reference is first, and among the first five."""
    forms = list(dict.fromkeys(arabic for arabic, _, _ in gold))
    answers = [[fold(term) for term in result.text.split("\t")] for result in tool(forms)]
    top = {k: sum(bool(references[f].intersection(a[:k])) for f, a in zip(forms, answers, strict=True)) for k in (1, 5)}
    return {"forms": len(forms), **{f"top-{k}": 100 * hits / len(forms) for k, hits in top.items()}}


def speed(path: Path, lines: list[str], ranker: str | None) -> dict[str, float]:
    """Words per CPU-second of a stream, and milliseconds of CPU for a line of ten words, from a start with nothing remembered."""
    tool = Transliterator.load([path], ranker=ranker)
    start = time.process_time()
    tool(lines)
    words = [word for line in lines for word in line.split()]
    per_second = len(words) / (time.process_time() - start)
    costs = []
    tool = Transliterator.load([path], ranker=ranker)
    for i in range(0, len(words) - LINE, LINE):
        line = " ".join(words[i : i + LINE])
        start = time.process_time()
        tool([line])
        costs.append(1000 * (time.process_time() - start))
    return {"words/CPU-s": per_second, "10 words: median ms": median(costs), "99 %: ms": sorted(costs)[len(costs) * 99 // 100]}


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n")[0])
    parser.add_argument("catalogue", type=Path, metavar="CATALOGUE")
    parser.add_argument("--terms", type=Path, nargs="+", default=[], metavar="PAIRS", help="pairs whose Latin forms fill the catalogue")
    parser.add_argument("--gold", type=Path, nargs="+", default=[], metavar="PAIRS", help="pairs to find again")
    parser.add_argument("--text", type=Path, metavar="FILE", help="text to rewrite")
    parser.add_argument("--sizes", default="100000", metavar="N,N", help="terms of the catalogues (default: 100000)")
    parser.add_argument("--limit", type=int, default=1000, metavar="N", help="forms of each gold, drawn by lot (default: 1000)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--ranker", default="ranker", metavar="MODEL", help="model that weighs what the rules find; none: the rules alone")
    arguments = parser.parse_args()
    ranker = None if arguments.ranker == "none" else arguments.ranker
    golds = {path.stem: random.Random(1).sample(rows := pairs(path), min(len(rows), arguments.limit)) for path in arguments.gold}
    terms = [pair for path in arguments.terms for pair in pairs(path)]
    references: dict[str, set[str]] = {}
    for arabic, latin, _ in [pair for path in arguments.gold for pair in pairs(path)] + terms:
        references.setdefault(arabic, set()).add(fold(latin))
    for size in map(int, arguments.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            os.environ["XDG_CACHE_HOME"] = folder
            path = Path(folder) / "catalogue.tsv"
            catalogue(path, arguments.catalogue, [pair for gold in golds.values() for pair in gold], terms, size)
            start = time.process_time()
            Transliterator.load([path], ranker=ranker)
            build = time.process_time() - start
            loads = [subprocess.run([sys.executable, "-c", LOAD, str(path)], capture_output=True, text=True, check=True) for _ in range(3)]
            load, whole = (median(float(done.stdout.split()[i]) for done in loads) for i in (0, 1))
            index = sum(file.stat().st_size for file in Path(folder).glob("avc/*/*"))
            row: dict[str, str | float] = {"terms": f"{size:,}", "build s": build, "load s": load, "with imports": whole, "MB": index / 1e6}
            if arguments.text:
                row |= speed(path, arguments.text.read_text("utf-8").split("\n"), ranker)
            show([row], arguments.json)
            whole_lines = Transliterator.load([path], span=True, top=5, ranker=ranker)
            found = [{"gold": name, **retrieval(whole_lines, gold, references)} for name, gold in golds.items()]
            if found:
                show(found, arguments.json)


if __name__ == "__main__":
    main()

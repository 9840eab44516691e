"""How well requests are rewritten: `python -m tests.score_requests [dev|report …] [--catalogue FILE …] [--wrong]`.

Figures in percent: a span is right if its place and its term are; a line is exact if it is the expected one; native is
the share of lines without a term that were touched. The terms of ``transliterate_requests_terms.tsv`` are always in
the catalogue.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from arabic_voice_cli.result import Result
from arabic_voice_cli.transliterate import Transliterator
from arabic_voice_cli.transliterate.loan_spans import THRESHOLD

GOLDEN = Path(__file__).parent / "golden"
TERMS = GOLDEN / "transliterate_requests_terms.tsv"


@dataclass(frozen=True)
class Request:
    id: str
    line: str
    expected: str
    spans: tuple[tuple[int, int, str], ...]
    """(start, end, term)."""
    why: str


@dataclass(frozen=True)
class Score:
    span_f1: float
    exact: float
    native: float


def read_requests(half: str) -> list[Request]:
    rows = [line.split("\t") for line in (GOLDEN / f"transliterate_requests_{half}.tsv").read_text("utf-8").split("\n")]
    return [Request(id_, line, expected, _places(line, spans), why) for id_, line, expected, spans, why, _ in rows[2:-1]]


def _places(line: str, spans: str) -> tuple[tuple[int, int, str], ...]:
    places, at = [], 0
    for span in spans.split(";") if spans else ():
        surface, _, term = span.partition("=")
        start = line.index(surface, at)
        at = start + len(surface)
        places.append((start, at, term))
    return tuple(places)


def score(requests: Sequence[Request], results: Sequence[Result]) -> Score:
    right = given = wanted = exact = native = touched = 0
    for request, result in zip(requests, results, strict=True):
        found = {(s.start, s.end, s.form) for s in result.spans}
        right += len(found & set(request.spans))
        given += len(found)
        wanted += len(request.spans)
        exact += result.text == request.expected
        native += not request.spans
        touched += not request.spans and result.text != request.line
    percent = [200 * right / max(1, given + wanted), 100 * exact / len(requests), 100 * touched / max(1, native)]
    return Score(*(round(p, 2) for p in percent))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("halves", nargs="*", default=["dev"])
    parser.add_argument("--catalogue", nargs="*", default=[], metavar="FILE")
    parser.add_argument("--ranker", default="ranker", help="model that weighs what the rules find; none: the rules alone")
    parser.add_argument("--threshold", type=float, default=THRESHOLD)
    parser.add_argument("--wrong", action="store_true", help="show the lines that are not exact")
    args = parser.parse_args()
    tool = Transliterator.load([TERMS, *args.catalogue], threshold=args.threshold, ranker=None if args.ranker == "none" else args.ranker)
    for half in args.halves:
        requests = read_requests(half)
        results = tool([r.line for r in requests])
        print(half, len(requests), score(requests, results))
        for request, result in zip(requests, results, strict=True):
            if args.wrong and result.text != request.expected:
                print(request.id, request.expected, result.text, sep="\t")


if __name__ == "__main__":
    main()

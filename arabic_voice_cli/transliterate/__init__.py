"""Rewrites the Arabic-script spans of a transcript that stand for a catalogue's term as that term, and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from ..result import Result, Span
from ..tables import Row
from .alignment import LetterCosts
from .catalogue import Entry, load_catalogue
from .catalogue_index import LONGEST, CatalogueIndex, Match
from .loan_spans import THRESHOLD, WORD, Rules, SpanFinder, costliest
from .native import NativeWords
from .phonetic import fold_arabic
from .spoken import Reader

Clitics = Literal["keep", "space", "drop"]
ARTICLE, ARTICLE_COST = "ال", 1.0
"""In a line that is one span the article may be left out, at a cost in nats."""


class Transliterator:
    """Rewrites catalogue terms; everything else of a line stays as it is."""

    def __init__(
        self,
        index: CatalogueIndex,
        native: NativeWords,
        rules: Rules,
        *,
        signature: str = "transliterate",
        threshold: float = THRESHOLD,
        clitics: Clitics = "space",
        dry_run: bool = False,
        span: bool = False,
        top: int = 1,
    ) -> None:
        self.signature = signature
        self._index = index
        self._finder = SpanFinder(index, native, rules, threshold)
        self._clitics, self._dry_run, self._span, self._top = clitics, dry_run, span, top

    @classmethod
    def load(
        cls,
        catalogue: Sequence[str | Path],
        threshold: float = THRESHOLD,
        clitics: Clitics = "space",
        types: Sequence[str] = (),
        dry_run: bool = False,
        span: bool = False,
        top: int = 1,
    ) -> Transliterator:
        """Read catalogues (see `catalogue`) and the rule tables.

        ``threshold`` is the least evidence in nats; ``clitics`` says how و ف ب ل ك ال before a term are written;
        ``types`` keeps entries of these catalogue types only; ``span`` takes each line as one term and ``top`` prints that many.
        """
        letters, reader, native, rules = LetterCosts.load(), Reader.load(), NativeWords.load(), Rules.load()
        entries = load_catalogue(catalogue, types)
        index = CatalogueIndex(entries, letters, reader)
        tables = [f"{t.name}@{t.version}" for t in (rules.proclitics, rules.homographs, rules.context)]
        parts = [letters.signature, reader.signature, native.signature, *tables]
        signature = "|".join(["transliterate", *parts, f"catalogue:{_digest(entries)}", f"threshold:{threshold:g}"])
        return cls(
            index, native, rules, signature=signature, threshold=threshold, clitics=clitics, dry_run=dry_run, span=span, top=top
        )  # fmt: skip

    def __call__(self, lines: list[str]) -> list[Result]:
        return [self._whole(line) if self._span else self._line(line) for line in lines]

    def _line(self, line: str) -> Result:
        text: list[str] = []
        spans: list[Span] = []
        at = 0
        for found in self._finder.find(line):
            entry = found.entry
            spans.append(Span(found.inner, found.end, entry.type or "loan", entry.term, entry.id))
            text += [line[at : found.start], self._written(line[found.start : found.inner]), entry.term]
            at = found.end
        return Result(line, line if self._dry_run else "".join(text) + line[at:], tuple(spans))

    def _written(self, proclitic: str) -> str:
        return {"keep": proclitic, "space": proclitic and proclitic + " ", "drop": ""}[self._clitics]

    def _whole(self, line: str) -> Result:
        found = list(WORD.finditer(line))
        if not found:
            return Result(line, line)
        matches = self._ranked("".join(fold_arabic(f[0]) for f in found), len(found))
        terms = list(dict.fromkeys(match.entry.term for match in matches))[: self._top]
        if not terms:
            return Result(line, line)
        entry = matches[0].entry
        span = Span(found[0].start(), found[-1].end(), entry.type or "loan", entry.term, entry.id)
        return Result(line, line if self._dry_run else "\t".join(terms), (span,))

    def _ranked(self, folded: str, words: int) -> list[Match]:
        """Entries for a whole line, the likeliest first: aliases, then by cost, with or without the article."""
        if len(folded) > LONGEST:
            return []
        matches = self._index.exact(folded)
        limit = 2 * costliest(folded)
        found = self._index.nearest(folded, words, limit)
        if folded.startswith(ARTICLE) and len(folded) > 3:
            bare = folded[len(ARTICLE) :]
            found += [replace(m, cost=m.cost + ARTICLE_COST) for m in self._index.nearest(bare, words, limit - ARTICLE_COST)]
        return matches + sorted(found, key=lambda m: m.cost)


def example_runner(rules: Rules) -> Callable[[Row], Callable[[str], str]]:
    """How an example of `Rules` is run: the line rewritten with the row's term, of its first type, as the catalogue."""
    letters, reader, native = LetterCosts.load(), Reader.load(), NativeWords.load()

    def of_row(row: Row) -> Callable[[str], str]:
        kind = row.cells.get("types", "").partition(" ")[0]
        tool = Transliterator(CatalogueIndex([Entry(row["term"], type=kind)], letters, reader), native, rules)
        return lambda line: tool([line])[0].text

    return of_row


def _digest(entries: Sequence[Entry]) -> str:
    return hashlib.sha256(repr(entries).encode("utf-8", "surrogatepass")).hexdigest()[:8]

"""Rewrites the Arabic-script spans of a transcript that stand for a catalogue's term as that term, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from ..result import Result
from ..tables import Row, Table
from .alignment import LetterCosts
from .catalogue import Entry
from .catalogue_index import LONGEST, CatalogueIndex, Match
from .fallback import Speller
from .foreign_words import ForeignWords
from .hits import Found, Scored
from .loan_spans import ALIAS_BONUS, SLOPPY, THRESHOLD, SpanFinder, costliest
from .loanwords import common_nouns, load_loanwords, loanword_index
from .native import NativeWords
from .phonetic import fold_arabic
from .ranker import NetworkRanker
from .ranking import Query, Ranker, reweighed
from .spoken import Reader
from .told import LoanSpan, candidate, distinct, guessed, how
from .words import WORD, Rules, WordReader

Clitics = Literal["keep", "space", "drop"]
ARTICLE, ARTICLE_COST = "ال", 1.0
"""In a line that is one span the article may be left out, at a cost in nats."""
RANKED = 20
"""Entries that a ranker is asked about when a line is one span."""


class Transliterator:
    """Rewrites catalogue terms; everything else of a line stays as it is.

    ``top`` is how many candidates are told of; ``rank`` is asked which candidate a span stands for (see `ranking`);
    ``speller`` spells the foreign words that no index has; the loanwords ``at_home`` in Arabic are left alone like homographs.
    """

    def __init__(
        self,
        indexes: Sequence[CatalogueIndex],
        native: NativeWords,
        rules: Rules,
        *,
        signature: str = "transliterate",
        threshold: float = THRESHOLD,
        clitics: Clitics = "space",
        dry_run: bool = False,
        span: bool = False,
        top: int = 1,
        rank: Ranker | None = None,
        speller: Speller | None = None,
        at_home: Iterable[str] = (),
    ) -> None:
        self.signature = signature
        self._indexes, self._rank, self._speller, self._threshold = indexes, rank, speller, threshold
        words = WordReader(native, rules, at_home)
        self._finder = SpanFinder(indexes, words, threshold, rank, others=top > 1)
        self._foreign = ForeignWords(speller, words) if speller else None
        self._clitics, self._dry_run, self._span, self._top = clitics, dry_run, span, top

    @classmethod
    def load(
        cls,
        catalogue: Sequence[str | Path] = (),
        threshold: float = THRESHOLD,
        clitics: Clitics = "space",
        types: Sequence[str] = (),
        dry_run: bool = False,
        span: bool = False,
        top: int = 1,
        loanwords: bool = False,
        fallback: bool = False,
        ranker: str | None = "ranker",
    ) -> Transliterator:
        """Read catalogues (see `catalogue`), or their index from the cache, and the rule tables.

        ``threshold`` is the least evidence in nats; ``clitics`` says how و ف ب ل ك ال before a term and endings after it are written;
        ``types`` keeps entries of these catalogue types only; ``span`` takes each line as one term and prints ``top``
        of them; ``loanwords`` adds the common loanwords of everyday Arabic; ``fallback`` has a model spell the foreign words
        that none of these has; ``ranker`` names the model that weighs what the rules find, None leaves it to the rules.
        """
        letters, reader, native, rules = LetterCosts.load(), Reader.load(), NativeWords.load(), Rules.load()
        indexes = [CatalogueIndex.load(catalogue, types, letters, reader)] if catalogue else []
        tables = [f"{t.name}@{t.version}" for t in (rules.proclitics, rules.homographs, rules.context)]
        table = load_loanwords()
        tables.append(f"{table.name}@{table.version}")
        if loanwords:
            indexes.append(loanword_index(table, letters, reader))
            tables.append("loanwords")
        chosen = [f"types:{','.join(sorted(types))}"] if types else []
        parts = [letters.signature, reader.signature, native.signature, *tables, *(f"catalogue:{i.digest}" for i in indexes if i.digest)]
        speller = Speller.load() if fallback else None
        rank = NetworkRanker.load(letters, ranker) if ranker and catalogue else None
        models = [model.signature for model in (rank, speller) if model]
        signature = "|".join(["transliterate", *parts, *models, *chosen, f"threshold:{threshold:g}"])
        return cls(
            indexes, native, rules, signature=signature, threshold=threshold, clitics=clitics, dry_run=dry_run, span=span, top=top,
            rank=rank, speller=speller, at_home=() if loanwords else common_nouns(table),
        )  # fmt: skip

    def __call__(self, lines: list[str]) -> list[Result]:
        if self._span:
            return [self._whole(line) for line in lines]
        found = [[(f.start, self._told(f), f.after) for f in self._finder.find(line)] for line in lines]
        if self._foreign:
            taken = [[(start, after) for start, _, after in row] for row in found]
            for row, words in zip(found, self._foreign(lines, taken, self._top), strict=True):
                row += [(start, guessed(inner, end, guesses), end) for (start, inner, end), guesses in words]
                row.sort(key=lambda piece: piece[0])
        return [self._line(line, row) for line, row in zip(lines, found, strict=True)]

    def _line(self, line: str, found: Sequence[tuple[int, LoanSpan, int]]) -> Result:
        """The line with its spans rewritten; each comes with the start of its proclitic and the end of its ending."""
        text: list[str] = []
        at = 0
        for start, span, after in found:
            proclitic, ending = line[start : span.start], line[span.end : after]
            if self._clitics == "space":
                proclitic, ending = proclitic and proclitic + " ", ending and " " + ending
            text += [line[at:start], span.form] if self._clitics == "drop" else [line[at:start], proclitic, span.form, ending]
            at = after
        return Result(line, line if self._dry_run else "".join(text) + line[at:], tuple(span for _, span, _ in found))

    def _told(self, found: Found) -> LoanSpan:
        hit = found.hit
        best, others = hit.scored[0], 1 + sum(math.exp(s.gain - hit.gain) for s in hit.scored[1:])
        why = [f"as native words {hit.native:.1f}"]
        if hit.context.weight:
            why.append(f"after {hit.context.word} {hit.context.weight:+.1f}")
        told = distinct(hit.scored)[: self._top] if self._top > 1 else []
        entry = best.match.entry
        return LoanSpan(
            found.inner,
            found.end,
            entry.type or "loan",
            entry.term,
            how(best.match),
            confidence=round(1 / (others + math.exp(-hit.gain)), 4),
            id=entry.id,
            score=round(best.gain + self._threshold, 2),
            candidates=tuple(candidate(s, self._threshold, why) for s in told),
        )

    def _whole(self, line: str) -> Result:
        found = list(WORD.finditer(line))
        if not found:
            return Result(line, line)
        start, end = found[0].start(), found[-1].end()
        ranked = self._ranked("".join(fold_arabic(f[0]) for f in found), len(found))
        if not ranked:
            guesses = self._speller([line[start:end]], self._top)[0] if self._speller else []
            if not guesses:
                return Result(line, line)
            return Result(line, line if self._dry_run else "\t".join(form for form, _ in guesses), (guessed(start, end, guesses),))
        best, told = ranked[0].match, ranked[: self._top]
        total = sum(math.exp((1 if self._rank else SLOPPY) * (s.gain - ranked[0].gain)) for s in ranked)
        span = LoanSpan(
            start,
            end,
            best.entry.type or "loan",
            best.entry.term,
            how(best),
            confidence=round(1 / total, 4),
            id=best.entry.id,
            score=round(ranked[0].gain, 2),
            candidates=tuple(candidate(s, 0.0, []) for s in told) if self._top > 1 else (),
        )
        return Result(line, line if self._dry_run else "\t".join(s.match.entry.term for s in told), (span,))

    def _ranked(self, folded: str, words: int) -> list[Scored]:
        """Entries for a whole line, each term once, the likeliest first: aliases, then by cost, with or without the article."""
        if len(folded) > LONGEST:
            return []
        limit = 2 * costliest(folded)
        found: list[Match] = []
        for index in self._indexes:
            found += index.exact(folded)
            found += index.nearest(folded, words, limit)
            if folded.startswith(ARTICLE) and len(folded) > 3:
                bare = folded[len(ARTICLE) :]
                found += [replace(m, cost=m.cost + ARTICLE_COST) for m in index.nearest(bare, words, limit - ARTICLE_COST)]
        found.sort(key=lambda m: (not m.alias, m.cost))
        scored = distinct([Scored(m, -m.cost) for m in found])[: max(RANKED, self._top)]
        if self._rank and scored:
            asked = [s for s in scored if not s.match.alias]
            matches, gains = tuple(s.match for s in asked), tuple(SLOPPY * s.gain for s in asked)
            [scored] = reweighed(
                self._rank, [(scored, Query(folded, matches, gains, words=words, entries=self._finder.entries, whole=True))], 0.0
            )
            likeliest = scored[0].gain
            scored = [replace(s, gain=likeliest + ALIAS_BONUS) if s.match.alias else s for s in scored]
            scored.sort(key=lambda s: -s.gain)
        return scored


def build(catalogue: Sequence[str | Path]) -> Path:
    """Put the index of these catalogue files into the cache, if it is not there; the file it is in."""
    return CatalogueIndex.build(catalogue, LetterCosts.load(), Reader.load())


def example_runner(rules: Rules) -> Callable[[Row], Callable[[str], str]]:
    """How an example of `Rules` is run: the line rewritten with the row's term, of its first type, as the catalogue."""
    letters, reader, native = LetterCosts.load(), Reader.load(), NativeWords.load()

    def of_row(row: Row) -> Callable[[str], str]:
        kind = row.cells.get("types", "").partition(" ")[0]
        tool = Transliterator([CatalogueIndex.of([Entry(row["term"], type=kind)], letters, reader)], native, rules)
        return lambda line: tool([line])[0].text

    return of_row


def run_loanwords(table: Table) -> Callable[[Row], Callable[[str], str]]:
    """How an example of the loanwords is run: the line rewritten with the table alone."""
    letters, reader, native, rules = LetterCosts.load(), Reader.load(), NativeWords.load(), Rules.load()
    tool = Transliterator([loanword_index(table, letters, reader)], native, rules)
    return lambda _: lambda line: tool([line])[0].text

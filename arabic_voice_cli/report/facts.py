"""What a page counts, and which lines each count is of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from unicodedata import name

from ..result import Result, Span
from ..text import DIACRITICS
from .steps import Step

GROUPS = {"normalize": "spelling", "tokenize": "clitics", "transliterate": "loans", "convert": "rules"}
"""Step → the chart its spans are counted in. Marks that were added are counted from the text."""


@dataclass
class Facets:
    """Things that can be counted and filtered by, such as the pronoun PRON_1S, each with a number of its own."""

    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    """(chart, name) → number, in the order they were met."""
    counts: Counter[int] = field(default_factory=Counter)
    lines: Counter[int] = field(default_factory=Counter)

    def add(self, step: Step, result: Result) -> set[int]:
        """Count one result; the numbers of what is in it."""
        found = Counter(self._number(*each) for each in _found(step, result))
        self.counts.update(found)
        return set(found)

    def line(self, numbers: set[int]) -> list[int]:
        """Note that one line has these; the same, sorted."""
        self.lines.update(numbers)
        return sorted(numbers)

    def _number(self, chart: str, key: str) -> int:
        return self.numbers.setdefault((chart, key), len(self.numbers))


def _found(step: Step, result: Result) -> Iterator[tuple[str, str]]:
    if step.name == "diacritize":
        added = Counter(c for c in result.text if c in DIACRITICS)
        added -= Counter(c for c in result.source if c in DIACRITICS)
        for mark in added.elements():
            yield "marks", mark_name(mark)
    chart = GROUPS.get(step.name)
    if chart:
        for span in result.spans:
            for key in _keys(chart, span):
                yield chart, key


def _keys(chart: str, span: Span) -> list[str]:
    if chart == "clitics":
        return [span.label] if span.label != "STEM" else []
    if chart == "loans":
        return [span.label]
    return rule_ids(span)


def rule_ids(span: Span) -> list[str]:
    """The rows behind a span, in the order they applied."""
    return [rule for rule in span.rule.split(">") if rule]


def mark_name(mark: str) -> str:
    """``َ`` → fatha."""
    return name(mark, "").removeprefix("ARABIC ").lower() or f"U+{ord(mark):04X}"

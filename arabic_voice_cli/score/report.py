"""What a score answers: figures for programs, a text for people, the most frequent errors."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

INTERVALS = "intervals"


class Bootstrap(NamedTuple):
    """How confidence is estimated; see `Ratios.intervals`."""

    draws: int
    seed: int


@dataclass
class Report:
    """``figures`` is one JSON object; ``text`` says the same, aligned; ``errors`` counts each kind of error."""

    figures: dict[str, Any]
    text: str
    errors: Counter[str] = field(default_factory=Counter)

    def add_intervals(self, intervals: Mapping[str, Sequence[float]]) -> None:
        """Keep the 95 % intervals, by figure."""
        self.figures.setdefault(INTERVALS, {}).update(intervals)

    def cell(self, value: float, name: str, digits: int = 2) -> str:
        """A figure as text, with its interval if there is one: ``6.06 [5.90 6.21]``."""
        found = self.figures.get(INTERVALS, {}).get(name)
        text = f"{value:.{digits}f}"
        return f"{text} [{found[0]:.{digits}f} {found[1]:.{digits}f}]" if found else text

    def render(self, as_json: bool, errors: int) -> str:
        """The report with its ``errors`` most frequent errors, as text or as one JSON object."""
        worst = self.errors.most_common(errors) if errors else []
        if as_json:
            return json.dumps(self.figures | ({"errors": [[count, what] for what, count in worst]} if errors else {}), ensure_ascii=False)
        listed = [f"{count:6}  {what}" for what, count in worst]
        return "\n".join([self.text, *([""] if listed else []), *listed])


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells as aligned text: the first column to the left, the others to the right."""
    widths = [max(len(row[i]) for row in rows if i < len(row)) for i in range(max(map(len, rows)))]
    return "\n".join("  ".join(_pad(row, widths)).rstrip() for row in rows)


def _pad(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *rest = row
    return [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=False))]

"""The steps of a page run one after the other, every stage of every line kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..result import Result, Tool, side_by_side
from ..tables import DATA, Row, load_table

VIEWS = frozenset(("tokenize", "phonemize"))
"""Steps whose output is looked at and passed by: what follows reads the text before them, whole words and letters."""
BATCH = 512
LANGUAGES = {"najdi": "ar-ars", "hijazi": "ar-acw", "omani": "ar-acx"}
"""Dialect → language tag; the others are Gulf Arabic."""
GULF = "ar-afb"
_TABLES = {
    "normalize": ("normalize.tsv",),
    "tokenize": ("clitics.tsv",),
    "phonemize": ("readings.tsv", "graphemes.tsv", "phonetics.tsv"),
}


@dataclass
class Step:
    """A filter, and who says its output aloud."""

    name: str
    tool: Tool
    speaker: Tool | None = None
    """Phonemizes what the step writes."""

    @property
    def dialect(self) -> str:
        """What a converter converts to; empty for every other step."""
        found: Any = getattr(self.tool, "dialect", None)
        return str(getattr(found, "name", "")) if self.name == "convert" else ""

    @property
    def language(self) -> str:
        """The language tag of what comes out."""
        if self.name == "phonemize":
            return "ar-fonipa"
        return LANGUAGES.get(self.dialect, GULF) if self.dialect else "ar"

    def rules(self) -> Mapping[str, Row]:
        """Rule id → its row, of the tables that the step's rules are from."""
        names = [*_TABLES.get(self.name, ()), *(_dialect_tables(self.dialect) if self.dialect else ())]
        return {row.id: row for name in names for row in load_table(name, ())}


def _dialect_tables(dialect: str) -> list[str]:
    """The lists that all dialects share, then the rules of those a dialect inherits from, its own last: they win."""
    tables = {path.stem: load_table(path, ()) for path in sorted((DATA / "dialects").glob("*.tsv"))}
    chain: list[str] = []
    while dialect:
        chain.insert(0, dialect)
        dialect = tables[dialect].meta.get("inherits", "")
    shared = [name for name, table in tables.items() if all("stage" not in row.cells for row in table)]
    return [tables[name].path for name in (*shared, *chain)]


@dataclass
class Stage:
    """What one step made of all lines."""

    step: Step
    results: list[Result] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    """Each line's pronunciation, where the step has a speaker."""


def run_steps(lines: Sequence[str], steps: Sequence[Step], threads: int = 1) -> list[Stage]:
    """Every step on every line; a step reads what the last step before it that is no view wrote."""
    text = list(lines)
    stages: list[Stage] = []
    for step in steps:
        stage = Stage(step, list(_batches(text, step.tool, threads)))
        written = [result.text for result in stage.results]
        if step.speaker:
            stage.spoken = [result.text for result in _batches(written, step.speaker, threads)]
        if step.name not in VIEWS:
            text = written
        stages.append(stage)
    return stages


def _batches(lines: Sequence[str], tool: Tool, threads: int) -> Iterator[Result]:
    process = side_by_side(tool, threads)
    for start in range(0, len(lines), BATCH):
        yield from process(list(lines[start : start + BATCH]))

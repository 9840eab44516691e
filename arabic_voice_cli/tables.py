"""The only reader of rule tables: UTF-8 TSV that people can review.

Lines beginning with ``#`` are metadata (``# name: value``) or comments; then one header; then one row a line. Every
table has the columns ``id``, ``source`` (where the fact is from; never empty) and ``example`` (``input → expected``,
run by `avc check` and by the tests).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from .errors import AvcError

DATA = Path(__file__).parent / "data"
ARROW = " → "


@dataclass(frozen=True, slots=True)
class Row:
    """One rule. ``row["pattern"]`` is the cell of that column."""

    id: str
    source: str
    example: str
    cells: Mapping[str, str]
    line: int
    file: str = ""

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    @property
    def examples(self) -> list[tuple[str, str]]:
        """(input, expected) pairs; a cell may hold several, parted by `` ; ``."""
        return [(a, b) for a, _, b in (e.partition(ARROW) for e in self.example.split(" ; "))] if self.example else []

    @property
    def place(self) -> str:
        """file:line, for messages."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Table:
    """A rule table: metadata and rows in file order."""

    name: str
    version: str
    rows: tuple[Row, ...]
    meta: Mapping[str, str] = field(default_factory=dict)
    path: str = ""

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def by_id(self) -> Mapping[str, Row]:
        return {row.id: row for row in self.rows}

    def without(self, row: Row) -> Table:
        """The table less one row: a rule whose removal changes nothing is dead."""
        return replace(self, rows=tuple(r for r in self.rows if r is not row))


def load_table(path: str | Path, columns: Sequence[str]) -> Table:
    """Read a table that must have ``columns`` beside id, source and example.

    A relative path is looked up in the package's data folder. Raises AvcError naming file and line.
    """
    path = DATA / path
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        others = ", ".join(sorted(p.stem for p in path.parent.glob("*.tsv")))
        raise AvcError(f"{path}: no such table; {f'the ones there are: {others}' if others else 'check the path'}") from None
    except OSError as error:
        raise AvcError(f"{path}: {(error.strerror or str(error)).lower()}; name a table that can be read") from None
    except UnicodeDecodeError as error:
        bad = error.object[: error.start].count(b"\n") + 1
        raise AvcError(f"{path.name}:{bad}: not UTF-8; save the table as UTF-8") from None
    meta: dict[str, str] = {}
    header: list[str] = []
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        line = line.removesuffix("\r")
        place = f"{path.name}:{number}"
        if not line:
            continue
        if line.startswith("#"):
            key, colon, value = line[1:].partition(":")
            if colon and not header and " " not in key.strip():
                meta[key.strip()] = value.strip()
            continue
        cells = line.split("\t")
        if not header:
            missing = {"id", "source", "example", *columns} - set(cells)
            if missing:
                raise AvcError(f"{place}: the header lacks {', '.join(sorted(missing))}; it must come before the rows")
            if len(set(cells)) < len(cells):
                raise AvcError(f"{place}: a column name is used twice; names are unique")
            header = cells
            continue
        if len(cells) != len(header):
            raise AvcError(f"{place}: {len(cells)} cells, the header has {len(header)}; cells are parted by single tabs")
        named = dict(zip(header, cells, strict=True))
        if not named["id"]:
            raise AvcError(f"{place}: the id is empty; every row needs one")
        if named["id"] in seen:
            raise AvcError(f"{place}: id {named['id']!r} was already used on line {seen[named['id']]}; ids are unique")
        if not named["source"].strip():
            raise AvcError(f"{place}: the source is empty; say where {named['id']!r} is from")
        if any(ARROW not in e for e in named["example"].split(" ; ") if named["example"]):
            raise AvcError(f"{place}: an example reads 'input{ARROW}expected'; {named['example']!r} does not")
        seen[named["id"]] = number
        rows.append(Row(named["id"], named["source"], named["example"], named, number, path.name))
    if not header:
        raise AvcError(f"{path.name}:1: no header; the first line that is not a comment names the columns")
    return Table(meta.get("name", path.stem), meta.get("version", "0"), tuple(rows), meta, str(path))

"""TSV and CSV: rows whose other cells are carried as they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ..errors import AvcError
from ..streams import Line
from .record import Mark, Record, Written, dump, one_line

_CELL = re.compile(r'"(?:[^"]|"")*+"[^,]*+|[^,]*+')
_QUOTED = re.compile(r'[",\r\n]')


class Row(NamedTuple):
    """The cells of a row as they stand in the file, and which of them (from 0) is worked on."""

    cells: Sequence[str]
    at: int
    comma: str


def split(text: str, comma: str) -> list[str]:
    """The cells as they stand, quotes and all. TSV has no quotes."""
    if comma == "\t":
        return text.split("\t")
    cells: list[str] = []
    at = 0
    while match := _CELL.match(text, at):
        cells.append(match[0])
        at = match.end() + 1
        if at > len(text):
            break
    return cells


def read(line: Line, text: str, column: int, comma: str) -> Record:
    """``column`` counts from 1."""
    cells = split(text, comma)
    if not text:
        return Record("", line, Row([], 0, comma))
    if len(cells) < column:
        raise AvcError(f"{line.place}: {len(cells)} columns, the text is to be in column {column}; mend the line or the option")
    return Record(value(cells[column - 1], comma), line, Row(cells, column - 1, comma), extra={"line": line.place})


def value(cell: str, comma: str) -> str:
    """What a cell means."""
    if comma == "," and cell.startswith('"') and cell.endswith('"') and len(cell) > 1:
        return cell[1:-1].replace('""', '"')
    return cell


def write(out: Written, comma: str) -> str:
    """The row with the result in its cell; for other records source, result and spans (JSON)."""
    row = out.record.data
    if isinstance(row, Row):
        if not row.cells:
            return ""
        text = out.result.text
        cells = [value(cell, row.comma) if comma != row.comma else cell for cell in row.cells]
        if comma != row.comma:
            cells[row.at] = text
            return comma.join(quoted(cell, comma) for cell in cells)
        return comma.join([*cells[: row.at], quoted(text, comma), *cells[row.at + 1 :]])
    spans = [_span(mark) for mark in out.marks]
    return comma.join(quoted(cell, comma) for cell in (out.result.source, out.result.text, dump(spans)))


def quoted(cell: str, comma: str) -> str:
    """A value as a cell; TSV has no quotes, so tabs and line ends become spaces."""
    if comma == "\t":
        return one_line(cell).replace("\t", " ")
    return '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell


def _span(mark: Mark) -> dict[str, object]:
    return {"start": mark.start, "end": mark.end, "label": mark.label, "form": mark.form, "rule": mark.rule}

"""Files whose records are not lines: cut into records, which travel as lines of JSON and are unpacked where they are read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..errors import AvcError
from ..streams import Chunk, Line, read_batches, read_chunks, shown
from . import brat, cells

TOGETHER = 256
"""Records in one chunk."""


@dataclass(frozen=True, slots=True)
class Unpacked(Line):
    """A record that may be several lines; ``hint`` is what the file around it says of it."""

    hint: Any = None


def chunks(kind: str, file: str, field: str, column: int) -> Iterator[Chunk]:
    """The records of one file of a format that `is_packed`."""
    if kind == "conllu":
        return _packed(file, _sentences(file))
    if kind == "csv" or (kind == "tsv" and not column):
        return _packed(file, _rows(file, field, column, "," if kind == "csv" else "\t"))
    if kind == "label-studio":
        return _packed(file, _tasks(file))
    return _packed(brat.documents(file)[0], brat.lines(file))


def is_packed(kind: str, column: int) -> bool:
    """Whether a format has records that are not lines."""
    return kind in ("conllu", "csv", "label-studio", "brat") or (kind == "tsv" and not column)


def unpack(line: Line) -> Line:
    """The record that a line of a packed chunk stands for."""
    number, head, body, end, hint = json.loads(line.body)
    return Unpacked(body.encode("utf-8", "surrogateescape"), end.encode(), line.file, number, head.encode(), hint)


def _packed(file: str, records: Iterable[tuple[Line, Any]]) -> Iterator[Chunk]:
    rows: list[bytes] = []
    number = 1
    for line, hint in records:
        body = line.body.decode("utf-8", "surrogateescape")
        rows.append(json.dumps([line.number, line.head.decode("utf-8"), body, line.end.decode(), hint]).encode())
        if len(rows) == TOGETHER:
            yield Chunk(b"\n".join(rows) + b"\n", shown(file), number, b"\n")
            number += len(rows)
            rows = []
    if rows:
        yield Chunk(b"\n".join(rows) + b"\n", shown(file), number, b"\n")


def _lines(file: str) -> Iterator[Line]:
    return (line for batch in read_batches(file) for line in batch)


def _sentences(file: str) -> Iterator[tuple[Line, None]]:
    """CoNLL-U sentences: lines up to an empty one."""
    held: list[Line] = []
    for line in _lines(file):
        if line.body:
            held.append(line)
        elif held:
            yield _joined(held, b"\n\n"), None
            held = []
    if held:
        yield _joined(held, b"\n\n"), None


def _joined(lines: list[Line], end: bytes) -> Line:
    first = lines[0]
    return Line(b"\n".join(line.body for line in lines), end, first.file, first.number)


def _rows(file: str, field: str, column: int, comma: str) -> Iterator[tuple[Line, int]]:
    """Rows with the column that is worked on; 0 for the header, which passes as it is."""
    for line in _lines(file) if comma == "\t" else _quoted(file):
        if column:
            yield line, column
            continue
        names = [cells.value(cell, comma) for cell in cells.split(line.text(), comma)]
        if field not in names:
            raise AvcError(f"{line.place}: no column {field!r}; the header has: {', '.join(names)}")
        column = names.index(field) + 1
        yield line, 0


def _quoted(file: str) -> Iterator[Line]:
    """CSV records: a line feed between quotes ends none."""
    held: list[bytes] = []
    first: Line | None = None
    quotes = 0
    for line in _lines(file):
        first = first or line
        held.append(line.body)
        quotes += line.body.count(b'"')
        if quotes % 2 == 0:
            yield Line(b"".join(held), line.end, line.file, first.number, first.head)
            held, first = [], None
        else:
            held.append(line.end)
    if first:
        raise AvcError(f"{first.place}: a quote that is opened here is not closed; mend the file")


def _tasks(file: str) -> Iterator[tuple[Line, None]]:
    """The elements of a JSON array, or objects one after the other. The file is read whole: exports are one line."""
    data = b"".join(chunk.data for chunk in read_chunks(file))
    text = Line(data, b"", shown(file), 1).text().removeprefix("\ufeff")
    decoder = json.JSONDecoder()
    skipped = "[, \t\r\n" if text.lstrip()[:1] == "[" else " \t\r\n"
    at, number, counted = 0, 1, 0
    while True:
        while at < len(text) and text[at] in skipped:
            at += 1
        if at == len(text) or (text[at] == "]" and "[" in skipped and not text[at + 1 :].strip()):
            return
        number += text.count("\n", counted, at)
        counted = at
        try:
            _, end = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            raise AvcError(
                f"{shown(file)}:{error.lineno}: not JSON ({error.msg} at column {error.colno}); Label Studio has an array"
            ) from None
        except (ValueError, RecursionError):
            raise AvcError(f"{shown(file)}:{number}: JSON beyond what can be read; mend the file") from None
        yield Line(text[at:end].encode(), b"\n", shown(file), number), None
        at = end

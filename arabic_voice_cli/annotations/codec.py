"""Which reader and which writer a format has."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol, runtime_checkable

from ..result import Result
from ..streams import Line
from . import brat, cells, conllu, tasks
from .record import Object, Record, Written, dump, losses, moved_item, one_line, read_marks, read_object, written
from .source import Unpacked


@runtime_checkable
class HasTable(Protocol):
    """A result that has a table of its own: rows, each with its line feed."""

    def table(self, line_id: str) -> str: ...


HEADER = "header"
"""`Record.data` of a table's first row."""
BLANK = ("blank", cells.Row([], 0, ","), cells.Row([], 0, "\t"))
"""`Record.data` of an empty line of JSON, of an empty row."""


def read(kind: str, line: Line, field: str, column: int, remap: str) -> Record:
    """One record of format ``kind``. ``field`` and ``column`` are where its text is, ``remap`` where its annotations are."""
    text = line.text()
    hint = line.hint if isinstance(line, Unpacked) else None
    if kind in ("csv", "tsv"):
        if hint == 0:
            return Record("", line, HEADER)
        return cells.read(line, text, hint or column, "," if kind == "csv" else "\t")
    if kind == "text":
        return Record(text, line, extra={"line": line.place})
    if kind == "conllu":
        return conllu.read(line, text)
    if kind == "brat":
        return brat.read(line, text, hint or {"marks": []})
    if not text.strip():
        return Record("", line, BLANK[0])
    if kind in tasks.READERS:
        return tasks.READERS[kind](line, text, field)
    data = read_object(line, text, field, "--field")
    marks = read_marks(line, data.get(remap, []), remap, len(data[field])) if remap else ()
    return Record(data[field], line, data, marks, {key: value for key, value in data.items() if key not in (field, remap)})


def write(format: str, kind: str, record: Record, result: Result, field: str, remap: str, version: str) -> tuple[bytes, list[str]]:
    """The record as it is to be written, and a line for each of its annotations that has no place any more."""
    if record.data == HEADER:
        return (_raw(record.line) if format == kind else b""), []
    if record.data in BLANK and format in (kind, "text"):
        return _raw(record.line), []
    if format != kind and kind != "jsonl":
        record = replace(record, marks=tuple(replace(mark, item=None) for mark in record.marks))
    out = written(record, result, bool(remap))
    return _rendered(format, kind, out, field, remap, version).encode("utf-8", "backslashreplace"), losses(out)


def _raw(line: Line) -> bytes:
    return line.head + line.body + line.end


def _rendered(format: str, kind: str, out: Written, field: str, remap: str, version: str) -> str:
    line = out.record.line
    if format == "conllu":
        return conllu.write(out)
    if format == "brat":
        return brat.write(out) + "\n"
    if format == "tsv" and kind == "text" and isinstance(out.result, HasTable):
        return out.result.table(line.place)
    end = "\n" if kind in ("conllu", "label-studio") else line.end.decode()
    if format == "jsonl" or (format == "text" and kind == "jsonl" and out.moved):
        return dump(_jsonl(format, kind, out, field, remap)) + end
    if format in ("text", "tsv", "csv"):
        head = line.head.decode() if kind in ("text", "tsv", "csv", "brat") else ""
        if format != "text":
            return head + cells.write(out, "," if format == "csv" else "\t") + end
        return head + (one_line(out.result.text) if kind != "text" else out.result.text) + end
    if (out.record.data is None or out.record.data in BLANK) and not out.text.strip():
        return ""  # an empty line is no task
    if format == "label-studio":
        return dump(tasks.write_label_studio(out, field, version)) + "\n"
    return dump(tasks.write_prodigy(out) if format == "prodigy" else tasks.write_doccano(out)) + "\n"


def _jsonl(format: str, kind: str, out: Written, field: str, remap: str) -> Object:
    spans: list[Object] = [span.record() for span in out.result.spans]
    if kind == "jsonl":
        record = {**out.record.data, field: out.result.text}
        if out.moved:
            record[remap] = [moved_item(mark, out.record.text, out.text) for mark in out.marks]
        if format == "jsonl":
            record["source"] = out.result.source
            record |= {} if remap == "spans" else {"spans": spans}
        return record
    if out.moved:
        spans = [{"start": m.start, "end": m.end, "label": m.label} for m in out.marks if m.label is not None]
    return {**out.record.extra, "text": out.result.text, "source": out.result.source, "spans": spans}

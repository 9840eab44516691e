"""brat standoff: NAME.txt is the document, NAME.ann says what stands where in it, in characters from its beginning.

A record is a line of the document. As offsets run through the whole of it, records are written as JSON first (`write`)
and put together in order by a `Document`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ..errors import AvcError
from ..streams import STDIN, Line, read_batches
from .record import Mark, Object, Record, Written, dump, one_line

_BOUND, _NUMBERED = re.compile(r"T\d+"), re.compile(r"[A-Z#](\d+)")
_REFERENCE = re.compile(r"(?:^|[ :])([A-Z#*]\d+)")
_NOT_A_TYPE = re.compile(r"[^\w-]")


def documents(file: str) -> tuple[str, str]:
    """NAME.txt and NAME.ann for either of the two."""
    if file == STDIN:
        raise AvcError("<stdin>: brat has two files, NAME.txt and NAME.ann; name one of them")
    path = Path(file)
    if path.suffix not in (".txt", ".ann"):
        raise AvcError(f"{file}: brat has NAME.txt and NAME.ann; name one of them")
    return str(path.with_suffix(".txt")), str(path.with_suffix(".ann"))


def lines(file: str) -> Iterator[tuple[Line, Object]]:
    """Each line of the document with its annotations, ``marks`` [start, end, type, id, of]; the last has the ``other`` ones."""
    text, ann = documents(file)
    parts, other, following = _annotations(ann)
    at = start = 0
    held: tuple[Line, Object] | None = None
    for batch in read_batches(text):
        for line in batch:
            if held:
                yield held
            length = len((line.head + line.body + line.end).decode("utf-8", "surrogateescape"))
            marks = []
            head = len(line.head.decode("utf-8"))
            room = length - len(line.end) - head
            while at < len(parts) and parts[at][0] < start + length:
                a, b, *rest = parts[at]
                if a - start - head < 0 or b - start - head > room:
                    raise AvcError(f"{ann}: {rest[1]} is at {a} {b}, which is no place in line {line.number} of {text}; mend one of them")
                marks.append([a - start - head, b - start - head, *rest])
                at += 1
            held = line, {"marks": marks, "other": [], "next": following}
            start += length
    if at < len(parts):
        raise AvcError(f"{ann}: {parts[at][3]} is at {parts[at][0]} {parts[at][1]}, but {text} has {start} characters; mend one of them")
    if held:
        yield held[0], {**held[1], "other": other}


def _annotations(ann: str) -> tuple[list[tuple[int, int, str, str, int]], list[str], int]:
    """Text-bound annotations by place, cut into their fragments; the others as they are; the next free number."""
    parts: list[tuple[int, int, str, str, int]] = []
    other: list[str] = []
    following = 1
    for line in (line for batch in read_batches(ann) for line in batch):
        row = line.text()
        number, _, rest = row.partition("\t")
        if figure := _NUMBERED.fullmatch(number):
            following = max(following, int(figure[1]) + 1)
        if not _BOUND.fullmatch(number):
            other += [row] if row else []
            continue
        label, _, places = rest.partition("\t")[0].partition(" ")
        try:
            pieces = [(int(a), int(b)) for a, b in (piece.split(" ") for piece in places.split(";"))]
        except ValueError:
            raise AvcError(f"{line.place}: not 'ID<tab>TYPE START END<tab>TEXT'; mend the line") from None
        parts += [(a, b, label, number, len(pieces)) for a, b in pieces]
    return sorted(parts), other, following


def read(line: Line, text: str, hint: Object) -> Record:
    marks = tuple(Mark(start, end, label, item=rest) for start, end, label, *rest in hint["marks"])
    return Record(text, line, hint, marks, {"line": line.place})


def write(out: Written) -> str:
    """JSON for a `Document`: the text with its line end, annotations [start, end, type, note, id, of], and the others."""
    line, data = out.record.line, out.record.data
    hint = data if isinstance(data, dict) and "marks" in data else {}
    head, end = "", "\n"
    if hint or data is None:  # lines of text keep their ends; CRLF counts two
        head = line.head.decode("utf-8")
        end = line.end.decode() if line.end.endswith(b"\n") or not line.end else "\n"
    marks: list[list[object]] = []
    for mark in out.marks:
        if mark.start == mark.end or mark.label is None:
            continue
        note = "" if mark.item is not None or mark.form == out.text[mark.start : mark.end] else one_line(mark.form)
        name = _NOT_A_TYPE.sub("_", mark.label) or "_"
        known = mark.item if isinstance(mark.item, list) and hint else (None, 1)
        marks.append([mark.start + len(head), mark.end + len(head), name, note, *known])
    lost = [mark.item[0] for mark in out.lost if hint]
    record = {"text": head + out.text + end, "marks": marks, "lost": lost, "other": hint.get("other", []), "next": hint.get("next", 1)}
    return dump(record)


class Document:
    """Puts records together: annotations go to ``ann``, the text they are places of to ``text`` if there is one."""

    def __init__(self, ann: BinaryIO, text: BinaryIO | None = None) -> None:
        self.ann, self.text = ann, text
        self.offset = self.number = 0
        self.ended = True
        self.parts: dict[str, list[tuple[int, int, str]]] = {}
        self.lost: set[str] = set()
        self.other: list[str] = []

    def write(self, data: bytes) -> None:
        """JSON of `write`, a record a line."""
        for row in data.split(b"\n"):
            if row:
                self._record(json.loads(row))

    def flush(self) -> None:
        self.ann.flush()

    def _record(self, record: Object) -> None:
        text: str = record["text"] if self.ended else "\n" + record["text"]
        if not self.ended:
            self.offset += 1
        self.number = max(self.number, record["next"] - 1)
        self.lost.update(record["lost"])
        for start, end, name, note, known, of in record["marks"]:
            where = (start + self.offset, end + self.offset, record["text"][start:end])
            if of > 1:
                self.parts.setdefault(known, []).append(where)
            if of == 1 or len(self.parts[known]) == of:
                self._bound(known, name, self.parts.pop(known) if of > 1 else [where], note)
        self.offset += len(record["text"])
        self.other += record["other"]
        self.ended = text.endswith("\n")
        if self.text:
            self.text.write(text.encode("utf-8", "backslashreplace"))

    def _bound(self, known: str | None, name: str, where: list[tuple[int, int, str]], note: str) -> None:
        if known is None:
            self.number += 1
            known = f"T{self.number}"
        pieces = [piece for start, _, text in where for piece in _within_lines(start, text)]
        places = ";".join(f"{a} {b}" for a, b, _ in pieces)
        row = f"{known}\t{name} {places}\t{' '.join(text for _, _, text in pieces)}\n"
        if note:
            row += f"#{known[1:]}\tAnnotatorNotes {known}\t{note}\n"
        self.ann.write(row.encode("utf-8", "backslashreplace"))

    def close(self) -> None:
        """Write the annotations that are not bound to text, without those that speak of what was lost."""
        lost = self.lost | set(self.parts)
        while more := {row.partition("\t")[0] for row in self.other if lost & set(_speaks_of(row))} - lost:
            lost |= more
        for row in self.other:
            if not lost & {row.partition("\t")[0], *_speaks_of(row)}:
                self.ann.write(f"{row}\n".encode())


def _speaks_of(row: str) -> list[str]:
    return _REFERENCE.findall(row.partition("\t")[2].partition("\t")[0])


def _within_lines(start: int, text: str) -> Iterator[tuple[int, int, str]]:
    """A stretch of text without the line ends in it: an annotation has none."""
    for piece in re.finditer(r"[^\r\n]+", text):
        yield start + piece.start(), start + piece.end(), piece[0]

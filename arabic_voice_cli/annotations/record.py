"""What all formats have in common: a record with the annotations it came with, and what is written of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..errors import AvcError
from ..result import Result, Span
from ..streams import Line
from .moves import Stage
from .traced import TracedResult

Object = dict[str, Any]
"""A JSON object."""
OFFSETS = (("start", "end"), ("start_offset", "end_offset"), ("begin", "end"))
"""What JSON annotations call their places."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An annotation: one that the record came with, or a tool's span.

    ``label`` is None where the record has a place without one. ``item`` is the annotation as its own format has it, as
    long as it is to be written in that format again.
    """

    start: int
    end: int
    label: str | None
    form: str = ""
    rule: str = ""
    confidence: float | None = None
    item: Any = None
    pos: str = ""

    @classmethod
    def of(cls, span: Span) -> Mark:
        return cls(span.start, span.end, span.label, span.form, span.rule, span.confidence, pos=span.pos)


@dataclass(frozen=True, slots=True)
class Record:
    """A record as read. ``data`` is what its format knows of it besides, ``extra`` what any other format may carry on."""

    text: str
    line: Line
    data: Any = None
    marks: tuple[Mark, ...] = ()
    extra: Object = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """What is to be written: ``marks`` are places of ``text``; ``result`` is what the tool made of the record's text.

    With ``moved``, ``text`` is the result and the marks are the record's own, in their new places; ``lost`` are those
    that have none.
    """

    record: Record
    text: str
    marks: tuple[Mark, ...]
    result: Result
    moved: bool = False
    lost: tuple[Mark, ...] = ()


def written(record: Record, result: Result, remap: bool) -> Written:
    """The record's marks moved onto the result; or the result's spans, and the record's marks, on the text as it was."""
    if remap:
        stages = result.stages if isinstance(result, TracedResult) else ()
        places = [(mark, follow(mark, stages)) for mark in record.marks]
        moved = tuple(replace(mark, start=where[0], end=where[1]) for mark, where in places if where)
        return Written(record, result.text, moved, result, True, tuple(mark for mark, where in places if not where))
    found = [Mark.of(span) for span in result.spans if span.start < span.end]
    known = {(mark.start, mark.end, mark.label) for mark in record.marks}
    marks = [*record.marks, *(mark for mark in found if (mark.start, mark.end, mark.label) not in known)]
    return Written(record, record.text, tuple(sorted(marks, key=lambda mark: mark.start)), result)


def follow(mark: Mark, stages: Sequence[Stage]) -> tuple[int, int] | None:
    """Where a mark is after the stages, if it is."""
    where: tuple[int, int] | None = (mark.start, mark.end)
    for stage in stages:
        where = where and stage.forward(*where)
    return where


def losses(out: Written) -> list[str]:
    """A line for each mark that has no place in the result: where it was, what it was, what happened there."""
    return [_loss(out, mark) for mark in out.lost]


def _loss(out: Written, mark: Mark) -> str:
    name = f"{mark.start}-{mark.end}" + (f" {mark.label}" if mark.label else "")
    where, what = (mark.start, mark.end), "its text is gone"
    for stage in out.result.stages if isinstance(out.result, TracedResult) else ():
        there = stage.forward(*where)
        if there is None:
            before, after = stage.rewritten(*where)
            what = f"{before!r} became {after!r}" if after else f"{before!r} was left out"
            break
        where = there
    return f"{out.record.line.place}: span {name} {out.record.text[mark.start : mark.end]!r} does not survive: {what}"


def read_object(line: Line, text: str, name: str, option: str) -> Object:
    """A JSON object with a string in field ``name``; raises AvcError naming file, line and ``option``."""
    record = parse_object(line, text, option)
    if name not in record:
        raise AvcError(f"{line.place}: no field {name!r}; the record has: {', '.join(record) or 'none'}")
    if not isinstance(record[name], str):
        raise AvcError(f"{line.place}: field {name!r} is not a string; --field names one that is")
    return record


def parse_object(line: Line, text: str, option: str) -> Object:
    """A JSON object; raises AvcError naming file, line and ``option``."""
    try:
        record = json.loads(text)
    except json.JSONDecodeError as error:
        raise AvcError(f"{line.place}: not JSON ({error.msg} at column {error.colno}); {option} reads one object a line") from None
    except (ValueError, RecursionError):  # a number of thousands of digits, thousands of brackets
        raise AvcError(f"{line.place}: JSON beyond what can be read; {option} reads one object a line") from None
    if not isinstance(record, dict):
        raise AvcError(f"{line.place}: not a JSON object; {option} reads one object a line")
    return record


def read_marks(line: Line, items: object, name: str, length: int) -> tuple[Mark, ...]:
    """The annotations of a JSON list: objects with start and end (and label), or lists [start, end, label]."""
    if not isinstance(items, list):
        raise AvcError(f"{line.place}: {name!r} is not a list; it must hold annotations with start and end")
    return tuple(_read_mark(line, item, name, length) for item in items)


def _read_mark(line: Line, item: object, name: str, length: int) -> Mark:
    label = None
    if isinstance(item, list):
        start, end, label = (*item, None, None, None)[:3]
    elif isinstance(item, Mapping):
        first, last = next((keys for keys in OFFSETS if keys[0] in item), OFFSETS[0])
        start, end, label = item.get(first), item.get(last), item.get("label", item.get("type"))
    else:
        start = end = None
    if type(start) is not int or type(end) is not int or not 0 <= start <= end <= length:
        shown = json.dumps(item, ensure_ascii=False)
        raise AvcError(f"{line.place}: {name!r} has {shown[:80]}, which is no place in a text of {length} characters; mend the annotation")
    form, rule = (item.get(key) for key in ("form", "rule")) if isinstance(item, Mapping) else ("", "")
    return Mark(start, end, label if isinstance(label, str) else None, form or "", rule or "", item=item)


def moved_item(mark: Mark, before: str, after: str) -> Any:
    """A JSON annotation with its new offsets; a copy of its text follows."""
    if isinstance(mark.item, list):
        return [mark.start, mark.end, *mark.item[2:]]
    first, last = next(keys for keys in OFFSETS if keys[0] in mark.item)
    item = {**mark.item, first: mark.start, last: mark.end}
    if item.get("text") == before[mark.item[first] : mark.item[last]]:
        item["text"] = after[mark.start : mark.end]
    return item


def one_line(text: str) -> str:
    """Line ends as spaces: the same number of characters, so offsets hold."""
    return text.replace("\r", " ").replace("\n", " ")


def dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)

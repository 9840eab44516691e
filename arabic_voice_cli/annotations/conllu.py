"""CoNLL-U: a record is a sentence; a word that spans cut is a multiword token, its pieces hold the spans' forms.

MISC says what a span is: ``Span=B-artist|Form=Coldplay|Rule=a2`` (B- begins one, I- goes on), ``Surface=`` where a word's
form is not what is written, and ``SpacesAfter=`` (or ``SpacesBefore=``) for white space that is not one space. Text is NFC.
UPOS is a span's part of speech where it has one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from unicodedata import normalize

from ..errors import AvcError
from ..streams import Line
from .pieces import Place, tokens
from .record import Mark, Record, Written, one_line

Token = tuple[str, dict[str, str], list[list[str]]]
"""As written, MISC, the rows of its words."""
Word = tuple[int, int, dict[str, str], str, str]
"""Start, end, MISC, form, UPOS."""
_ESCAPES = {"\\": "\\\\", " ": "\\s", "\t": "\\t", "\r": "\\r", "\n": "\\n", "|": "\\p"}
_UNESCAPES = {code[1]: char for char, code in _ESCAPES.items()}


def write(out: Written) -> str:
    """A sentence with the empty line after it; nothing for a record without a word."""
    marks = sorted((m for m in out.marks if m.start < m.end and m.label is not None), key=lambda m: (m.start, -m.end))
    found = tokens(out.text, (edge for m in marks for edge in (m.start, m.end)))
    if not found:
        return ""
    comments = {"sent_id": str(out.record.extra.get("line", out.record.line.place)), "text": one_line(out.text).strip()}
    if not out.moved and out.result.text != out.text:
        comments["result"] = one_line(out.result.text)
    carried = {key: value for key, value in out.record.extra.items() if isinstance(value, (str, int, float)) and key != "line"}
    lines = [f"# {one_line(key)} = {_nfc(one_line(str(value)))}" for key, value in {**comments, **carried}.items()]
    lines += _rows(out.text, found, _Cover(marks))
    return "\n".join(lines) + "\n\n"


class _Cover:
    """Which mark a place belongs to: the one that begins last before it and holds it."""

    def __init__(self, marks: list[Mark]) -> None:
        self.marks, self.starts = marks, [mark.start for mark in marks]

    def __getitem__(self, place: Place) -> Mark | None:
        found = bisect_right(self.starts, place[0]) - 1
        for mark in self.marks[max(0, found - 8) : found + 1][::-1]:  # spans that overlap are few
            if mark.end >= place[1]:
                return mark
        return None


def _rows(text: str, found: list[list[Place]], cover: _Cover) -> Iterator[str]:
    number = 0
    begun: Mark | None = None
    for index, parts in enumerate(found):
        start, end = parts[0][0], parts[-1][1]
        after = text[end : found[index + 1][0][0] if index + 1 < len(found) else len(text)]
        spaces = {"SpacesBefore": _escaped(text[:start])} if index == 0 and start else {}
        last = index + 1 == len(found)
        if after != ("" if last else " "):
            spaces |= {"SpacesAfter": _escaped(after)} if after else {"SpaceAfter": "No"}
        if len(parts) > 1:
            yield _row(f"{number + 1}-{number + len(parts)}", text[start:end], spaces)
        for part in parts:
            number += 1
            surface = text[part[0] : part[1]]
            mark = cover[part]
            form = surface
            misc: dict[str, str] = {}
            if mark:
                whole = mark.form and (mark.start, mark.end) == part
                if len(parts) > 1 and whole and not any(char.isspace() for char in mark.form):
                    form = mark.form
                misc["Span"] = ("I-" if mark is begun else "B-") + _escaped(str(mark.label))
                if mark is not begun and mark.form and mark.form != form:
                    misc["Form"] = _escaped(mark.form)
                if mark is not begun and mark.rule:
                    misc["Rule"] = _escaped(mark.rule)
                if form != surface:
                    misc["Surface"] = _escaped(surface)
            begun = mark
            yield _row(str(number), form, misc if len(parts) > 1 else misc | spaces, mark.pos if mark else "")


def _row(number: str, form: str, misc: dict[str, str], pos: str = "") -> str:
    said = "|".join(f"{key}={_nfc(value)}" for key, value in sorted(misc.items())) or "_"
    return "\t".join([number, _nfc(form), "_", pos or "_", *["_"] * 5, said])


def _nfc(text: str) -> str:
    return normalize("NFC", text)


def _escaped(text: str) -> str:
    """White space other than the usual by its number: readers strip it at a line's end."""
    return "".join(_ESCAPES.get(char) or (f"\\u{ord(char):04X}" if char.isspace() else char) for char in text)


def _unescaped(text: str) -> str:
    return re.sub(
        r"(?s)\\(?:u([0-9A-F]{4})|(.))", lambda code: chr(int(code[1], 16)) if code[1] else _UNESCAPES.get(code[2], code[0]), text
    )


def read(line: Line, text: str) -> Record:
    """A sentence: its text, its comments, and the spans that MISC tells of."""
    comments: dict[str, str] = {}
    rows: list[list[str]] = []
    for number, row in enumerate(text.split("\n"), line.number):
        if row.startswith("#"):
            key, equals, value = row[1:].lstrip(" ").partition("=")
            if equals:
                comments[key.rstrip(" ")] = value.removeprefix(" ")
        else:
            cells = row.split("\t")
            if len(cells) != 10:
                raise AvcError(f"{line.file}:{number}: {len(cells)} columns, CoNLL-U has 10; mend the line")
            rows.append(cells)
    surfaces = list(_surfaces(rows))
    sentence = comments.pop("text", None)
    if sentence is None:
        sentence = "".join(form + (_after(misc) if misc is not surfaces[-1][1] else "") for form, misc, _ in surfaces)
    if surfaces:
        sentence = surfaces[0][1].get("SpacesBefore", "") + sentence + surfaces[-1][1].get("SpacesAfter", "")
    marks = tuple(_joined(_pieces(sentence, surfaces)))
    comments.pop("result", None)
    return Record(sentence, line, (), marks, {**({"line": comments.pop("sent_id")} if "sent_id" in comments else {}), **comments})


def _misc(cells: list[str]) -> dict[str, str]:
    return {key: _unescaped(value) for key, _, value in (item.partition("=") for item in cells[9].split("|")) if key != "_"}


def _after(misc: dict[str, str]) -> str:
    return misc.get("SpacesAfter", "" if misc.get("SpaceAfter") == "No" else " ")


def _surfaces(rows: list[list[str]]) -> Iterator[Token]:
    """Each token that is written."""
    index = 0
    while index < len(rows):
        cells = rows[index]
        index += 1
        words = [cells]
        first, dash, last = cells[0].partition("-")
        if dash and first.isdecimal() and last.isdecimal():
            words = []
            while index < len(rows) and rows[index][0].partition(".")[0].isdecimal() and int(rows[index][0].partition(".")[0]) <= int(last):
                words.append(rows[index])
                index += 1
        elif "." in cells[0]:
            continue  # an empty node stands for nothing that is written
        yield cells[1], _misc(cells), words


def _pieces(sentence: str, surfaces: Iterable[Token]) -> Iterator[Word]:
    """Every word that can be found in the sentence."""
    at = 0
    for written, _, words in surfaces:
        start = sentence.find(written, at)
        if start < 0:
            continue
        at = start + len(written)
        parts = [(_misc(cells), cells[1], cells[3].replace("_", "")) for cells in words if "." not in cells[0]]
        lengths = [len(misc.get("Surface", form)) for misc, form, _ in parts]
        if sum(lengths) != len(written):
            continue
        for (misc, form, pos), length in zip(parts, lengths, strict=True):
            yield start, start + length, misc, form, pos
            start += length


def _joined(pieces: Iterable[Word]) -> Iterator[Mark]:
    """Spans out of B- and I-."""
    mark: Mark | None = None
    for start, end, misc, form, pos in pieces:
        tag, dash, label = misc.get("Span", "").partition("-")
        if tag == "I" and mark and mark.label == label:
            mark = Mark(mark.start, end, label, mark.form, mark.rule, pos=mark.pos)
            continue
        if mark:
            yield mark
        mark = Mark(start, end, label, misc.get("Form", form), misc.get("Rule", ""), pos=pos) if dash and tag in ("B", "I") else None
    if mark:
        yield mark

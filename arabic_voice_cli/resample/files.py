"""Templates from files and examples back into them: JSON Lines, and CoNLL with one word and one BIO tag a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ..annotations.record import OFFSETS, Object, dump, read_marks, read_object
from ..errors import AvcError
from ..streams import STDIN, Line, read_batches, shown
from .template import Example, Slot, Template

Format = Literal["jsonl", "conll"]
SUFFIXES: dict[str, Format] = {
    **dict.fromkeys((".jsonl", ".ndjson", ".json"), "jsonl"),
    **dict.fromkeys((".conll", ".bio", ".iob", ".iob2"), "conll"),
}
_COMMENT = re.compile(r"#\s*([\w-]+)\s*[:=]\s?(.*)")
_TAG = re.compile(r"O|[BI]-.+")
_COPIES = ("text", "value", "surface")
"""What JSON annotations call a copy of their text."""


def format_of(file: str) -> Format:
    """By the end of its name."""
    found = SUFFIXES.get(Path(file).suffix.lower()) if file != STDIN else None
    if not found:
        raise AvcError(f"{shown(file)}: its name does not say whether it is jsonl or conll; say so with --from")
    return found


def read(file: str, source: Format, field: str = "text") -> Iterator[Template]:
    """The templates of a file. Raises AvcError with file and line."""
    lines = (line for batch in read_batches(file) for line in batch)
    return _read_conll(lines) if source == "conll" else _read_jsonl(lines, field)


def _read_jsonl(lines: Iterator[Line], field: str) -> Iterator[Template]:
    for line in lines:
        text = line.text()
        if not text.strip():
            continue
        record = read_object(line, text, field, "--from jsonl")
        slots = []
        for mark in sorted(read_marks(line, record.get("slots", []), "slots", len(record[field])), key=lambda mark: mark.start):
            if not mark.label:
                raise AvcError(f"{line.place}: slot {mark.start}-{mark.end} has no label; an annotation has start, end and label")
            slots.append(Slot(mark.start, mark.end, mark.label, mark.item))
        intent = record.get("intent")
        yield Template(record[field], tuple(slots), intent if isinstance(intent, str) else "", line.place, record)


@dataclass
class Sentence:
    """A CoNLL sentence: its comments, its rows, and where in a row the word is; the tag is last."""

    comments: dict[str, str] = field(default_factory=dict)
    rows: list[list[str]] = field(default_factory=list)
    word: int = 0
    tab: bool = True


def _read_conll(lines: Iterator[Line]) -> Iterator[Template]:
    sentence, first = Sentence(), None
    for line in lines:
        text = line.text()
        if not text.strip():
            if sentence.rows and first:
                yield _template(sentence, first)
            sentence, first = Sentence(), None
        elif text.startswith("#") and not sentence.rows and (comment := _COMMENT.fullmatch(text)):
            sentence.comments[comment[1]] = comment[2]
        else:
            first = first or line
            sentence.tab = "\t" in text
            cells = text.split("\t") if sentence.tab else text.split()
            if len(cells) < 2 or not _TAG.fullmatch(cells[-1]):
                raise AvcError(f"{line.place}: no BIO tag; a line has a word and, last, its tag: O, B-NAME or I-NAME")
            if sentence.rows and len(cells) != len(sentence.rows[0]):
                raise AvcError(f"{line.place}: {len(cells)} columns, the sentence began with {len(sentence.rows[0])}; mend the line")
            sentence.rows.append(cells)
    if sentence.rows and first:
        yield _template(sentence, first)


def _template(sentence: Sentence, first: Line) -> Template:
    """The words with a space between; tags as slots."""
    numbered = len(sentence.rows[0]) > 2 and all(row[0] == str(i) for i, row in enumerate(sentence.rows, 1))
    sentence.word = int(numbered)
    text = ""
    slots: list[Slot] = []
    open_label = ""
    for number, row in enumerate(sentence.rows, first.number):
        word, tag = row[sentence.word], row[-1]
        if not word or word.split() != [word]:
            raise AvcError(f"{first.file}:{number}: the word is {word!r}; a word has no space in it")
        start = len(text) + bool(text)
        text += " " * bool(text) + word
        label = tag[2:]
        if tag.startswith("I-"):
            if label != open_label:
                raise AvcError(f"{first.file}:{number}: {tag} follows no B-{label}; a slot begins with B-")
            slots[-1] = Slot(slots[-1].start, len(text), label)
        elif label:
            slots.append(Slot(start, len(text), label))
        open_label = label
    intent = sentence.comments.get("intent", "")
    return Template(text, tuple(slots), intent, first.place, sentence)


def write(example: Example, format: Format, field: str = "text") -> bytes:
    """An example as a record of ``format``."""
    text = dump(_record(example, field)) + "\n" if format == "jsonl" else _sentence(example)
    return text.encode("utf-8", "backslashreplace")


def _numbered(id: Any, example: Example) -> Any:
    """The id of an example: its template's, with its number."""
    return f"{id}-{example.number}" if example.number else id


def _record(example: Example, field: str) -> Object:
    data = example.template.data
    if isinstance(data, Sentence):
        known = {k: v for k, v in data.comments.items() if k == "id" or not (k == "text" or k.startswith("text-"))}
        data = {**({"id": known.pop("id")} if "id" in known else {}), field: "", "intent": example.template.intent, **known}
    record = {**data, field: example.text, "slots": [_item(example, slot) for slot in example.slots]}
    return {**record, "id": _numbered(record["id"], example)} if "id" in record else record


def _item(example: Example, slot: Slot) -> Any:
    """The annotation with its new place; a copy of its text and a catalogue id follow."""
    item = slot.item
    if isinstance(item, list):
        return [slot.start, slot.end, *item[2:]]
    if item is None:
        return {"start": slot.start, "end": slot.end, "label": slot.label}
    first, last = next(keys for keys in OFFSETS if keys[0] in item)
    old, new = example.template.text[item[first] : item[last]], example.text[slot.start : slot.end]
    item = {key: new if key in _COPIES and value == old else value for key, value in item.items()}
    item |= {first: slot.start, last: slot.end}
    return {**item, "id": slot.id} if slot.id and "id" in item else item


def _sentence(example: Example) -> str:
    data = example.template.data
    layout = data if isinstance(data, Sentence) else Sentence(_comments(data, example), [["", ""]])
    lines = []
    for key, value in layout.comments.items():
        if key == "id":
            value = _numbered(value, example)
        if key == "text":
            value = example.text
        if not (key.startswith("text-") and example.number):
            lines.append(f"# {key} = {value}")
    columns = list(zip(*layout.rows, strict=True))
    constant = [column[0] if len(set(column)) == 1 else "_" for column in columns]
    for number, (word, tag) in enumerate(tagged(example.text, example.slots), 1):
        cells = [*constant[:-1], tag]
        cells[layout.word] = word
        if layout.word:
            cells[0] = str(number)
        lines.append(("\t" if layout.tab else " ").join(cells))
    return "\n".join(lines) + "\n\n"


def _comments(record: Object, example: Example) -> dict[str, str]:
    known = {"id": record["id"]} if "id" in record else {}
    return {key: str(value) for key, value in {**known, "text": example.text, "intent": example.template.intent}.items() if value != ""}


def tagged(text: str, slots: Sequence[Slot]) -> Iterator[tuple[str, str]]:
    """Each word with its BIO tag; a word that a slot is part of is the slot's."""
    inside: Slot | None = None
    for word in re.finditer(r"\S+", text):
        slot = next((s for s in slots if s.start < word.end() and word.start() < s.end), None)
        tag = "O" if slot is None else ("I-" if slot is inside else "B-") + slot.label
        inside = slot
        yield word[0], tag

"""Annotated utterances: the templates that are read, and the examples made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import AvcError


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot: half-open code-point offsets into the text, its label, and the annotation as its file has it."""

    start: int
    end: int
    label: str
    item: Any = None
    value: str = ""
    """The catalogue's spelling of what is in it, without clitics, if the catalogue has it."""
    id: str = ""
    """Of the value's entry."""


@dataclass(frozen=True, slots=True)
class Template:
    """An utterance as read; its slots are in order and do not overlap. ``data`` is the rest of its record."""

    text: str
    slots: tuple[Slot, ...]
    intent: str = ""
    place: str = ""
    data: Any = None

    def __post_init__(self) -> None:
        at = 0
        for slot in self.slots:
            named = f"{self.place}: slot {slot.start}-{slot.end} {slot.label}"
            if slot.start == slot.end or self.text[slot.start : slot.end].isspace():
                raise AvcError(f"{named} is empty; a slot has at least one character")
            if slot.start < at:
                raise AvcError(f"{named} overlaps the one before it; slots of an utterance stand side by side")
            at = slot.end


@dataclass(frozen=True, slots=True)
class Example:
    """An utterance made of a template; number 0 is the template itself."""

    template: Template
    number: int
    text: str
    slots: tuple[Slot, ...]

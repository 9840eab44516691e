"""The values that a slot can take: the spellings of the catalogue's entries, by type."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from ..errors import AvcError
from ..text import ALEF, ARABIC_WORD, LAM
from ..transliterate.catalogue import Entry
from ..transliterate.phonetic import fold_arabic

Spelling = Literal["any", "arabic", "latin", "term"]
ARTICLE = ALEF + LAM
_LATIN_ARTICLE = re.compile(r"(?i)(?:al|el|ar|as|ash|at|ad|an|az)[ -]")


@dataclass(frozen=True, slots=True)
class Value:
    """One spelling of an entry."""

    text: str
    entry: Entry

    @property
    def is_arabic(self) -> bool:
        return bool(ARABIC_WORD.match(self.text))

    @property
    def definite(self) -> bool:
        """Whether its ال is the article: not in اليسا, which is Elissa."""
        return (
            self.text.startswith(ARTICLE)
            and len(self.text.split(" ")[0]) > 4
            and (bool(ARABIC_WORD.match(self.entry.term)) or bool(_LATIN_ARTICLE.match(self.entry.term)))
        )

    def spelled(self, text: str) -> Value:
        return replace(self, text=text)


def folded(text: str) -> str:
    """A spelling as it is compared."""
    return " ".join(fold_arabic(text).casefold().split())


@dataclass(frozen=True)
class Kind:
    """All values of one type, each spelling once, in the catalogue's order."""

    values: Sequence[Value]
    spellings: Sequence[Value]
    """Also those that are not to be written."""

    @cached_property
    def known(self) -> Mapping[str, Value]:
        return {folded(value.text): value for value in reversed(self.spellings)}

    @cached_property
    def has_articles(self) -> bool:
        """Whether the catalogue itself writes the article where it belongs (الكويت beside دبي)."""
        return any(value.definite for value in self.spellings)


class Values:
    """A catalogue for slots. ``types`` maps slot labels to types of the catalogue; a label that it lacks has no values."""

    def __init__(self, entries: Iterable[Entry], spelling: Spelling = "any", types: Mapping[str, str] | None = None) -> None:
        listed: dict[str, dict[str, Value]] = {}
        for entry in entries:
            for text in (entry.term, *entry.aliases):
                listed.setdefault(entry.type, {}).setdefault(" ".join(text.split()), Value(" ".join(text.split()), entry))
        kinds = {kind: list(values.values()) for kind, values in listed.items()}
        self._kinds = {kind: Kind([v for v in values if _wanted(v, spelling)], values) for kind, values in kinds.items()}
        self.types = types
        missing = set((types or {}).values()) - self._kinds.keys()
        if missing:
            there = ", ".join(filter(None, self._kinds)) or "none"
            raise AvcError(f"--slots: the catalogue has no entry of type {', '.join(sorted(missing))}; types there: {there}")

    def wants(self, label: str) -> bool:
        """Whether the slot was asked for: every one is, if none was named."""
        return self.types is None or label in self.types

    def of(self, label: str) -> Kind | None:
        """The values of a slot; None where it is to stay as it is."""
        kind = label if self.types is None else self.types.get(label, "")
        found = self._kinds.get(kind) if kind else None
        return found if found and found.values else None


def _wanted(value: Value, spelling: Spelling) -> bool:
    if spelling == "term":
        return value.text == value.entry.term
    return spelling == "any" or value.is_arabic == (spelling == "arabic")


def read_types(slots: str, labels: Collection[str]) -> dict[str, str] | None:
    """``artist,title=song`` → the catalogue type of each slot that is to be resampled; None is every slot under its own label."""
    if not slots:
        return None
    types = {}
    for name in filter(None, (part.strip() for part in slots.split(","))):
        label, equals, kind = name.partition("=")
        types[label] = kind if equals else label
    unknown = types.keys() - set(labels)
    if unknown:
        raise AvcError(f"--slots: no template has a slot {', '.join(sorted(unknown))}; slots there: {', '.join(sorted(labels)) or 'none'}")
    return types

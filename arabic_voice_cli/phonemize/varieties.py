"""Varieties and the tables they are read by."""

from __future__ import annotations

from ..errors import AvcError
from ..tables import Row, Table, load_table
from .alphabets import COLUMNS, Inventory
from .number_words import DialectWords, Forms, StandardWords
from .numerals import Numerals
from .syllables import VOWELS

HAMZA_SOUND = "ʔ"


class Tables:
    """The tables a phonemizer reads."""

    def __init__(self, phonemes: Table, graphemes: Table, varieties: Table, readings: Table, phonetics: Table, numbers: Table) -> None:
        self.phonemes, self.graphemes, self.varieties = phonemes, graphemes, varieties
        self.readings, self.phonetics, self.numbers = readings, phonetics, numbers

    @classmethod
    def load(cls) -> Tables:
        return cls(
            load_table("phonemes.tsv", COLUMNS),
            load_table("graphemes.tsv", ["letter", "phoneme", "variety"]),
            load_table("varieties.tsv", ["parent", "article", "article_stress"]),
            load_table("readings.tsv", ["kind", "spelling", "reading", "proclitics", "enclitics", "variety"]),
            load_table("phonetics.tsv", ["pattern", "result", "variety"]),
            load_table("number_words.tsv", ["key", "form", "other", "variety"]),
        )

    def replacing(self, table: Table) -> Tables:
        """The same with another table of this name."""
        return Tables(*(table if table.name == own.name else own for own in self._all))

    @property
    def _all(self) -> tuple[Table, ...]:
        return self.phonemes, self.graphemes, self.varieties, self.readings, self.phonetics, self.numbers

    @property
    def signature(self) -> str:
        return "|".join(f"{table.name}@{table.version}" for table in self._all)

    def variety(self, name: str) -> Row:
        """Raises AvcError if there is no such variety."""
        if name not in self.varieties.by_id:
            raise AvcError(f"no variety {name!r}; this install has: {', '.join(self.varieties.by_id)}")
        return self.varieties.by_id[name]

    def line(self, variety: str) -> list[str]:
        """A variety and its parents, the nearest first."""
        names = [variety]
        while parent := self.variety(names[-1])["parent"]:
            names.append(parent)
        return names

    def covers(self, row: Row, variety: str) -> bool:
        """Whether a row holds for a variety."""
        return bool({*self.line(variety), "all"} & set(row["variety"].split()))

    def numerals(self, variety: str) -> Numerals:
        """What says digits in a variety."""
        forms = Forms(self.numbers, self.line(variety))
        return Numerals(forms, StandardWords(forms) if variety == "msa" else DialectWords(forms))

    def sounds(self, variety: str, inventory: Inventory) -> dict[str, str]:
        """Letter → phoneme for a variety. Raises AvcError at a phoneme that the inventory lacks."""
        for sound in (HAMZA_SOUND, *sorted(VOWELS)):  # what the rules say beside the letters' own phonemes
            if sound not in inventory:
                raise AvcError(f"{self.phonemes.name}.tsv: no phoneme {sound!r}; the reading rules need it")
        order = [*self.line(variety), "all"]
        best: dict[str, tuple[int, str]] = {}
        for row in self.graphemes:
            if row["phoneme"] not in inventory:
                raise AvcError(f"{row.place}: no phoneme {row['phoneme']!r}; add it to {self.phonemes.name}.tsv")
            ranks = [order.index(name) for name in row["variety"].split() if name in order]
            if ranks and (row["letter"] not in best or min(ranks) < best[row["letter"]][0]):
                best[row["letter"]] = (min(ranks), row["phoneme"])
        return {letter: sound for letter, (_, sound) in best.items()}

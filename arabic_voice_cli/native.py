"""How likely letters are as a native Arabic word: the odds that a rewrite has to beat."""

from __future__ import annotations

import json
from collections.abc import Mapping

from .errors import AvcError
from .tables import DATA

UNKNOWN = 8.0
"""Cost in nats of a character that is no Arabic letter."""


class NativeLetters:
    """Cost of a folded word from letter trigrams of native words (``data/native_letters.json``)."""

    def __init__(self, name: str, rows: Mapping[str, Mapping[str, float]]) -> None:
        self.signature = name
        self._rows = rows

    @classmethod
    def load(cls) -> NativeLetters:
        path = DATA / "native_letters.json"
        try:
            data = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise AvcError(f"{path}: cannot be read ({error}); install the package again") from None
        value = {digit: place / 5 for place, digit in enumerate(data["scale"])}
        letters = data["letters"]
        rows = {context: {letter: value[d] for letter, d in zip(letters, row, strict=True)} for context, row in data["costs"].items()}
        return cls(f"{data['name']}@{data['version']}", rows)

    def cost(self, folded: str) -> float:
        """Minus the log of the word's probability among native words, in nats."""
        rows, anywhere = self._rows, self._rows[""]
        before, total = "^^", 0.0
        for letter in folded + "$":
            row = rows.get(before, anywhere)
            total += row[letter] if letter in row else UNKNOWN
            before = before[1:] + letter
        return total

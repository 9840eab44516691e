"""How likely a word is as native Arabic: the odds that a rewrite has to beat."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping

from ..errors import AvcError
from ..onnx_model import find, read_card

UNKNOWN = 8.0
"""Cost in nats of a character that is no Arabic letter."""


def key(word: str) -> int:
    """How the model knows a word."""
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


class NativeWords:
    """Costs of folded words: of frequent words as such (known by their CRC-32), of others from their letters."""

    def __init__(self, name: str, letters: Mapping[str, Mapping[str, float]], words: Mapping[int, float]) -> None:
        self.signature = name
        self._letters, self._words = letters, words

    @classmethod
    def load(cls) -> NativeWords:
        card = read_card(find("native-words"))
        path = card.folder / card.file
        try:
            data = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise AvcError(f"{path}: cannot be read ({error}); install the package again") from None
        value = {digit: place / 4 for place, digit in enumerate(data["scale"])}
        letters = {context: {a: value[d] for a, d in zip(data["letters"], row, strict=True)} for context, row in data["costs"].items()}
        words = {int(word, 16): value[d] for d, row in data["words"].items() for word in row.split(" ")}
        return cls(card.signature, letters, words)

    def cost(self, folded: str, peeled: Iterable[tuple[str, float]] = ()) -> float:
        """Minus the log of the word's probability in native text, in nats; ``peeled``: (rest, cost of its proclitic)."""
        whole = min(self._words.get(key(folded), UNKNOWN * 9), self._spelled(folded))
        return min([whole, *(self._words[key(rest)] + cost for rest, cost in peeled if self.listed(rest))])

    def listed(self, folded: str) -> bool:
        """Whether this is a frequent native word."""
        return key(folded) in self._words

    def _spelled(self, folded: str) -> float:
        rows, anywhere = self._letters, self._letters[""]
        before, total = "^^", 0.0
        for letter in folded + "$":
            row = rows.get(before, anywhere)
            total += row.get(letter, UNKNOWN)
            before = before[1:] + letter
        return total

"""Spells foreign words that no catalogue has: a network gives for each Arabic letter the Latin letters it stands for.

The network walks along the letters, so a word costs as many steps as it has letters; words of one length go together.
It knows small letters without accents; what it says is written as a name, with a capital.
"""

from __future__ import annotations

import base64
import json
import math
import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import AvcError
from ..onnx_model import Model, load_model
from ..text import DIACRITICS, EXTENDED, TATWEEL

if TYPE_CHECKING:
    from numpy.typing import NDArray

BEAM = 16
"""Spellings kept at every letter; at least twice as many as are asked for."""
WRITTEN = 10.0
"""How many times likelier a spelling is that is a name or word somewhere: Washington before Washinton."""
LONGEST = 24
"""Letters of the longest word that is spelled; longer ones are no names."""
TOGETHER = 128
"""Words in one batch."""
UNSEATED = str.maketrans("أإآ", "ااا")
"""Hamza as the Gulf writes it: not at all."""
ENDINGS = ("", *["ا", "ي", "ك", "ه", "ة", "ها", "هم", "كم", "نا", "ية", "يا", "ات", "ين", "ون", "يين", "يون"])
"""Endings of a word that is at home in Arabic."""
_BARE = str.maketrans(dict.fromkeys([*DIACRITICS, TATWEEL]))


def key(word: str) -> int:
    """How the model knows a bare word, whatever its hamzas."""
    return zlib.crc32(word.translate(UNSEATED).encode("utf-8", "surrogatepass"))


class Speller:
    """Back-transliterates: بولك → Bulk, Bulck, Polk …; a `ranking.Fallback`."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.signature = model.card.signature
        try:
            meta = model.session.get_modelmeta().custom_metadata_map
            self._letters = {letter: i for i, letter in enumerate(json.loads(meta["letters"]))}
            self._chunks: list[str] = json.loads(meta["chunks"])
            self._known, self._familiar, self._written = (_unpacked(meta[name]) for name in ("known", "familiar", "written"))
        except (KeyError, ValueError) as error:
            raise AvcError(f"{model.card.folder}: no model of spellings ({error}); install it again") from None
        self._state = int(model.card.settings["state"])
        self._encoded = int(model.card.inputs["encoded"][1])

    @classmethod
    def load(cls, name: str = "spelling") -> Speller:
        """Open the model of this name or path."""
        return cls(load_model(name))

    def __call__(self, spans: Sequence[str], count: int = 1) -> list[list[tuple[str, float]]]:
        """For each span at most ``count`` (spelling, its probability), the likeliest first; none for what cannot be read."""
        words = {word: None for span in spans for word in span.split()}
        spelled = dict(zip(words, self._spell(list(words), count), strict=True))
        return [_together([found for word in span.split() if (found := spelled[word])], count) for span in spans]

    def foreign(self, words: Sequence[str]) -> list[float]:
        """Log-odds of each word to be no native one."""
        out = [-math.inf] * len(words)
        known = [(i, word) for i, word in enumerate(word.translate(_BARE) for word in words) if word and self._letters.keys() >= set(word)]
        for same in _by_length(known):
            for i, odds in zip((i for i, _ in same), self._encode([word for _, word in same])[1].tolist(), strict=True):
                out[i] = odds
        return out

    def familiar(self, word: str) -> bool:
        """Whether the word, without one of its endings, is common in Arabic: روسيا, كيلو, فيروسات are not spelled anew."""
        bare = word.translate(_BARE)
        return any(_place(self._familiar, key(bare.removesuffix(ending))) for ending in ENDINGS)

    def _spell(self, words: list[str], count: int) -> list[list[tuple[str, float]]]:
        out: list[list[tuple[str, float]]] = [[] for _ in words]
        for same in _by_length(enumerate(map(self._read, words))):
            found = self._search([word for _, word in same], max(BEAM, 2 * count))
            for (i, _), spellings in zip(same, found, strict=True):
                out[i] = spellings[:count]
        return out

    def _read(self, word: str) -> str:
        """The word in letters that the model knows: others as the standard letter they pattern with, or not at all."""
        near = (letter if letter in self._letters else EXTENDED.get(letter, letter) for letter in word.translate(_BARE))
        return "".join(letter for letter in near if letter in self._letters)

    def _search(self, words: list[str], width: int) -> list[list[tuple[str, float]]]:
        """Beam search over words of one length."""
        import numpy as np

        count, chunks = len(words), len(self._chunks)
        encoding, _ = self._encode(words)
        state: NDArray[Any] = np.zeros((count, self._state), np.float32)
        before = np.full(count, chunks, np.int64)
        scores: NDArray[Any] = np.zeros((count, 1), np.float32)
        taken = np.zeros((count, 1, 0), np.int64)
        for at in range(len(words[0])):
            beams = scores.shape[1]
            log_p, state = self._step(encoding[:, at].repeat(beams, 0), before, state)
            total = (scores[:, :, None] + log_p.reshape(count, beams, -1)).reshape(count, -1)
            best = _largest(total, min(width, total.shape[1]))
            came, chunk = best // chunks, best % chunks
            scores = np.take_along_axis(total, best, 1)
            taken = np.concatenate([np.take_along_axis(taken, came[:, :, None], 1), chunk[:, :, None]], 2)
            state = state[(came + np.arange(count)[:, None] * beams).ravel()]
            before = chunk.ravel()
        return [self._merged(taken[i], scores[i]) for i in range(count)]

    def _merged(self, taken: NDArray[Any], scores: NDArray[Any]) -> list[tuple[str, float]]:
        """One spelling may be cut into chunks in several ways: their probabilities add up. Then those rise that are written somewhere."""
        found: dict[str, float] = {}
        for row, score in zip(taken.tolist(), scores.tolist(), strict=True):
            latin = "".join(self._chunks[c] for c in row)
            found[latin] = found.get(latin, 0.0) + math.exp(score)
        weighed = {latin: p * (WRITTEN if _place(self._written, key(latin)) else 1.0) for latin, p in found.items()}
        total = sum(weighed.values()) + max(0.0, 1 - sum(found.values()))
        return sorted(((latin.capitalize(), p / total) for latin, p in weighed.items() if latin), key=_likeliest)

    def _encode(self, words: list[str]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Of words of one length: [words, length, …] and log-odds [words]. The decoder gets one row that nobody reads."""
        import numpy as np

        letters = np.array([[self._letters[letter] for letter in word] for word in words], np.int64)
        rows = np.array([_place(self._known, key(word)) for word in words], np.int64)
        nothing = np.zeros((1, self._encoded), np.float32), np.zeros(1, np.int64), np.zeros((1, self._state), np.float32)
        encoding, foreign, *_ = self._run(letters, rows, *nothing)
        return encoding, foreign

    def _step(self, encoded: NDArray[Any], before: NDArray[Any], state: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Log probabilities of the next chunk for every beam, and the new states; the encoder gets one letter."""
        import numpy as np

        *_, log_p, new = self._run(np.zeros((1, 1), np.int64), np.zeros(1, np.int64), encoded, before, state)
        return log_p, new

    def _run(self, *inputs: NDArray[Any]) -> list[NDArray[Any]]:
        return self._model.run(dict(zip(("letters", "rows", "encoded", "before", "state"), inputs, strict=True)))


def _unpacked(text: str) -> array[int]:
    """Sorted hashes, four little-endian bytes each."""
    keys = array("I", base64.b64decode(text))
    if sys.byteorder == "big":
        keys.byteswap()
    return keys


def _place(keys: array[int], wanted: int) -> int:
    """Place of a key among sorted ones, counted from 1; 0 if it is not there."""
    at = bisect_left(keys, wanted)
    return at + 1 if at < len(keys) and keys[at] == wanted else 0


def _by_length(words: Iterable[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Batches of numbered words of one length."""
    found: dict[int, list[tuple[int, str]]] = {}
    for i, word in words:
        if 0 < len(word) <= LONGEST:
            found.setdefault(len(word), []).append((i, word))
    for same in found.values():
        for start in range(0, len(same), TOGETHER):
            yield same[start : start + TOGETHER]


def _likeliest(spelling: tuple[str, float]) -> tuple[float, str]:
    return -spelling[1], spelling[0]


def _together(words: list[list[tuple[str, float]]], count: int) -> list[tuple[str, float]]:
    """The likeliest spellings of several words in a row."""
    rows = words[0] if words else []
    for word in words[1:]:
        rows = sorted(((f"{a} {b}", p * q) for a, p in rows for b, q in word), key=_likeliest)[:count]
    return rows


def _largest(values: NDArray[Any], count: int) -> NDArray[Any]:
    """Indices of each row's ``count`` largest values, best first."""
    import numpy as np

    some = np.argpartition(-values, count - 1, axis=1)[:, :count]
    order = np.argsort(-np.take_along_axis(values, some, 1), axis=1, kind="stable")
    return np.take_along_axis(some, order, 1)

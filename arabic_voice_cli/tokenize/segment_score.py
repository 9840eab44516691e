"""Scores the cuts of a word: a linear model over hashed features, and a table of how often strings stand alone in text.

Both are aggregate statistics in one small file; `training/tokenize` makes it. The features of a cut look at the clitics,
the letters beside them, the stem's shape, and whether the stem (alone, with the article, with ة for ت …) is a word.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from zlib import crc32

from ..errors import AvcError
from ..text import (
    ALEF,
    ALEF_HAMZA,
    ALEF_HAMZA_BELOW,
    ALEF_MADDA,
    ALEF_MAKSURA,
    HAMZA,
    HEH,
    TEH,
    TEH_MARBUTA,
    WAW,
    WAW_HAMZA,
    YEH,
    YEH_HAMZA,
)
from .segment import Cut

_HAMZA = str.maketrans(dict.fromkeys(ALEF_HAMZA + ALEF_HAMZA_BELOW + ALEF_MADDA, ALEF))
_CLASSES = str.maketrans(dict.fromkeys("بجحخدذرزسشصضطظعغقكلهثفم", "C") | dict.fromkeys("ءأإآؤئ", "ء") | dict.fromkeys("پچژڤگ", "C"))


_BEGINNINGS = [
    "1{b}",
    "2{a}",
    "3{b}|{a}",
    "4{b}|",
    "5{b}|",
    "6{b}|",
    "7{a}|",
    "8{a}|",
    "9{a}|",
    "a{b}|",
    "b{a}|",
    "c{b}|",
    "d{a}|",
    "e",
    "f{b}|{a}|",
    "g{b}|{a}|",
    "h{b}|",
    "i{a}|",
    "j{b}|",
    "k{a}|",
    "l{b}|",
    "m{a}|",
    "n{b}|",
    "o{a}|",
    "t{b}|",
    "v{a}|",
    "p{a}|",
    "q{a}|",
    "r{a}|",
    "s{a}|",
    "u{a}|",
    "w{a}|",
]
"""How the features begin: kind, proclitics (b), enclitics (a)."""
_P, _Q, _R, _S, _U, _W = range(len(_BEGINNINGS) - 6, len(_BEGINNINGS))
_RESTORED = {
    TEH: (_P, TEH_MARBUTA),
    ALEF: (_Q, ALEF_MAKSURA),
    WAW: (_R, ALEF),
    HEH: (_S, TEH_MARBUTA),
    YEH_HAMZA: (_U, HAMZA),
    WAW_HAMZA: (_U, HAMZA),
    "": (_U, HAMZA),
}
"""Last letter of a stem → a kind of feature, and what the word may end in where it stands alone (سيارت: سيارة, شافو: شافوا)."""
_SEAMS = {TEH: TEH_MARBUTA, ALEF: ALEF_MAKSURA, YEH_HAMZA: HAMZA}
_NUMBER = [b"%d" % n for n in range(16)]
_NUMBERS = [[b"%d|%d" % (n, m) for m in range(16)] for n in range(16)]
LATELY = 1 << 14
"""Counts that are kept."""


@dataclass(frozen=True)
class Statistics:
    """``counts``: one nibble a slot, about log2 of how often a string was a word; ``weights``: one signed byte a feature."""

    counts: bytes
    weights: memoryview
    name: str = "none"
    _known: dict[str, int] = field(default_factory=dict, repr=False, compare=False)
    """Counts that were looked up lately: the cuts of a word share their stems."""

    def count(self, word: str) -> int:
        """0 (rare or never) … 15 of a string as a word by itself, hamza on alif ignored."""
        found = self._known.get(word)
        if found is None:
            slot = crc32(word.translate(_HAMZA).encode()) & (2 * len(self.counts) - 1)
            byte = self.counts[slot >> 1]
            found = byte >> 4 if slot & 1 else byte & 15
            if len(self._known) > LATELY:
                self._known.clear()
            self._known[word] = found
        return found

    def score(self, word: str, cut: Cut) -> int:
        """How good a cut is; only the order of a word's cuts means anything. The sum of the weights of `features`."""
        weights, mask = self.weights, len(self.weights) - 1
        begun = _begun(cut.before, cut.after)
        endings, more = self._endings(word, cut)
        total = sum([weights[crc32(ending, start) & mask] for ending, start in zip(endings, begun, strict=False)])
        for kind, ending in more:
            total += weights[crc32(ending, begun[kind]) & mask]
        return total

    def features(self, word: str, cut: Cut) -> list[str]:
        """Names of the features of a cut; the trainer hashes the same names."""
        endings, more = self._endings(word, cut)
        named = [*enumerate(endings), *more]
        return [_BEGINNINGS[kind].format(b=cut.before, a=cut.after) + ending.decode() for kind, ending in named]

    def _endings(self, word: str, cut: Cut) -> tuple[list[bytes], list[tuple[int, bytes]]]:
        """How the first features end, and kind and ending of those that only some words have.

        Letters are those of the Arabic block: two bytes each.
        """
        stem, count = cut.stem, self.count
        size = _NUMBER[min(len(stem), 7)]
        alone, whole, article = count(stem), count(word), _NUMBER[count("ال" + stem)]
        s = stem.encode()
        first, last = s[:2], s[-2:]
        sized = size + b"|" + _NUMBER[alone]
        both = _NUMBERS[whole][alone]
        endings = [
            b"", b"", b"", first, s[:4], s[:6], last, s[-4:], s[-6:], sized, sized, s, s, s, first + b"|" + size,
            stem.translate(_CLASSES).encode(), s[:8], s[-8:], both, both, article, article,
            _NUMBERS[count(WAW + stem)][alone], _NUMBERS[count(stem + "ها")][alone],
            first + b"|" + cut.after.encode() + b"|" + last, _NUMBER[count("ال" + word)],
        ]  # fmt: skip
        more = []
        restored = _RESTORED.get(stem[-1:])
        if restored:
            kind, spelled = restored
            more.append((kind, _NUMBERS[count((stem if kind == _R else stem[:-1]) + spelled)][alone]))
        if word[-1:] == YEH and len(word) > 2:
            seam = _SEAMS.get(word[-2], "")
            base = word[:-2] + (seam or word[-2])
            more.append((_W, seam.encode() + b"|" + _NUMBERS[count(base)][count("ال" + word)]))
        return endings, more


@lru_cache(maxsize=1 << 12)
def _begun(before: str, after: str) -> tuple[int, ...]:
    """Checksums of the beginnings of features, from which those of whole features go on."""
    return tuple(crc32(text.format(b=before, a=after).encode()) for text in _BEGINNINGS)


MAGIC = b"AVCSEG1\n"


def pack(counts: bytes, weights: bytes) -> bytes:
    """The file's bytes: a magic line, the two sizes, the two tables."""
    return MAGIC + len(counts).to_bytes(4, "little") + len(weights).to_bytes(4, "little") + counts + weights


def read_statistics(path: Path, sha256: str, name: str) -> Statistics:
    """Read the file that `pack` made; raises AvcError where it is not what its card says."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise AvcError(f"{path}: no such file; install the model again") from None
    if hashlib.sha256(data).hexdigest() != sha256 or not data.startswith(MAGIC):
        raise AvcError(f"{path}: not the file its card describes; install the model again")
    at = len(MAGIC)
    sizes = [int.from_bytes(data[at + 4 * i : at + 4 * i + 4], "little") for i in range(2)]
    body = data[at + 8 :]
    return Statistics(body[: sizes[0]], memoryview(body[sizes[0] : sum(sizes)]).cast("b"), name)

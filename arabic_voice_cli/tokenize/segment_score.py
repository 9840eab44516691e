"""Scores the cuts of a word: a linear model over hashed features, and a table of how often strings stand alone in text.

Both are aggregate statistics in one small file; `training/tokenize` makes it. The features of a cut look at the clitics,
the letters beside them, the stem's shape, and whether the stem (alone, with the article, with ة for ت …) is a word.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
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


_RESTORED = {
    TEH: ("p", TEH_MARBUTA),
    ALEF: ("q", ALEF_MAKSURA),
    WAW: ("r", ALEF),
    HEH: ("s", TEH_MARBUTA),
    YEH_HAMZA: ("u", HAMZA),
    WAW_HAMZA: ("u", HAMZA),
    "": ("u", HAMZA),
}
"""Last letter of a stem → a feature's kind, and what the word may end in where it stands alone (سيارت: سيارة, شافو: شافوا)."""
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
        """How good a cut is; only the order of a word's cuts means anything."""
        weights, mask, hashed = self.weights, len(self.weights) - 1, crc32
        return sum([weights[hashed(feature.encode()) & mask] for feature in self.features(word, cut)])

    def features(self, word: str, cut: Cut) -> list[str]:
        """Names of the features of a cut; the trainer hashes the same names."""
        before, after, stem = cut.before, cut.after, cut.stem
        size = min(len(stem), 7)
        count = self.count
        alone, whole, named, article = count(stem), count(word), count("ال" + word), count("ال" + stem)
        first, last = stem[:1], stem[-1:]
        out = [
            f"1{before}",
            f"2{after}",
            f"3{before}|{after}",
            f"4{before}|{first}",
            f"5{before}|{stem[:2]}",
            f"6{before}|{stem[:3]}",
            f"7{after}|{last}",
            f"8{after}|{stem[-2:]}",
            f"9{after}|{stem[-3:]}",
            f"a{before}|{size}|{alone}",
            f"b{after}|{size}|{alone}",
            f"c{before}|{stem}",
            f"d{after}|{stem}",
            f"e{stem}",
            f"f{before}|{after}|{first}|{size}",
            f"g{before}|{after}|{stem.translate(_CLASSES)}",
            f"h{before}|{stem[:4]}",
            f"i{after}|{stem[-4:]}",
            f"j{before}|{whole}|{alone}",
            f"k{after}|{whole}|{alone}",
            f"l{before}|{article}",
            f"m{after}|{article}",
            f"n{before}|{count(WAW + stem)}|{alone}",
            f"o{after}|{count(stem + 'ها')}|{alone}",
            f"t{before}|{first}|{after}|{last}",
            f"v{after}|{named}",
        ]
        if last in _RESTORED:
            kind, spelled = _RESTORED[last]
            out.append(f"{kind}{after}|{count((stem if last == WAW else stem[:-1]) + spelled)}|{alone}")
        if word[-1:] == YEH and len(word) > 2:
            base, last = word[:-1], word[-2]
            seam = {TEH: TEH_MARBUTA, ALEF: ALEF_MAKSURA, YEH_HAMZA: HAMZA}.get(last, last)
            out.append(f"w{after}|{seam if seam != last else ''}|{count(base[:-1] + seam)}|{named}")
        return out


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

"""Scores the cuts of a word: a linear model over hashed features, and a table of how often strings stand alone in text.

Both are aggregate statistics in one small file; `training/tokenize` makes it. The features of a cut look at the clitics,
the letters beside them, the stem's shape, and whether the stem (alone, with the article, with ة for ت …) is a word.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Statistics:
    """``counts``: one nibble a slot, about log2 of how often a string was a word; ``weights``: one signed byte a feature."""

    counts: bytes
    weights: memoryview
    name: str = "none"

    def count(self, word: str) -> int:
        """0 (rare or never) … 15 of a string as a word by itself, hamza on alif ignored."""
        slot = crc32(word.translate(_HAMZA).encode()) & (2 * len(self.counts) - 1)
        byte = self.counts[slot >> 1]
        return byte >> 4 if slot & 1 else byte & 15

    def score(self, word: str, cut: Cut) -> int:
        """How good a cut is; only the order of a word's cuts means anything."""
        weights, mask, hashed = self.weights, len(self.weights) - 1, crc32
        return sum([weights[hashed(feature.encode()) & mask] for feature in self.features(word, cut)])

    def features(self, word: str, cut: Cut) -> Iterator[str]:
        """Names of the features of a cut; the trainer hashes the same names."""
        before, after, stem = cut.before, cut.after, cut.stem
        size = min(len(stem), 7)
        count = self.count
        alone, whole, named = count(stem), count(word), count("ال" + word)
        yield f"1{before}"
        yield f"2{after}"
        yield f"3{before}|{after}"
        yield f"4{before}|{stem[:1]}"
        yield f"5{before}|{stem[:2]}"
        yield f"6{before}|{stem[:3]}"
        yield f"7{after}|{stem[-1:]}"
        yield f"8{after}|{stem[-2:]}"
        yield f"9{after}|{stem[-3:]}"
        yield f"a{before}|{size}|{alone}"
        yield f"b{after}|{size}|{alone}"
        yield f"c{before}|{stem}"
        yield f"d{after}|{stem}"
        yield f"e{stem}"
        yield f"f{before}|{after}|{stem[:1]}|{size}"
        yield f"g{before}|{after}|{stem.translate(_CLASSES)}"
        yield f"h{before}|{stem[:4]}"
        yield f"i{after}|{stem[-4:]}"
        yield f"j{before}|{whole}|{alone}"
        yield f"k{after}|{whole}|{alone}"
        article = count("ال" + stem)
        yield f"l{before}|{article}"
        yield f"m{after}|{article}"
        yield f"n{before}|{count(WAW + stem)}|{alone}"
        yield f"o{after}|{count(stem + 'ها')}|{alone}"
        last = stem[-1:]
        if last == TEH:
            yield f"p{after}|{count(stem[:-1] + TEH_MARBUTA)}|{alone}"
        elif last == ALEF:
            yield f"q{after}|{count(stem[:-1] + ALEF_MAKSURA)}|{alone}"
        elif last == WAW:
            yield f"r{after}|{count(stem + ALEF)}|{alone}"
        elif last == HEH:
            yield f"s{after}|{count(stem[:-1] + TEH_MARBUTA)}|{alone}"
        elif last in YEH_HAMZA + WAW_HAMZA:
            yield f"u{after}|{count(stem[:-1] + HAMZA)}|{alone}"
        yield f"v{after}|{named}"
        if word[-1:] == YEH and len(word) > 2:
            base, last = word[:-1], word[-2]
            seam = {TEH: TEH_MARBUTA, ALEF: ALEF_MAKSURA, YEH_HAMZA: HAMZA}.get(last, last)
            yield f"w{after}|{seam if seam != last else ''}|{count(base[:-1] + seam)}|{named}"
        yield f"t{before}|{stem[:1]}|{after}|{stem[-1:]}"


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

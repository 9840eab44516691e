"""Syllables and stress of a word's sounds.

A syllable has one vowel and at most one consonant before it, save at the beginning of the word, where all consonants
belong to the first syllable. Stress (phonology rule E15; Ryding 2005 ch. 2): the last syllable if superheavy (CVːC, CVCC),
else the one before it if heavy (CVː, CVC), else the one before that; proclitics and article do not count.
"""

from __future__ import annotations

from collections.abc import Sequence

from .alphabets import STRESS, SYLLABLE

VOWELS = frozenset(["a", "i", "u", "aː", "iː", "uː", "eː", "oː"])


def syllables(sounds: Sequence[str]) -> list[tuple[int, int]]:
    """Half-open ranges that tile the sounds; one range if there is no vowel."""
    vowels = [i for i, sound in enumerate(sounds) if sound in VOWELS]
    if not sounds:
        return []
    starts = [0]
    for before, vowel in zip(vowels, vowels[1:], strict=False):
        starts.append(vowel if vowel == before + 1 else vowel - 1)
    return list(zip(starts, [*starts[1:], len(sounds)], strict=True))


def stressed(sounds: Sequence[str], parts: Sequence[tuple[int, int]], stem: int = 0) -> int:
    """Index of the stressed syllable; sounds before ``stem`` are proclitics and article."""
    vowel = [next((i for i in range(start, end) if sounds[i] in VOWELS), start) for start, end in parts]
    first = next((n for n, at in enumerate(vowel) if at >= stem), len(parts) - 1)
    weight = [_weight(sounds[at:end]) for at, (_, end) in zip(vowel, parts, strict=True)]
    last = len(parts) - 1
    if weight[last] > 2 or last <= first:
        return last
    if weight[last - 1] > 1 or last - 1 == first:
        return last - 1
    return last - 2


def _weight(rhyme: Sequence[str]) -> int:
    """Morae from the vowel on: V 1, VC and Vː 2, more 3."""
    return sum(2 if sound.endswith("ː") else 1 for sound in rhyme)


def mark(sounds: Sequence[str], dots: bool, stress: bool, stem: int = 0) -> list[str]:
    """The sounds with ``.`` between syllables and ``ˈ`` before the stressed one (words of one syllable bear no mark)."""
    parts = syllables(sounds)
    if len(parts) < 2:
        return list(sounds)
    accent = stressed(sounds, parts, stem) if stress else -1
    marked: list[str] = []
    for number, (start, end) in enumerate(parts):
        if number == accent:
            marked.append(STRESS)
        elif dots and number:
            marked.append(SYLLABLE)
        marked += sounds[start:end]
    return marked

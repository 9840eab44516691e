"""The arrays that training and the shipped code share."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arabic_voice_cli.encode import CLASSES, FIRST_LETTER, OTHER, SEPARATOR, SYMBOLS, encode
from arabic_voice_cli.text import DIACRITICS, FATHA, SHADDA, shadda_first

ARABIC = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويىءآأؤإئةًٌٍَُِّْ .،؟12ab😀", max_size=60)


def marks(word: str) -> list[str]:
    encoded = encode(word)
    return [CLASSES[c] for c, s in zip(encoded.classes, encoded.symbols, strict=True) if s != SEPARATOR]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("كَتَبَ", ["َ", "َ", "َ"]),
        ("مُحَمَّد", ["ُ", "َ", "َّ", ""]),
        (f"محم{SHADDA}{FATHA}د", ["", "", SHADDA + FATHA, ""]),
        (f"محم{FATHA}{SHADDA}د", ["", "", SHADDA + FATHA, ""]),  # NFC order: vowel before shadda
        ("رَبٌّ", ["َ", "ٌّ"]),
        ("كـَتب", ["َ", "", ""]),  # tatweel between letter and mark
        ("هٰذا", ["", "", ""]),  # the dagger alef is not one of the eight
    ],
)
def test_classes(word: str, expected: list[str]) -> None:
    assert marks(word) == [shadda_first(m) for m in expected]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ذهب الولد", ["ذهب", "الولد"]),
        ("الساعة 7:30، شكرا!", ["الساعة", "7", ":", "30", "،", "شكرا", "!"]),
        ("iPhone15 و😀", ["iPhone15", "و", "😀"]),
        ("ك\u200cتب", ["كتب"]),
        ("", []),
        ("  \t ", []),
    ],
)
def test_words(line: str, words: list[str]) -> None:
    encoded = encode(line)
    bare = [line[encoded.position[a] : encoded.position[b] + 1] for a, b in zip(encoded.first, encoded.last, strict=True)]
    assert [w.replace("\u200c", "") for w in bare] == words


def test_hash_is_the_same_everywhere() -> None:
    """Constants: a model's word table is useless if another platform hashes otherwise."""
    assert encode("ذهب الولد إلى المدرسة.").hashes(49152).tolist() == [4770, 9565, 27689, 7409, 20674]
    assert encode("كَتَبَ").hashes(49152).tolist() == encode("كتب").hashes(49152).tolist()


@given(line=ARABIC | st.text(max_size=40))
def test_invariants(line: str) -> None:
    encoded = encode(line)
    assert len(encoded.symbols) == len(encoded.classes) == len(encoded.position)
    assert (encoded.symbols[encoded.last + 1] == SEPARATOR).all()
    assert (np.diff(encoded.position) >= 0).all()
    assert len(encoded.words()) == len(encoded.symbols)
    assert encoded.symbols.max(initial=0) < SYMBOLS
    assert (encoded.hashes(100) > 0).all()
    letters = encoded.symbols >= FIRST_LETTER
    assert all(line[p] not in DIACRITICS for p in encoded.position[letters])
    assert (encoded.classes[~letters] == 0).all()


def test_astral_characters_are_one_symbol() -> None:
    encoded = encode("😀😀")
    assert encoded.symbols.tolist() == [OTHER, SEPARATOR, OTHER, SEPARATOR]
    assert encoded.position.tolist() == [0, 0, 1, 1]

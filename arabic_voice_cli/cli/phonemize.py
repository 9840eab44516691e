"""`avc phonemize`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from ..result import Tool
from .options import Filter

Variety = Literal["msa", "khaleeji", "kuwaiti", "emirati", "qatari", "bahraini", "najdi", "omani", "hijazi"]


def phonemize(
    variety: Annotated[Variety, typer.Option("--variety", help="How the text is spoken.")] = "msa",
    alphabet: Annotated[
        Literal["ipa", "xsampa", "buckwalter"],
        typer.Option("--alphabet", help="Phonemes in IPA or X-SAMPA, or letters in Buckwalter."),
    ] = "ipa",
    pause: Annotated[bool, typer.Option("--pause/--no-pause", help="Drop MSA endings before a pause, as when reading aloud.")] = True,
    phonetic: Annotated[
        bool, typer.Option("--phonetic/--no-phonetic", help="Apply a dialect's phonetic rules: assimilation, helping vowels.")
    ] = True,
    syllables: Annotated[bool, typer.Option("--syllables", help="Put a dot between syllables.")] = False,
    stress: Annotated[bool, typer.Option("--stress", help="Put a stress mark before the stressed syllable.")] = False,
    punctuation: Annotated[
        Literal["keep", "drop"], typer.Option("--punctuation", help="Keep punctuation as marks of phrasing, or drop it.")
    ] = "keep",
    numbers: Annotated[
        Literal["words", "digits"], typer.Option("--numbers", help="Say numbers in words, or leave their digits.")
    ] = "words",
) -> Tool:
    """Write diacritized text as phonemes, words parted as in the text; unmarked words get no vowels.

    Example: avc diacritize responses.txt | avc phonemize --alphabet xsampa
    """
    from ..phonemize import Phonemizer

    return Phonemizer.load(
        variety, alphabet, pause=pause, phonetic=phonetic, syllables=syllables, stress=stress, punctuation=punctuation, numbers=numbers
    )


FILTER = Filter("phonemize", phonemize, "Write marked text as phonemes.")

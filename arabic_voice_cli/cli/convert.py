"""`avc convert`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from ..result import Tool
from .options import Filter

Spellings = Literal["narrow", "coda", "spontaneous"]


def convert(
    to: Annotated[
        str, typer.Option("--to", "-t", metavar="DIALECT", help="khaleeji, kuwaiti, emirati, qatari, bahraini, najdi, omani or hijazi.")
    ] = "khaleeji",
    spelling: Annotated[
        Spellings,
        typer.Option("--spelling", help="narrow: as said, with چ گ; coda: etymological letters; spontaneous: everyday, no vowels."),
    ] = "narrow",
    no_diacritize: Annotated[bool, typer.Option("--no-diacritize", help="Do not diacritize lines that are not vowelled.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="After a tab, list each changed word with the rules that changed it.")] = False,
) -> Tool:
    """Convert vowelled Modern Standard Arabic to Khaleeji, the Arabic of the Gulf, and give it Khaleeji vowels.

    Example: avc convert --to kuwaiti responses.txt | avc phonemize --variety kuwaiti
    """
    from ..convert import Converter

    return Converter.load(to, spelling, diacritize=not no_diacritize, explain=explain)


FILTER = Filter("convert", convert, "Turn MSA into Khaleeji.")

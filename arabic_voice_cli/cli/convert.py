"""`avc convert`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from ..result import ByField, Tool
from .options import Filter

Spellings = Literal["narrow", "coda", "spontaneous"]
Marks = Literal["full", "light", "none"]
Levels = Literal["light", "medium", "heavy"]
Addresses = Literal["m", "f", "plural"]
Speakers = Literal["m", "f"]
Numbers = Literal["digits", "words"]
Done = Literal["auto", "speaker", "passive"]
REGISTER = "--register-field"


def convert(
    to: Annotated[
        str, typer.Option("--to", "-t", metavar="DIALECT", help="khaleeji, kuwaiti, emirati, qatari, bahraini, najdi, omani or hijazi.")
    ] = "khaleeji",
    spelling: Annotated[
        Spellings,
        typer.Option("--spelling", help="narrow: as said, with چ گ; coda: etymological letters; spontaneous: everyday, no vowels."),
    ] = "narrow",
    marks: Annotated[
        Marks | None,
        typer.Option("--marks", show_default=False, help="full, light (shadda, tanwin) or none; else as the spelling has them."),
    ] = None,
    level: Annotated[Levels, typer.Option("--level", help="How many words have č for k, j for q, y for j.")] = "medium",
    address: Annotated[
        Addresses | None, typer.Option("--address", show_default=False, help="Whom the text speaks to; else as the source says.")
    ] = None,
    speaker: Annotated[Speakers | None, typer.Option("--speaker", show_default=False, help="Who speaks; else as the source says.")] = None,
    numbers: Annotated[Numbers, typer.Option("--numbers", help="Digits stay digits or become words.")] = "digits",
    done: Annotated[
        Done, typer.Option("--done", help="Who did what تَمَّ tells of: the speaker where an assistant would, always, or never.")
    ] = "auto",
    switch: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="RULE", show_default=False, help="Add a rule: clusters, ghawa, imala, prothesis."),
    ] = None,
    terms: Annotated[
        Path | None, typer.Option("--terms", metavar="FILE", help="Your own words: a TSV file of source and wanted form.")
    ] = None,
    register_field: Annotated[
        str, typer.Option(REGISTER, metavar="NAME", show_default=False, help="JSON Lines: formal in this field is only diacritized.")
    ] = "",
    no_diacritize: Annotated[bool, typer.Option("--no-diacritize", help="Do not diacritize lines that are not vowelled.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="After a tab, list each changed word with the rows that changed it.")] = False,
) -> Tool:
    """Convert vowelled Modern Standard Arabic to Khaleeji, the Arabic of the Gulf, and give it Khaleeji vowels.

    Example: avc convert --to kuwaiti responses.txt | avc phonemize --variety kuwaiti
    """
    from ..convert import Converter, Style, shipped_diacritizer

    style = Style(spelling, marks or "", level, address or "", speaker or "", numbers, done, tuple(switch or ()))
    converter = Converter.load(to, style, diacritize=not no_diacritize, explain=explain, terms=terms)
    if register_field:
        return ByField(REGISTER, register_field, {"informal": converter, "formal": shipped_diacritizer()})
    return converter


FILTER = Filter("convert", convert, "Turn MSA into Khaleeji.")

"""`avc normalize`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from ..result import Tool
from .options import Filter

Form = Literal["text", "asr", "plain", "search"]
Digits = Literal["keep", "western", "arabic"]


def normalize(
    form: Annotated[
        Form,
        typer.Option(
            "--form",
            help="Marks to keep: text all; asr shadda and madda, as in transcripts; plain none; "
            "search none, and letters that are often confused become one.",
        ),
    ] = "text",
    repeats: Annotated[
        int, typer.Option("--repeats", metavar="N", min=0, help="Cut a letter written three times or more to N (يااااا); 0 leaves it.")
    ] = 0,
    digits: Annotated[Digits, typer.Option("--digits", help="Write numbers with western (123) or Arabic (١٢٣) digits.")] = "keep",
    fold: Annotated[
        str,
        typer.Option("--fold", metavar="SETS", show_default=False, help="Fold letters, parted by commas: alef,hamza,yeh,teh,gulf."),
    ] = "",
) -> Tool:
    """Bring Arabic text to one spelling of each letter: Unicode, marks, tatweel, invisible controls.

    Example: avc normalize --form asr --digits western < transcripts.txt
    """
    from ..normalize import Normalizer

    return Normalizer.load(form, repeats, digits, [name for name in fold.replace(" ", "").split(",") if name])


FILTER = Filter("normalize", normalize, "Bring text to one spelling of each letter.")

"""`avc diacritize`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from ..result import Tool
from .options import Filter


def diacritize(
    model: Annotated[
        str | None,
        typer.Option(
            "--model", metavar="NAME|PATH", envvar="AVC_MODEL", show_default="that of the variety", help="A model's name, or its folder."
        ),
    ] = None,
    variety: Annotated[
        Literal["msa", "khaleeji"] | None,
        typer.Option("--variety", show_default="msa, or the model's", help="What the text is in; Khaleeji has no case endings."),
    ] = None,
    style: Annotated[
        Literal["full", "minimal", "ambiguous"],
        typer.Option("--style", help="All marks; those that the spelling does not imply; or only those that tell two readings apart."),
    ] = "full",
    form: Annotated[Literal["full", "asr"], typer.Option("--form", help="asr: shadda and madda only, as transcripts have it.")] = "full",
    case_endings: Annotated[bool, typer.Option("--case-endings/--no-case-endings", help="Without: each word as it ends in pause.")] = True,
    liaison: Annotated[
        bool,
        typer.Option("--liaison/--no-liaison", help="Before a wasl alif: connected reading (مِنَ الْـ), or the word's own ending (مِنْ الْـ)."),
    ] = True,
    ignore_hints: Annotated[
        bool, typer.Option("--ignore-hints", help="Take off the marks that are there and start from bare text.")
    ] = False,
    min_confidence: Annotated[
        float,
        typer.Option(
            "--min-confidence", metavar="P", min=0.0, max=1.0, help="Leave a word bare that is right with less than this probability."
        ),
    ] = 0.0,
    restore_hamza: Annotated[
        bool, typer.Option("--restore-hamza", help="Write أ, إ or آ for a bare ا where the model is sure. Changes letters.")
    ] = False,
    analyzer: Annotated[
        Literal["network", "camel"], typer.Option("--analyzer", help="The network, or camel-tools' analyzer (extra: camel).")
    ] = "network",
    database: Annotated[str, typer.Option("--database", metavar="NAME|PATH", show_default=False, help="With camel: its database.")] = "",
) -> Tool:
    """Add tashkeel; marks that are there stay, and letters are not touched.

    Example: echo 'ذهب الولد إلى المدرسة' | avc diacritize
    """
    if analyzer == "camel":
        from ..camel import camel_diacritizer

        return camel_diacritizer(database)
    from ..diacritize import Diacritizer

    return Diacritizer.load(
        model,
        variety,
        style=style,
        form=form,
        case_endings=case_endings,
        liaison=liaison,
        ignore_hints=ignore_hints,
        min_confidence=min_confidence,
        restore_hamza=restore_hamza,
    )


FILTER = Filter("diacritize", diacritize, "Add full tashkeel.")

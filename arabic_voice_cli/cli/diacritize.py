"""`avc diacritize`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from ..result import Tool
from .options import Filter


def diacritize(
    model: Annotated[
        str, typer.Option("--model", metavar="NAME|PATH", envvar="AVC_MODEL", help="A model's name, or its folder.")
    ] = "tashkeel",
    style: Annotated[
        Literal["connected", "isolated"],
        typer.Option("--style", help="Before a wasl alif: the vowel of connected reading (مِنَ الْـ), or the word's own ending (مِنْ الْـ)."),
    ] = "connected",
    analyzer: Annotated[
        Literal["network", "camel"], typer.Option("--analyzer", help="The network, or camel-tools' analyzer (extra: camel).")
    ] = "network",
    database: Annotated[str, typer.Option("--database", metavar="NAME|PATH", show_default=False, help="With camel: its database.")] = "",
) -> Tool:
    """Add full tashkeel; marks that are there stay, and nothing but marks is added.

    Example: echo 'ذهب الولد إلى المدرسة' | avc diacritize
    """
    if analyzer == "camel":
        from ..camel import camel_diacritizer

        return camel_diacritizer(database)
    from ..diacritize import Diacritizer

    return Diacritizer.load(model, style)


FILTER = Filter("diacritize", diacritize, "Add full tashkeel.")

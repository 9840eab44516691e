"""`avc transliterate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from ..result import Tool
from .options import Filter


def transliterate(
    catalogue: Annotated[
        list[Path],
        typer.Option("--catalogue", "-c", metavar="FILE", help="French and English terms: text, TSV, CSV or JSONL (repeatable)."),
    ],
    threshold: Annotated[
        float, typer.Option("--threshold", metavar="NATS", help="Least evidence for a rewrite; higher is more careful.")
    ] = 13.0,
    clitics: Annotated[
        Literal["keep", "space", "drop"],
        typer.Option("--clitics", help="How و ف ب ل ك ال before a term are written."),
    ] = "space",
    types: Annotated[str, typer.Option("--types", metavar="A,B", show_default=False, help="Use entries of these types only.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Leave the text as it is; -f jsonl shows the spans.")] = False,
    span: Annotated[bool, typer.Option("--span", help="Each line is one term: print its Latin form, or else the line.")] = False,
    top: Annotated[int, typer.Option("--top", metavar="K", min=1, help="With --span: the K likeliest forms, parted by tabs.")] = 1,
) -> Tool:
    """Write French and English terms of a catalogue in their own Latin spelling; native Arabic stays as it is.

    Example: avc transliterate --catalogue music.tsv transcripts.txt > consistent.txt
    """
    from ..transliterate import Transliterator

    if top > 1 and not span:
        raise typer.BadParameter("works with --span only", param_hint="--top")
    wanted = [t for t in (part.strip() for part in types.split(",")) if t]
    return Transliterator.load(catalogue, threshold=threshold, clitics=clitics, types=wanted, dry_run=dry_run, span=span, top=top)


FILTER = Filter("transliterate", transliterate, "Put a catalogue's terms back into Latin script.")

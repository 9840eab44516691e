"""`avc transliterate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from ..result import Tool
from .options import Filter

CANDIDATES = 5
"""Default of --top where more than one answer is asked for."""


def transliterate(
    catalogue: Annotated[
        list[Path] | None,
        typer.Option(
            "--catalogue", "-c", metavar="FILE", show_default=False, help="French and English terms: text, TSV, CSV or JSONL (repeatable)."
        ),
    ] = None,
    loanwords: Annotated[bool, typer.Option("--loanwords", help="Common loanwords of everyday Arabic too (كمبيوتر → computer).")] = False,
    fallback: Annotated[
        Literal["none", "model"],
        typer.Option("--fallback", help="Foreign words that the catalogue lacks: left alone, or spelled by sound."),
    ] = "none",
    ranker: Annotated[
        Literal["network", "rules"],
        typer.Option("--ranker", help="What weighs terms that sound alike: a network that reads the line, or the spelling rules alone."),
    ] = "network",
    threshold: Annotated[
        float, typer.Option("--threshold", metavar="NATS", help="Least evidence for a rewrite; higher is more careful.")
    ] = 13.0,
    clitics: Annotated[
        Literal["keep", "space", "drop"],
        typer.Option("--clitics", help="How و ف ب ل ك ال before a term, and ي ها … after it, are written."),
    ] = "space",
    types: Annotated[str, typer.Option("--types", metavar="A,B", show_default=False, help="Use entries of these types only.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Leave the text as it is; -f jsonl shows spans and candidates.")] = False,
    span: Annotated[bool, typer.Option("--span", help="Each line is one term: print its Latin form, or else the line.")] = False,
    variants: Annotated[
        bool, typer.Option("--variants", help="Each line is a Latin term: print the Arabic spellings to expect, MSA and Gulf.")
    ] = False,
    top: Annotated[
        int | None,
        typer.Option(
            "--top",
            metavar="K",
            min=1,
            show_default=False,
            help="--span, --variants: print K forms, parted by tabs (1; 5); -f jsonl: tell K candidates (0; --dry-run 5).",
        ),
    ] = None,
    build_index: Annotated[
        bool, typer.Option("--build-index", help="Put the catalogue's index into the cache, so that later runs start at once, and stop.")
    ] = False,
) -> Tool:
    """Write French and English terms of a catalogue in their own Latin spelling; native Arabic stays as it is.

    Example: avc transliterate --catalogue music.tsv transcripts.txt > consistent.txt
    """  # fmt: skip
    from ..transliterate import Transliterator, build
    from ..transliterate.variants import VariantLister

    files = catalogue or []
    if build_index:
        if not files:
            raise typer.BadParameter("needs a --catalogue", param_hint="--build-index")
        print(build(files))
        raise typer.Exit
    if variants:
        if span or dry_run or loanwords or types or fallback != "none":
            raise typer.BadParameter("goes with --catalogue and --top only", param_hint="--variants")
        return VariantLister.load(files, top or CANDIDATES)
    if not files and not loanwords and fallback == "none":
        raise typer.BadParameter("name a file, or give --loanwords or --fallback model", param_hint="--catalogue")
    wanted = [t for t in (part.strip() for part in types.split(",")) if t]
    return Transliterator.load(
        files,
        threshold=threshold,
        clitics=clitics,
        types=wanted,
        dry_run=dry_run,
        span=span,
        top=top or (CANDIDATES if dry_run else 1),
        loanwords=loanwords,
        fallback=fallback == "model",
        ranker="ranker" if ranker == "network" else None,
    )


FILTER = Filter("transliterate", transliterate, "Put a catalogue's terms back into Latin script.")

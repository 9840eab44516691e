"""`avc report`."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .pipe import STEPS, step_tool

if TYPE_CHECKING:
    from ..formats import Layout
    from ..report import Source, Step

DEFAULT = "normalize,transliterate,tokenize,diacritize,convert"
_COMMA = re.compile(rf"\s*,\s*(?=(?:{'|'.join(STEPS)})\b)")
"""A comma before a step's name parts steps; any other belongs to an option."""


def report(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="FILE", show_default=False, help="Files to read; none or - is standard input.")
    ] = None,
    steps: Annotated[
        str,
        typer.Option(
            "--steps",
            metavar="STEP,STEP…",
            help="Filters in order, each with its own options: 'normalize --form asr,tokenize'. What follows tokenize or phonemize "
            "reads the text before it.",
            show_default="all but phonemize; transliterate where there is a --catalogue",
        ),
    ] = "",
    catalogue: Annotated[
        list[Path] | None,
        typer.Option(
            "--catalogue",
            "-c",
            metavar="FILE",
            show_default=False,
            help="Catalogue of the transliterate step (repeatable); without one that step knows the common loanwords.",
        ),
    ] = None,
    to: Annotated[str, typer.Option("--to", metavar="DIALECT", help="Dialect of the convert step.", show_default="khaleeji")] = "",
    ipa: Annotated[bool, typer.Option("--ipa/--no-ipa", help="Show how the diacritized and the converted text are said.")] = True,
    low: Annotated[float, typer.Option("--low", metavar="P", min=0, max=1, help="Shade words with a confidence below P.")] = 0.8,
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="Heading.", show_default="the files' names")] = "",
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=0, help="Show the first N lines; 0 shows all.")] = 5000,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE; it is replaced only when all went well.")
    ] = None,
    field: Annotated[str, typer.Option("--field", metavar="NAME", show_default=False, help="Read JSON Lines and show this field.")] = "",
    column: Annotated[int | None, typer.Option("--column", metavar="N", min=1, help="Read TSV and show this column, from 1.")] = None,
    threads: Annotated[
        int,
        typer.Option("--threads", metavar="N", min=1, envvar="AVC_THREADS", help="Lines worked on at once; networks gain, rules do not."),
    ] = 1,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No notes on standard error, only errors.")] = False,
) -> None:
    """Write one page that shows what each filter makes of each line, for a browser; it needs no network.

    Example: avc report transcripts.txt --steps normalize,tokenize,diacritize,convert -o page.html
    """
    from ..formats import Layout
    from ..report import page, run_steps
    from ..streams import STDIN
    from ..streams import output as written

    names = files or [STDIN]
    made = _steps(steps, catalogue or [], to, ipa)
    sources, more = _read(names, Layout(field=field, column=column or 0), limit)
    if more and not quiet:
        print(f"avc: only the first {limit} lines are on the page; --limit 0 shows all", file=sys.stderr)
    heading = title or ", ".join("stdin" if name == STDIN else Path(name).name for name in names)
    stages = run_steps([source.text for source in sources], made, threads)
    with written(output) as out:
        out.write(page(sources, stages, heading, low, cut=more))


def _steps(steps: str, catalogue: list[Path], to: str, ipa: bool) -> list[Step]:
    """The tools named by ``--steps``, with what ``--catalogue`` and ``--to`` add to theirs."""
    from ..phonemize import Phonemizer
    from ..report import Step

    wanted = _COMMA.split(steps.strip()) if steps else [s for s in DEFAULT.split(",") if s != "transliterate" or catalogue]
    made: list[Step] = []
    for step in wanted:
        name = step.split()[0] if step.split() else ""
        if name == "transliterate":
            step += "".join(f" --catalogue {shlex.quote(str(path))}" for path in catalogue)
            step += " --loanwords" * (step == name)
        if name == "convert" and to:
            step += f" --to {shlex.quote(to)}"
        made.append(Step(name, step_tool(step)))
        variety = made[-1].dialect if name == "convert" else "msa" if name == "diacritize" else ""
        if ipa and variety and "spelling:spontaneous" not in made[-1].tool.signature:  # that spelling has no vowels to read
            made[-1].speaker = Phonemizer.load(variety)
    return made


def _read(files: list[str], layout: Layout, limit: int) -> tuple[list[Source], bool]:
    """The lines to show, at most ``limit`` unless that is 0, and whether there are more."""
    from ..report import Source
    from ..streams import read_batches

    sources: list[Source] = []
    for file in files:
        for batch in read_batches(file):
            for line in batch:
                if limit and len(sources) == limit:
                    return sources, True
                sources.append(Source(layout.parse(line)[0], line.file, line.number))
    return sources, False


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report", short_help="Write a page that shows every step of every line.")(report)

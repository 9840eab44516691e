"""`avc resample`: training utterances out of annotated templates."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from ..resample import Made, Template
    from ..resample.files import Format


def resample(
    templates: Annotated[
        list[str], typer.Argument(metavar="TEMPLATES…", help="Annotated utterances, JSON Lines or CoNLL BIO; - is standard input.")
    ],
    catalogue: Annotated[
        list[Path],
        typer.Option(
            "--catalogue", "-c", metavar="FILE", help="Values by type: TSV, CSV or JSONL with term, type, aliases, gender (repeatable)."
        ),
    ],
    slots: Annotated[
        str,
        typer.Option(
            "--slots",
            metavar="SLOT[=TYPE],…",
            show_default="those called like a type of the catalogue",
            help="Slots to resample, with the type of their values if it has another name; the others stay as they are.",
        ),
    ] = "",
    spelling: Annotated[
        Literal["any", "arabic", "latin", "term"],
        typer.Option("--spelling", help="Spellings to use: terms and aliases, those in one script, or only terms."),
    ] = "any",
    rate: Annotated[
        float, typer.Option("--rate", metavar="R", min=0, help="Examples for each unit of a template's complexity; see --explain.")
    ] = 3.0,
    count: Annotated[
        int,
        typer.Option(
            "--count", metavar="N", min=0, show_default=False, help="All examples together, shared by complexity, instead of --rate."
        ),
    ] = 0,
    per_template: Annotated[
        tuple[int, int],
        typer.Option(
            "--per-template",
            metavar="MIN MAX",
            help="Least and most examples of a template, itself included, if there are so many.",
        ),
    ] = (1, 1000),
    balance: Annotated[
        Literal["none", "intent"], typer.Option("--balance", help="intent: as many examples of each intent, as far as there are.")
    ] = "none",
    only_new: Annotated[bool, typer.Option("--only-new", help="Leave the templates out; else each is its own first example.")] = False,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Another seed makes other examples; the same makes the same.")] = 0,
    explain: Annotated[bool, typer.Option("--explain", help="Print how many examples each template gets, and why, as TSV.")] = False,
    stats: Annotated[bool, typer.Option("--stats", help="Print complexity and balance in place of the examples.")] = False,
    page: Annotated[
        Path | None, typer.Option("--page", metavar="FILE", help="Write a page with charts and every example, for a browser.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="--stats as one JSON object.")] = False,
    source: Annotated[
        Literal["jsonl", "conll"] | None, typer.Option("--from", show_default="by the file's name", help="Format of the templates.")
    ] = None,
    format: Annotated[
        Literal["jsonl", "conll"] | None, typer.Option("--format", "-f", show_default="as the templates", help="Format of the examples.")
    ] = None,
    field: Annotated[str, typer.Option("--field", metavar="NAME", help="The field of JSON Lines that has the text.")] = "text",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE; it is replaced only when all went well.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No notes on standard error, only errors.")] = False,
) -> None:
    """Make training utterances: put other values of a catalogue into the slots of annotated templates, in Arabic that agrees.

    Example: avc resample --catalogue music.tsv --seed 7 templates.jsonl -o training.jsonl
    """
    from ..resample import Plan, Resampler
    from ..resample.files import format_of, read, write
    from ..resample.values import read_types
    from ..streams import output as written
    from ..transliterate.catalogue import read_catalogue

    low, high = per_template
    if not 0 <= low <= high:
        raise typer.BadParameter("MIN is not negative and not above MAX", param_hint="--per-template")
    formats: list[Format] = [source or format_of(file) for file in templates]
    read_ones: list[Template] = [t for file, kind in zip(templates, formats, strict=True) for t in read(file, kind, field)]
    entries, notes = read_catalogue(catalogue)
    labels = dict.fromkeys(slot.label for template in read_ones for slot in template.slots)
    resampler = Resampler.load(entries, spelling, read_types(slots, labels))
    made = resampler(read_ones, Plan(seed, rate, count, low, high, balance, only_new))
    if not quiet:
        for note in [*notes, *_notes(made, count)]:
            print(note, file=sys.stderr)
    if page:
        from ..resample.stats import stats_page

        with written(page) as out:
            out.write(stats_page(made, ", ".join(Path(file).name for file in templates), f"resample|seed:{seed}"))
    with written(output) as out:
        if explain or stats:
            out.write("".join(f"{line}\n" for line in _report(made, explain, json)).encode())
        else:
            kind = format or formats[0]
            for example in made.examples:
                out.write(write(example, kind, field))


def _report(made: Made, explain: bool, json: bool) -> list[str]:
    from ..resample.stats import described, explained, statistics

    if explain:
        return list(explained(made))
    if json:
        from ..annotations.record import dump

        return [dump(statistics(made))]
    return list(described(statistics(made)))


def _notes(made: Made, count: int) -> list[str]:
    """What stayed as it was, and what there were not enough values for."""
    fixed = ", ".join(f"{label} ({number})" for label, number in made.fixed.items())
    notes = [f"avc: slots left as they were, as the catalogue has no value that fits: {fixed}"] if fixed else []
    got = sum(1 for _ in made.examples)
    return [*notes, *([f"avc: {got} examples, not {count}: {_why(got, count)}"] if count and got != count else [])]


def _why(got: int, count: int) -> str:
    return "the templates allow no more" if got < count else "each template stays in, and has its least; see --per-template, --only-new"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("resample", short_help="Make training utterances from annotated ones.")(resample)

"""`avc check`: is this install sound?"""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import typer


def check(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", show_default=False, help="Tables and models to check, or a table of your own; none is all."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Run the example of every rule, and compare every model with its card; exit 1 if anything is wrong.

    Example: avc check khaleeji tashkeel
    """
    from ..check import check as check_all

    tables, models = check_all(names or ())
    problems = [problem for checked in [*tables, *models] for problem in checked.problems]
    if json:
        import json as encoder

        answer = {"ok": not problems, "tables": [asdict(t) for t in tables], "models": [asdict(m) for m in models]}
        print(encoder.dumps(answer, ensure_ascii=False))
    else:
        for checked in [*tables, *models]:
            print(checked.line)
        for problem in problems:
            print(f"avc: {' '.join(problem.split())}", file=sys.stderr)
    if problems:
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check", short_help="Test the rule tables and the models.")(check)

"""`avc doctor`: what is installed, and what works here."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Literal

import typer


def doctor(
    format: Annotated[Literal["text", "jsonl"], typer.Option("--format", "-f", help="A table, or an object a line.")] = "text",
) -> None:
    """Tell versions, models, extras and programs, and what each lacks; exit 1 if a filter cannot work, 0 if only extras are absent.

    Example: avc doctor -f jsonl
    """
    from ..doctor import examine

    findings = list(examine())
    for finding in findings:
        if format == "jsonl":
            print(json.dumps(asdict(finding), ensure_ascii=False))
        else:
            print(f"{finding.state:8} {finding.kind:8} {finding.name:16} {finding.detail}".rstrip())
    if any(finding.is_problem for finding in findings):
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor", short_help="Tell what is installed and works here.")(doctor)

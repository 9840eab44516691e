"""`avc speak`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from .phonemize import Variety


def speak(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="FILE", show_default=False, help="Files to read; none or - is standard input.")
    ] = None,
    variety: Annotated[Variety, typer.Option("--variety", help="How the text is spoken.")] = "msa",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="WAV file to write; else standard output, if no terminal."),
    ] = None,
    rate: Annotated[int, typer.Option("--rate", metavar="N", min=80, max=450, help="Words a minute.")] = 140,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No notes on standard error, only errors.")] = False,
) -> None:
    """Let diacritized text be heard, in a preview by espeak-ng, which must be installed.

    Example: avc convert --to kuwaiti responses.txt | avc speak --variety kuwaiti -o preview.wav
    """
    from .. import streams
    from ..speak import Speaker

    if output is None and sys.stdout is not None and sys.stdout.isatty():
        raise typer.BadParameter("is needed: sound is not for a terminal", param_hint="--output")
    speaker = Speaker.load(variety, rate)
    lines = [line.text() for file in files or [streams.STDIN] for batch in streams.read_batches(file) for line in batch]
    sound = speaker(lines)
    with streams.output(output) as out:
        out.write(sound)
    if not quiet:
        print("avc: this is a preview by espeak-ng: it lets phonemes be heard, not the voice of a synthesizer", file=sys.stderr)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("speak", short_help="Hear marked text, in a preview.")(speak)

"""The options that all filters share, and the decorator that adds them to a command."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from ..formats import Format, Source
from ..records import Errors
from ..result import Tool


@dataclass(frozen=True)
class Stream:
    """Where the records come from and go to."""

    files: Annotated[
        list[str] | None, typer.Argument(metavar="FILE", show_default=False, help="Files to read; none or - is standard input.")
    ] = None
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE; it is replaced only when all went well.")
    ] = None
    in_place: Annotated[
        str | None, typer.Option("--in-place", metavar="[=SUFFIX]", help="Change the files themselves; with =SUFFIX keep a copy.")
    ] = None
    format: Annotated[
        Format | None,
        typer.Option(
            "--format",
            "-f",
            show_default="as the input",
            help="Output. jsonl: an object a line with text, source and spans; tsv, csv: source, text, spans; conllu, brat, label-studio, "
            "doccano, prodigy: the spans as annotations of the text that was read; ssml: phonemize only.",
        ),
    ] = None
    source: Annotated[
        Source | None,
        typer.Option("--from", show_default="text", help="Input; --field and --column alone mean jsonl and tsv."),
    ] = None
    remap: Annotated[
        str,
        typer.Option(
            "--remap",
            metavar="NAME",
            show_default=False,
            help="Annotations in this field of JSON Lines (or in the place that --from's format has for them: spans) follow the text.",
        ),
    ] = ""
    field: Annotated[
        str,
        typer.Option(
            "--field",
            metavar="NAME",
            show_default=False,
            help="Read JSON Lines and work on this field (or a column with this name); the rest is carried.",
        ),
    ] = ""
    column: Annotated[int | None, typer.Option("--column", metavar="N", min=1, help="Read TSV and work on this column, from 1.")] = None
    errors: Annotated[
        Errors, typer.Option("--errors", help="A record that cannot be read: stop, replace bad bytes by U+FFFD, or pass it on untouched.")
    ] = "strict"
    threads: Annotated[
        int,
        typer.Option(
            "--threads", metavar="N", min=1, envvar="AVC_THREADS", help="Lines each process works on at once; for rules see --jobs."
        ),
    ] = 1
    jobs: Annotated[
        int,
        typer.Option(
            "--jobs", "-j", metavar="N", min=0, envvar="AVC_JOBS", help="Processes that share the records of large files; 0 is one a core."
        ),
    ] = 1
    markup: Annotated[bool, typer.Option("--markup", help="Tags and entities of HTML, SSML and XML pass untouched.")] = False
    line_buffered: Annotated[bool, typer.Option("--line-buffered", help="Work and write line by line.")] = False
    null: Annotated[bool, typer.Option("--null", "-z", help="Records end in NUL, not in a line feed.")] = False
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No notes on standard error, only errors.")] = False
    signature: Annotated[bool, typer.Option("--signature", help="Print what makes the output, and stop.")] = False


Factory = Callable[..., Tool]
"""A command's own options → the tool they describe."""


@dataclass(frozen=True)
class Filter:
    """A command that reads and writes records; also a step of `avc pipe`."""

    name: str
    factory: Factory
    short: str
    """What `avc --help` says of it, in a few words."""

    def register(self, app: typer.Typer) -> None:
        """Add the command with its own options first and the shared ones after."""
        own = inspect.signature(self.factory, eval_str=True).parameters
        shared = inspect.signature(Stream, eval_str=True).parameters

        def command(**given: Any) -> None:
            from .run import run_filter

            stream = Stream(**{name: given.pop(name) for name in shared})
            run_filter(partial(self.factory, **given), stream)

        files, *others = shared.values()
        parameters = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in (files, *own.values(), *others)]
        command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        command.__annotations__ = {p.name: p.annotation for p in parameters}
        command.__doc__ = self.factory.__doc__
        app.command(self.name, short_help=self.short)(command)

"""`avc pipe`: several steps in one process, the same bytes as the Unix pipe of the same steps."""

from __future__ import annotations

import inspect
import shlex
from functools import partial
from typing import Annotated, Any

import typer

from ..result import Pipe, Tool
from . import convert, diacritize, normalize, phonemize, tokenize, transliterate
from .options import Factory, Stream

STEPS: dict[str, Factory] = {
    module.FILTER.name: module.FILTER.factory for module in (normalize, tokenize, transliterate, diacritize, convert, phonemize)
}


def step_tool(step: str) -> Tool:
    """``'convert --to kuwaiti'`` → the tool; a wrong option is a usage error of the whole command."""
    try:
        name, *options = shlex.split(step) or [""]
    except ValueError as error:
        raise typer.BadParameter(f"{step!r}: {error}") from None
    if name not in STEPS:
        raise typer.BadParameter(f"no step {name!r}; steps are: {', '.join(STEPS)}")
    alone = typer.Typer(
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    alone.command(name)(STEPS[name])
    tool: Tool | int = typer.main.get_command(alone).main(options, prog_name=f"avc pipe {name}", standalone_mode=False)
    if isinstance(tool, int):  # the exit code after the step's own --help
        raise typer.Exit(tool)
    return tool


def pipe_of(steps: list[str]) -> Pipe:
    """The steps as one tool."""
    return Pipe([step_tool(step) for step in steps])


def pipe(
    steps: Annotated[list[str], typer.Argument(metavar="STEP", help="A filter's name, or 'NAME --its options' in one argument.")],
    input: Annotated[
        list[str] | None, typer.Option("--input", "-i", metavar="FILE", help="File to read (may be repeated); else standard input.")
    ] = None,
    **given: Any,
) -> None:
    """Run several filters in one process, each with its own options in one argument.

    Example: avc pipe normalize 'convert --to kuwaiti' 'phonemize --variety kuwaiti' < responses.txt
    """
    from .run import run_filter

    run_filter(partial(pipe_of, steps), Stream(files=input, **given))


def register(app: typer.Typer) -> None:
    """Add `pipe`: the steps, the input, and the shared options."""
    own = [p for p in inspect.signature(pipe, eval_str=True).parameters.values() if p.kind is not inspect.Parameter.VAR_KEYWORD]
    shared = [p for p in inspect.signature(Stream, eval_str=True).parameters.values() if p.name != "files"]
    parameters = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in [*own, *shared]]

    def command(**given: Any) -> None:
        pipe(**given)

    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.annotation for p in parameters}
    command.__doc__ = pipe.__doc__
    app.command("pipe", short_help="Run several filters in one process.")(command)

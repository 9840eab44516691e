"""The Typer app, and main(): every failure we foresee is one line on stderr."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from .. import __version__
from ..errors import AvcError, UsageError
from ..streams import reason
from . import (
    batch,
    check,
    convert,
    diacritize,
    doctor,
    man,
    normalize,
    phonemize,
    pipe,
    report,
    resample,
    score,
    speak,
    tokenize,
    transliterate,
)

COMPLETION = "_AVC_COMPLETE"
"""The variable in which a shell asks for completions."""
app = typer.Typer(
    name="avc",
    help="The text side of an Arabic voice assistant, as filters: lines in, lines out.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (normalize, tokenize, transliterate, diacritize, convert, phonemize):
    module.FILTER.register(app)
pipe.register(app)
batch.register(app)
speak.register(app)
score.register(app)
report.register(app)
resample.register(app)
check.register(app)
doctor.register(app)
man.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"avc {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")] = False,
) -> None:
    pass


def _arguments(words: list[str]) -> list[str]:
    """``--in-place`` takes its suffix after = or not at all, as in sed; the parser knows only options with a value."""
    end = words.index("--") if "--" in words else len(words)
    return ["--in-place=" if word == "--in-place" else word for word in words[:end]] + words[end:]


def main() -> None:
    """Run `avc`: exit 0 done, 1 one line says what failed, 2 usage, 130 Ctrl-C."""
    if sys.stderr is None:  # closed by the caller: a message must not land in the data
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    if COMPLETION in os.environ:
        sys.modules["rich"] = None  # type: ignore[assignment]  # typer would load it, and break help texts into lines with it
    try:
        try:
            app(_arguments(sys.argv[1:]))
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except AvcError as error:
        _fail(str(error), 2 if isinstance(error, UsageError) else 1)
    except BrokenPipeError:
        _abandon_stdout()
        raise SystemExit(0) from None
    except OSError as error:
        _abandon_stdout()
        _fail(f"{error.filename or '<stdout>'}: {reason(error)}; check the path and the disk")


def _abandon_stdout() -> None:
    """Put /dev/null in its place: the flush at exit must not fail a second time."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(message: str, status: int = 1) -> None:
    print("avc: " + " ".join(message.split()), file=sys.stderr)
    raise SystemExit(status)

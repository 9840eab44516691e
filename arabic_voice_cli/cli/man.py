"""`avc man`: the manual page, made of the help texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import typer

from .. import __version__

SECTIONS = {
    "EXIT STATUS": [
        ("0", "Done."),
        ("1", "It failed; one line on standard error says where, what and what to do."),
        ("2", "Wrong usage."),
        ("130", "Ctrl-C."),
    ],
    "ENVIRONMENT": [
        ("AVC_MODEL, AVC_THREADS, AVC_JOBS", "Defaults of --model, --threads and --jobs."),
        ("AVC_MODEL_DIR", "A folder of models that is looked at first."),
        ("XDG_DATA_HOME, XDG_CACHE_HOME", "Where avc/models is looked for, and where indexes of catalogues are kept (avc/catalogues)."),
        ("TERM, COLUMNS", "Progress is shown on terminals that are not dumb; width of help texts."),
    ],
}


def man() -> None:
    """Print the manual page of avc and all its commands, for man.

    Example: avc man > ~/.local/share/man/man1/avc.1
    """
    from .app import app

    print("\n".join(page(typer.main.get_command(app))))


def page(command: Any) -> Iterator[str]:
    """The page as troff, with the man macros."""
    context = command.make_context("avc", [], resilient_parsing=True)
    yield from (f'.TH AVC 1 "" "avc {__version__}"', ".SH NAME", _text("avc - the text side of an Arabic voice assistant, as filters"))
    yield from (".SH SYNOPSIS", r".B avc", r".I command", r"[\fIoptions\fR] [\fIfile\fR ...]", ".SH DESCRIPTION")
    yield _text(command.help)
    yield _text("Without files a filter reads standard input. Every line in gives one line out, in order.")
    yield ".SH OPTIONS"
    yield from _options(command, context)
    yield ".SH COMMANDS"
    yield from _commands(command, context, "avc")
    for title, entries in SECTIONS.items():
        yield f".SH {title}"
        for name, meaning in entries:
            yield from (".TP", rf"\fB{_text(name)}\fR", _text(meaning))


def _commands(group: Any, context: Any, name: str) -> Iterator[str]:
    for key in group.list_commands(context):
        command = group.get_command(context, key)
        if command.hidden:
            continue
        inner = command.make_context(key, [], parent=context, resilient_parsing=True)
        if hasattr(command, "commands"):
            yield from _commands(command, inner, f"{name} {key}")
            continue
        usage = " ".join(command.collect_usage_pieces(inner))
        about, _, example = command.help.partition("\n\n")
        yield from (f".SS {_text(f'{name} {key}')}", rf"\fB{_text(f'{name} {key}')}\fR {_text(usage)}", ".PP", _text(about))
        if found := re.search(r"Example: (.*)", example):
            yield from (".PP", ".RS 4", ".EX", _text(found[1]), ".EE", ".RE")
        yield from _options(command, inner)


def _options(command: Any, context: Any) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record:
            yield from (".TP", rf"\fB{_text(record[0])}\fR", _text(record[1]))


def _text(text: str) -> str:
    """One line of troff: no character of it is a request."""
    line = " ".join(text.split()).replace("\\", r"\e").replace("-", r"\-")
    return r"\&" + line if line[:1] in (".", "'") else line


def register(app: typer.Typer) -> None:
    """Add the command; it is not in the list of commands."""
    app.command("man", hidden=True, short_help="Print the manual page.")(man)

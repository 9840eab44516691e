"""Every command and option is documented, and the documents say what the program says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from arabic_voice_cli import __version__
from arabic_voice_cli.cli.app import app

from .command import COMMANDS, avc

ROOT = Path(__file__).parent.parent
COMMAND_LINE: Any = typer.main.get_command(app)


def test_these_are_all_commands() -> None:
    assert set(COMMAND_LINE.commands) == set(COMMANDS)


def leaves(command: Any, words: tuple[str, ...] = ("avc",)) -> Iterator[tuple[str, Any]]:
    """(command line, command) of everything that can be run; `avc score` has commands of its own."""
    if not hasattr(command, "commands"):
        yield " ".join(words), command
    for name, inner in getattr(command, "commands", {}).items():
        yield from leaves(inner, (*words, name))


LEAVES = dict(leaves(COMMAND_LINE))


@pytest.mark.parametrize("line", LEAVES)
def test_every_command_and_option_has_help(line: str) -> None:
    command = LEAVES[line]
    sentence, *rest = command.help.split("\n\n")
    assert sentence.rstrip().endswith(".") and "TODO" not in command.help
    assert re.search(rf"^Example: .*\b{line}\b", "\n\n".join(rest), re.MULTILINE), command.help
    for parameter in command.params:
        assert parameter.help and parameter.help.rstrip().endswith("."), f"{line} {parameter.name}: {parameter.help!r}"


def test_every_command_shares_the_same_options() -> None:
    """A filter's shared options look the same everywhere, `pipe` included; only its FILE is another."""
    shared = ["output", "in_place", "format", "field", "column", "errors", "markup", "line_buffered", "null", "quiet", "signature"]
    for name in COMMANDS[:7]:
        names = [p.name for p in COMMAND_LINE.commands[name].params]
        assert [n for n in names if n in shared] == shared, name
        assert len(set(names)) == len(names)


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for name in COMMANDS:
        assert re.search(rf"\bavc {name}\b", readme), f"README.md does not mention avc {name}"


def help_blocks() -> Iterator[tuple[list[str], str]]:
    """(arguments, text below) of each console block of the README that shows a help text."""
    for block in re.findall(r"^```console\n(.*?)^```$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL):
        first, _, text = block.partition("\n")
        if words := re.fullmatch(r"\$ avc ((?:\w+ )?(?:--help|-h))", first):
            yield words[1].split(), text


def test_help_in_the_readme_is_the_help() -> None:
    for arguments, text in help_blocks():
        assert text.rstrip("\n") == avc(*arguments, env={"COLUMNS": "80"}).out.decode().rstrip("\n")


def test_the_changelog_has_this_version() -> None:
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")

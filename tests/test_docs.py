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


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help(name: str) -> None:
    command = COMMAND_LINE.commands[name]
    sentence, *rest = command.help.split("\n\n")
    assert sentence.rstrip().endswith(".") and "TODO" not in command.help
    assert re.search(r"^Example: .*\bavc " + name, "\n\n".join(rest), re.MULTILINE), command.help
    for parameter in command.params:
        assert parameter.help and parameter.help.rstrip().endswith("."), f"avc {name} {parameter.name}"


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


@pytest.mark.parametrize(("arguments", "text"), list(help_blocks()), ids=lambda v: " ".join(v) if isinstance(v, list) else "")
def test_help_in_the_readme_is_the_help(arguments: list[str], text: str) -> None:
    assert text.rstrip("\n") == avc(*arguments, env={"COLUMNS": "80"}).out.decode().rstrip("\n")


def test_the_changelog_has_this_version() -> None:
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")

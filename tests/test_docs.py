"""Every command and option is documented, and the documents say what the program says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from arabic_voice_cli import __version__
from arabic_voice_cli.cli.app import app

from .command import COMMANDS
from .documents import PAGES, ROOT, commands, run
from .test_khaleeji_docs import ANSWERS

LINE = "ذهب الولدـ إلى المدرسة"
FOREIGN = {"--help", "--version", "--install-completion", "--show-completion"}
"""Options of `avc` itself."""
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


PAGE_NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]
FILES = {
    "docs/annotation.md": {
        "export.json": '[{"data": {"text": "كتـاب"}, "annotations": [{"result": [{"id": "x", "from_name": "label", "to_name": "text", '
        '"type": "labels", "value": {"start": 0, "end": 5, "labels": ["A"]}}]}]}]',
    },
    "docs/khaleeji.md": {f"{to}.txt": "".join(f"{line}\n" for line in lines) for to, lines in ANSWERS.items()},
    "docs/batch.md": {
        "corpus/news.txt": f"{LINE} 1\n" * 5,
        "corpus/tales.txt": f"{LINE} 2\n" * 5,
        "corpus/packed/news.txt": f"{LINE} 1\n" * 5,
    },
}
"""Files that a page speaks of; a file that it shows with ``cat`` is made of what it shows."""


def annotations_are_there(folder: Path) -> None:
    assert json.loads((folder / "normalized.jsonl").read_text("utf-8"))["spans"][0]["end"] == 4
    assert len(json.loads((folder / "tasks.json").read_text("utf-8"))) == 3


def corpora_are_done(folder: Path) -> None:
    assert (folder / "tokens.txt").read_text("utf-8").count("\n") == (folder / "kuwaiti.txt").read_text("utf-8").count("\n") == 5
    assert "ـ" not in (folder / "corpus" / "tales.txt").read_text("utf-8")
    if (folder / "tokens").exists():  # Dask is installed
        assert (folder / "tokens" / "news.txt").read_bytes() == (folder / "tokens-packed" / "news.txt").read_bytes()


def pages_are_there(folder: Path) -> None:
    assert (folder / "page.html").read_bytes().startswith(b"<!doctype html>")


CHECKS: dict[str, Callable[[Path], object]] = {
    "docs/annotation.md": annotations_are_there,
    "docs/batch.md": corpora_are_done,
    **dict.fromkeys(("docs/report.md", "docs/transcripts.md", "docs/responses.md", "docs/resample.md"), pages_are_there),
}
"""What a page's commands have written."""


@pytest.mark.model
@pytest.mark.parametrize("name", PAGE_NAMES)
def test_every_command_of_a_page_is_run_and_prints_what_is_shown(name: str, tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    for file, text in FILES.get(name, {}).items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text, "utf-8")
    for shown in commands((ROOT / name).read_text("utf-8")):
        if shown.skipped:
            continue
        shown.provide(tmp_path)
        code, output = run(shown.command, tmp_path)
        assert code == 0, f"{shown.command}\n{output}"
        if shown.output or not shown.command.startswith("avc"):
            assert shown.matches(output), f"{shown.command}\n{output}"
    CHECKS.get(name, bool)(tmp_path)


def test_every_page_is_in_the_index_and_no_link_is_broken() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    for page in PAGES[1:]:
        assert page.name == "README.md" or f"]({page.name})" in index, page.name
    for page in PAGES:
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_pages_name_only_options_that_there_are() -> None:
    options = {o for command in LEAVES.values() for p in command.params for o in (*p.opts, *p.secondary_opts)}
    for name in PAGE_NAMES:
        for line in re.findall(r"avc [^`\n|]*", (ROOT / name).read_text("utf-8")):
            for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", line):
                assert option in options | FOREIGN, f"{name}: {option} in {line}"


def test_the_changelog_has_this_version() -> None:
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")

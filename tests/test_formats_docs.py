"""docs/annotation.md does what it says: every command in it is run, and prints what is shown below it."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from .command import AVC, environment, run

PAGE = (Path(__file__).parent.parent / "docs" / "annotation.md").read_text("utf-8")
CONFIGURATION = re.search(r"^```xml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
TRANSCRIPTS = "شغل اغنية هيلو لأديل\nافتح سناب شات وبعدها قائمتي\n\nشغل كولد بلاي\n"
CATALOGUE = "term\ttype\tid\taliases\nAdele\tartist\ta1\tأديل\nColdplay\tartist\ta2\t\nHello\tsong\ts1\tهيلو\nSnapchat\tapp\tp1\tسناب شات\n"


def blocks() -> list[str]:
    return re.findall(r"^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files that the page speaks of."""
    (tmp_path / "transcripts.txt").write_text(TRANSCRIPTS, "utf-8")
    (tmp_path / "catalogue.tsv").write_text(CATALOGUE, "utf-8")
    task = {"data": {"text": "كتـاب"}, "annotations": [{"result": [region(0, 5)]}]}
    (tmp_path / "export.json").write_text(json.dumps([task]), "utf-8")
    return tmp_path


def region(start: int, end: int) -> dict[str, object]:
    return {"id": "x", "from_name": "label", "to_name": "text", "type": "labels", "value": {"start": start, "end": end, "labels": ["A"]}}


def test_every_command_is_run_and_prints_what_is_shown(folder: Path) -> None:
    ran = 0
    for block in blocks():
        for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            if command.startswith("prodigy "):
                continue
            script = f'avc() {{ {shlex.quote(AVC)} "$@"; }}; {command}'
            done = run(["bash", "-c", f"set -o pipefail; {script}"], env=environment(), cwd=folder)
            if shown or done.err:
                assert done.out.decode() + done.err == shown, command
            assert done.code == 0, command
            ran += 1
    assert ran > 12
    assert json.loads((folder / "normalized.jsonl").read_text("utf-8"))["spans"][0]["end"] == 4
    assert len(json.loads((folder / "tasks.json").read_text("utf-8"))) == 3

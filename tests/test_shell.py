"""What surrounds the filters in a shell: `avc doctor`, the manual page, completion."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from arabic_voice_cli import __version__, doctor
from arabic_voice_cli.cli.app import app
from arabic_voice_cli.cli.man import page
from arabic_voice_cli.doctor import EXTRAS, NEEDED, Finding, examine
from arabic_voice_cli.onnx_model import find_models

from .command import COMMANDS, avc, environment, run
from .test_lazy import HEAVY

COMMAND_LINE = typer.main.get_command(app)


# ---------- doctor ----------


def found(name: str) -> Finding:
    return next(finding for finding in examine() if finding.name == name)


def test_doctor_knows_this_install() -> None:
    findings = list(examine())
    assert not [f for f in findings if f.is_problem and f.kind != "package"]
    assert {f.name for f in findings if f.kind == "model"} >= set(NEEDED)
    assert {f.name for f in findings if f.kind == "extra"} == set(EXTRAS)
    assert found("avc").detail.startswith(__version__)
    assert "tashkeel" in {f.name for f in findings} and re.search(r"\d MB, sha256 [0-9a-f]{8}, diacritize", found("tashkeel").detail)


def test_every_needed_model_is_one_of_the_packages_own() -> None:
    assert set(NEEDED) <= {folder.name for folder in find_models()} and set(NEEDED.values()) <= set(COMMANDS)


def test_the_extras_are_those_of_the_package() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))["project"]
    assert {name for name in project["optional-dependencies"] if not name.startswith("dev")} == set(EXTRAS)


def test_a_damaged_model_is_told_and_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(next(folder for folder in find_models() if folder.name == "native-words"), tmp_path / "native-words")
    data = (tmp_path / "native-words" / "costs.json").read_bytes()
    (tmp_path / "native-words" / "costs.json").write_bytes(data[:-2] + b"  ")
    monkeypatch.setenv("AVC_MODEL_DIR", str(tmp_path))
    assert found("native-words").state == "broken" and "sha256" in found("native-words").detail
    assert found("AVC_MODEL_DIR").detail == str(tmp_path)
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 1 and re.search(r"^broken +model +native-words ", done.output, re.MULTILINE)


def test_a_missing_model_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arabic_voice_cli.onnx_model.find_models", list)
    assert found("tashkeel").state == "missing"


@pytest.mark.parametrize(
    ("version", "state"),
    [("", "missing"), ("1.25.9", "broken"), ("1.26", "ok"), ("1.26.4", "ok"), ("2.0.0rc1", "broken"), ("10", "broken")],
)
def test_versions_are_compared_with_what_the_package_asks(version: str, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_requirements", lambda: ([("numpy", ">=1.26,<2")], {"score": [("sacrebleu", ">=2.4")]}))
    monkeypatch.setattr(doctor, "_version", lambda name: version)
    assert found("numpy").state == state
    assert found("score").state == ("ok" if version in ("10",) else "absent")
    assert "pip install" in found("numpy").detail or state == "ok"
    assert "pip install 'arabic-voice-cli[camel]'" in found("camel").detail


def test_doctor_as_json_lines() -> None:
    done = CliRunner().invoke(app, ["doctor", "-f", "jsonl"])
    records = [json.loads(line) for line in done.output.splitlines()]
    assert {"kind", "name", "state", "detail"} == set(records[0]) and len(records) > 15


# ---------- the manual page ----------


def test_the_page_has_every_command_and_option() -> None:
    text = "\n".join(page(COMMAND_LINE)).replace(r"\-", "-")
    for name in COMMANDS:
        assert (rf"\fBavc {name}" in text) is (name != "man")
    for command in COMMAND_LINE.commands.values():  # type: ignore[attr-defined]
        for parameter in [] if command.hidden else command.params:
            assert all(option in text for option in parameter.opts if option.startswith("-"))
    assert not re.search(r"^['.](?!TH|SH|SS|TP|PP|RS|RE|EX|EE|B|I|ad|nh)", text, re.MULTILINE)


@pytest.mark.skipif(not shutil.which("man"), reason="man is not installed")
def test_man_renders_the_page(tmp_path: Path) -> None:
    (tmp_path / "avc.1").write_text("\n".join(page(COMMAND_LINE)) + "\n", "utf-8")
    env = environment({"MANWIDTH": "200", "MAN_KEEP_FORMATTING": "", "LC_ALL": "C.UTF-8"})
    done = subprocess.run(["man", "--warnings", "-l", "avc.1"], capture_output=True, text=True, env=env, cwd=tmp_path)
    if "minimized" in done.stdout:
        pytest.skip("this system has no manual pages")
    assert (done.returncode, done.stderr) == (0, "")
    shown = re.sub(".\b", "", done.stdout)
    for heading in ("NAME", "SYNOPSIS", "OPTIONS", "COMMANDS", "EXIT STATUS", "ENVIRONMENT"):
        assert re.search(rf"^{heading}$", shown, re.MULTILINE)
    assert "avc pipe normalize 'convert --to kuwaiti' 'phonemize --variety kuwaiti' < responses.txt" in shown
    assert re.search(r"--scheme <nlu\|nlu\+\|d0", shown)


def test_avc_man_prints_it() -> None:
    assert CliRunner().invoke(app, ["man"]).output == "\n".join(page(COMMAND_LINE)) + "\n"
    assert " man " not in CliRunner().invoke(app, ["--help"]).output


# ---------- completion ----------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell(shell: str) -> None:
    done = avc(env={"_AVC_COMPLETE": f"source_{shell}"})
    assert done.code == 0 and f"_AVC_COMPLETE=complete_{shell}" in done.out.decode()
    if shutil.which(shell):
        assert run([shell, "-n"], done.out).code == 0


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("avc tok", {"tokenize"}),
        ("avc re", {"report", "resample"}),
        ("avc score dia", {"diacritize"}),
        ("avc tokenize --sch", {"--scheme"}),
        ("avc tokenize --scheme d", {"d0", "d1", "d2", "d3"}),
        ("avc ma", set()),
    ],
)
def test_bash_completes(words: str, expected: set[str], tmp_path: Path) -> None:
    done = avc(env={"_AVC_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}, cwd=tmp_path)
    assert set(done.out.decode().split()) == expected


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_complete(shell: str) -> None:
    words = {"_AVC_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": "avc tok", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    done = avc(env=words)
    assert "tokenize" in done.out.decode() and "transliterate" not in done.out.decode()


def test_a_help_text_is_one_line_for_fish() -> None:
    words = {"_AVC_COMPLETE": "complete_fish", "_TYPER_COMPLETE_ARGS": "avc convert --", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    assert all(line.startswith("--") for line in avc(env=words).out.decode().splitlines())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completing_loads_nothing_heavy(shell: str) -> None:
    code = (
        "import atexit, sys\natexit.register(lambda: print('loaded:', *(n for n, m in sys.modules.items() if m), file=sys.stderr))\n"
        "from arabic_voice_cli.cli.app import main\nsys.argv = ['avc']\nmain()"
    )
    asked = {"_AVC_COMPLETE": f"complete_{shell}", "COMP_WORDS": "avc tok", "COMP_CWORD": "1"}
    done = run([sys.executable, "-c", code], env=asked | {"_TYPER_COMPLETE_ARGS": "avc tok", "_TYPER_COMPLETE_FISH_ACTION": "get-args"})
    loaded = {module.partition(".")[0] for module in done.err.partition("loaded: ")[2].split()}
    assert "tokenize" in done.out.decode() and "typer" in loaded
    assert not loaded & HEAVY

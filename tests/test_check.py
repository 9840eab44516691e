"""`avc check`: a sound install passes, and each kind of damage is named in one line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from arabic_voice_cli import check
from arabic_voice_cli.check import Checked, check_model, check_table
from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.examples import RUNNERS, runner
from arabic_voice_cli.tables import DATA, Row, Table, load_table
from arabic_voice_cli.text import shadda_first

from .command import avc
from .tiny_model import make_tiny_model

HEADER = "id\tpattern\toutput\tsource\texample\n"
GOOD = "a\tab\tx\tours\tabc → xc ; zz → zz\n"


def replaces(table: Table) -> Callable[[Row], Callable[[str], str]]:
    """A tool of a few words: every row replaces its pattern by its output."""

    def run(text: str) -> str:
        for row in table:
            if row["pattern"] == "fails":
                raise AvcError("fails.tsv:1: no output; write one")
            text = text.replace(row["pattern"], row["output"])
        return text

    return lambda _: run


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Writes a table whose examples `replaces` runs."""
    monkeypatch.setitem(RUNNERS, "mine.tsv", replaces)

    def write(*lines: str, name: str = "mine.tsv") -> Path:
        path = tmp_path / name
        path.write_text("".join(lines), "utf-8")
        return path

    return write


def test_a_sound_table(table: Callable[..., Path]) -> None:
    checked = check_table(table(HEADER, GOOD))
    assert checked == Checked("mine.tsv", {"rows": 1, "examples": 2}, [])
    assert checked.line == "ok   mine.tsv                      1 row, 2 examples"


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([HEADER, GOOD, "b\tq\tr\tours\tqq → rq\n"], "mine.tsv:3: b: example 'qq' gives 'rr', expected 'rq'; mend the rule or the example"),
        ([HEADER, GOOD, "a\tq\tr\tours\tq → r\n"], "mine.tsv:3: id 'a' was already used on line 2; ids are unique"),
        ([HEADER, "a\tab\tx\tours\n"], "mine.tsv:2: 4 cells, the header has 5; cells are parted by single tabs"),
        (["id\tpattern\n", "a\tab\n"], "mine.tsv:1: the header lacks example, source; it must come before the rows"),
        ([HEADER, "a\tab\tx\t\tabc → xc\n"], "mine.tsv:2: the source is empty; say where 'a' is from"),
        ([HEADER, "a\tab\tx\tours\tabc\n"], "mine.tsv:2: an example reads 'input → expected'; 'abc' does not"),
        ([HEADER, "a\tfails\tx\tours\tq → x\n"], "mine.tsv:2: a: example 'q' fails: fails.tsv:1: no output; write one"),
        ([], "mine.tsv:1: no header; the first line that is not a comment names the columns"),
    ],
)
def test_broken_tables_are_named(table: Callable[..., Path], lines: list[str], problem: str) -> None:
    checked = check_table(table(*lines))
    assert checked.problems == [problem]
    assert checked.line.startswith("bad  mine.tsv")


def test_examples_that_no_tool_runs(table: Callable[..., Path]) -> None:
    assert check_table(table(HEADER, GOOD, name="other.tsv")).problems == [
        "other.tsv: no tool runs its examples; name one in examples.RUNNERS"
    ]
    assert check_table(table(HEADER, "a\tab\tx\tours\t\n", name="other.tsv")).problems == []


TABLES = {path.relative_to(DATA).as_posix(): load_table(path, ()) for path in DATA.rglob("*.tsv")}


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if any(row.examples for row in table)])
def test_examples_are_run_with_the_table_at_hand(name: str) -> None:
    """A runner that reads the shipped table instead would pass whatever the rows say."""

    def decides(row: Row) -> bool:
        try:
            run = runner(name)(TABLES[name].without(row))(row)
            return any(shadda_first(run(given)) != shadda_first(expected) for given, expected in row.examples)
        except AvcError:
            return True

    assert any(decides(row) for row in TABLES[name] if row.examples)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "mine.tsv").write_bytes(HEADER.encode() + b"\xe3\n")
    assert check_table(tmp_path / "mine.tsv").problems == ["mine.tsv:2: not UTF-8; save the table as UTF-8"]


# Models


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return make_tiny_model(tmp_path / "models" / "tiny")


def test_a_sound_model(tiny: Path) -> None:
    size = (tiny / "model.onnx").stat().st_size
    assert check_model(tiny) == Checked("tiny", {"bytes": size}, [])


def damage(tiny: Path, how: str) -> str:
    """Break the model one way; what the complaint must say."""
    model, card = tiny / "model.onnx", tiny / "model.toml"
    text = card.read_text("utf-8")
    if how == "truncated":
        model.write_bytes(model.read_bytes()[:-9])
        return f"{model}: has {model.stat().st_size} bytes, its card says {model.stat().st_size + 9}"
    if how == "gone":
        model.unlink()
        return f"{model}: is not there"
    if how == "changed":
        at = model.read_bytes().index(b"tiny")  # the graph's name: the network still opens
        model.write_bytes(model.read_bytes()[:at] + b"tinY" + model.read_bytes()[at + 4 :])
        return f"{model}: sha256 is "
    if how == "shape":
        card.write_text(text.replace('logits = ["symbols", 19]', 'logits = ["symbols", 20]'), "utf-8")
        return f"{model}: output 'logits' has shape"
    if how == "input":
        card.write_text(text.replace("hints = ", "hint = "), "utf-8")
        return f"{model}: inputs are "
    card.write_text(text.replace("sha256", "sha255"), "utf-8")
    return f"{card}: lacks 'sha256'"


@pytest.mark.parametrize("how", ["truncated", "gone", "changed", "shape", "input", "card"])
def test_broken_models_are_named(tiny: Path, how: str) -> None:
    expected = damage(tiny, how)
    [problem] = check_model(tiny).problems
    assert problem.startswith(expected)


def test_a_model_is_opened_as_its_tool_does(tiny: Path) -> None:
    card = tiny / "model.toml"
    text = card.read_text("utf-8").replace('name = "tiny"', 'name = "tiny"\ntask = "diacritize"')
    card.write_text(text, "utf-8")
    assert check_model(tiny).problems == []
    used = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(check.TASKS, "diacritize", used.append)
        check_model(tiny)
    assert used == [tiny]


# The command


def test_this_install_is_sound() -> None:
    done = avc("check")
    assert (done.code, done.err) == (0, "")
    lines = done.out.decode().split("\n")[:-1]
    assert all(line.startswith("ok ") for line in lines)
    listed = [line.split()[1] for line in lines]
    assert set(listed) >= {path.relative_to(DATA).as_posix() for path in DATA.rglob("*.tsv")}


def test_names_restrict(tiny: Path, table: Callable[..., Path]) -> None:
    env = {"AVC_MODEL_DIR": str(tiny.parent)}
    done = avc("check", "tiny", env=env)
    assert (done.code, done.out.decode().split()[:2]) == (0, ["ok", "tiny"])
    answer = json.loads(avc("check", "clitics", "tiny", "--json", env=env).out)
    assert answer["ok"] is True
    assert [t["name"] for t in answer["tables"]] == ["clitics.tsv"] and answer["tables"][0]["holds"]["rows"] > 10
    assert [m["name"] for m in answer["models"]] == ["tiny"]
    nothing = avc("check", "nope", env=env)
    assert nothing.code == 1
    assert nothing.complaint.startswith("no table or model 'nope'; there are: ")


def test_damage_is_one_line_each_and_exit_1(tiny: Path, table: Callable[..., Path]) -> None:
    expected = damage(tiny, "truncated")
    path = table(HEADER, GOOD, GOOD)
    done = avc("check", "tiny", str(path), env={"AVC_MODEL_DIR": str(tiny.parent)})
    assert done.code == 1
    assert [line.split()[0] for line in done.out.decode().split("\n")[:-1]] == ["bad", "bad"]
    first, second = done.err.split("\n")[:-1]
    assert first == "avc: mine.tsv:3: id 'a' was already used on line 2; ids are unique"
    assert second.startswith(f"avc: {expected}")
    answer = avc("check", "tiny", "--json", env={"AVC_MODEL_DIR": str(tiny.parent)})
    assert (answer.code, answer.err) == (1, "")
    assert json.loads(answer.out)["models"][0]["problems"][0].startswith(expected)


def test_an_install_without_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arabic_voice_cli.onnx_model.model_dirs", lambda: [tmp_path])
    tables, models = check.check(data=tmp_path)
    assert tables == []
    assert models[0].problems == ["models: none found; install the package again, or set AVC_MODEL_DIR to their folder"]

"""`avc pipe` gives the bytes that a Unix pipe of the same filters gives."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from arabic_voice_cli.result import Pipe, Result, Span

from .command import AVC, FILTERS, avc, bash, run

EXAMPLES = Path(__file__).parent.parent / "examples"
ODD = "\ufeffقوقل\r\n\r\n \tكتاب\u2028كتب  \n🎉 hello 12:30 ﷺ ـــ\n\u0301\u064e\n<b>كتاب</b>&amp;\n\n"
CHAINS = [
    ["normalize", "tokenize"],
    ["normalize", "diacritize"],
    ["normalize", "transliterate", "tokenize"],
    ["diacritize", "convert --to kuwaiti"],
    ["convert", "phonemize"],
    ["normalize", "diacritize", "convert --to emirati", "phonemize"],
    ["normalize", "transliterate", "tokenize", "diacritize", "convert", "phonemize"],
    ["tokenize", "tokenize"],
]


@pytest.mark.parametrize("chain", CHAINS, ids=" | ".join)
def test_a_chain_gives_the_bytes_of_its_pipe(chain: list[str], options: dict[str, list[str]], tmp_path: Path) -> None:
    steps = [[*(words := shlex.split(step)), *options.get(words[0], [])] for step in chain]
    text = tmp_path / "text"
    lines = (EXAMPLES / "responses.txt").read_text("utf-8").split("\n")[:12] + (EXAMPLES / "transcripts.txt").read_text("utf-8").split(
        "\n"
    )[:12]
    text.write_bytes((ODD + "\n".join(lines)).encode())
    for shared in ([], ["--markup"]) if chain[0] == "normalize" else ([],):
        unix = bash(f"cat {text} | " + " | ".join(shlex.join([AVC, *step, *shared]) for step in steps))
        ours = avc("pipe", "-i", str(text), *shared, *map(shlex.join, steps))
        assert (unix.code, unix.err) == (ours.code, ours.err) == (0, "")
        assert ours.out.decode().split("\n") == unix.out.decode().split("\n")


def test_a_chain_of_all_filters_reads_standard_input_and_keeps_what_is_around(options: dict[str, list[str]]) -> None:
    steps = [shlex.join([name, *options.get(name, [])]) for name in FILTERS]
    plain = avc("pipe", *steps, input="كتاب الولد".encode()).out.decode()
    done = avc("pipe", *steps, "--column", "2", input="1\tكتاب الولد\tكتاب\r\n".encode())
    assert (done.code, done.out.decode()) == (0, f"1\t{plain}\tكتاب\r\n")
    [record] = avc("pipe", *steps, "-f", "jsonl", input="كتاب الولد".encode()).out.split(b"\n")
    assert json.loads(record)["source"] == "كتاب الولد"
    assert json.loads(record)["text"] == plain
    signature = avc("pipe", *steps, "--signature").out.decode()
    parts = [avc(*shlex.split(step), "--signature").out.decode().rstrip("\n").split("|", 1) for step in steps]
    assert signature == "|".join([parts[0][0], *(part for _, part in parts)]) + "\n"


@pytest.mark.parametrize("step", FILTERS)
def test_a_step_has_its_own_help_and_only_its_own_options(step: str, options: dict[str, list[str]]) -> None:
    done = avc("pipe", f"{step} -h", input=b"a\n")
    assert (done.code, done.err) == (0, "")
    assert done.out.decode().startswith(f"Usage: avc pipe {step} ")
    for text, complaint in (
        (f"{step} --no-such-option", "No such option"),
        (f"{step} --field x", "No such option"),
        (f"{step} file", "unexpected"),
    ):
        done = avc("pipe", shlex.join([*shlex.split(text), *options.get(step, [])]))
        assert (done.code, done.out) == (2, b"")
        assert complaint in done.err


@pytest.mark.parametrize("steps", [[], [""], [" "], ["nope"], ["normalize", "'"], ["pipe normalize"], ["normalize", "file.txt"]], ids=repr)
def test_what_is_no_step_is_wrong_usage(steps: list[str]) -> None:
    done = avc("pipe", *steps)
    assert (done.code, done.out) == (2, b"")
    assert "values to unpack" not in done.err  # Python's words, not ours


def test_what_fails_in_a_step_is_one_line() -> None:
    done = avc("pipe", "normalize", "diacritize --model nope", input=b"a\n")
    assert (done.code, done.out) == (1, b"")
    assert "no model 'nope'" in done.complaint


def test_head_ends_the_pipe_quietly() -> None:
    done = bash("yes كتاب | {pipe} | head -1; echo ${{PIPESTATUS[1]}}", pipe=[AVC, "pipe", "normalize", "normalize"])
    assert (done.out.decode(), done.err) == ("كتاب\n0\n", "")


def test_in_place(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes("كتاب\n".encode())
    done = run([AVC, "pipe", "normalize", "-i", "a", "--in-place=.old"], cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "a.old"]


def test_each_tool_gets_what_the_one_before_made_and_the_last_one_says_where() -> None:
    class Doubler:
        signature = "twice"

        def __call__(self, lines: list[str]) -> list[Result]:
            return [Result(line, line * 2, (Span(0, len(line), "x", line * 2),)) for line in lines]

    pipe = Pipe([Doubler(), Doubler()])
    assert pipe.signature == "twice|twice"
    assert pipe(["ab", ""]) == [Result("ab", "abababab", (Span(0, 4, "x", "abababab"),)), Result("", "", (Span(0, 0, "x", ""),))]

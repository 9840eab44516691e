"""Formats on the command line: every filter, several files, several processes, in place."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from .command import avc, run

LINES = ["🎉 شغّل أديل من قائمتي، 2 مرة", "", "سيارتي الجديـــدة\u2028كتابي", "hello"]
DATA = "\r\n".join(LINES).encode()
FORMATS = ("tsv", "csv", "conllu", "brat", "label-studio", "doccano", "prodigy")


def test_every_filter_writes_every_format(command: list[str], tmp_path: Path) -> None:
    """What is marked lies in the text, each non-empty line is there once, and two processes write the same bytes."""
    (tmp_path / "in.txt").write_bytes(DATA)
    texts = [line for line in LINES if line]
    for format in FORMATS:
        done = run([*command, "-f", format, "in.txt"], cwd=tmp_path)
        assert (done.code, done.err) == (0, ""), format
        shared = run([*command, "-f", format, "in.txt", "-j", "2"], cwd=tmp_path)
        assert (shared.code, shared.out) == (0, done.out), format
        out = done.out.decode()
        if format == "brat":
            whole = DATA.decode()
            for row in re.findall(r"^T\d+\t\S+ (\d+) (\d+)\t(.*)$", out, re.MULTILINE):
                assert whole[int(row[0]) : int(row[1])] == row[2]
        elif format == "conllu":
            assert re.findall("^# sent_id = (.*)$", out, re.MULTILINE) == ["in.txt:1", "in.txt:3", "in.txt:4"]
        elif format == "label-studio":
            tasks = json.loads(out)
            assert [task["data"]["text"] for task in tasks] == texts
            regions = [(task["data"]["text"], r["value"]) for task in tasks for r in task["predictions"][0]["result"]]
            assert all(text[v["start"] : v["end"]] == v["text"] for text, v in regions if "labels" in v)
        elif format in ("doccano", "prodigy"):
            tasks = [json.loads(row) for row in out.split("\n")[:-1]]
            assert [task["text"] for task in tasks] == texts
            assert all(0 <= s["start"] < s["end"] <= len(t["text"]) for t in tasks for s in t.get("spans", []))
            assert all(0 <= a < b <= len(t["text"]) for t in tasks for a, b, _ in t.get("label", []))


def test_clitics_and_loans_are_marked_where_they_are(catalogue: Path) -> None:
    for command, expected in (
        (["tokenize"], {("قائمت", "STEM"), ("ي", "PRON_1S")}),
        (["transliterate", "-c", str(catalogue)], {("أديل", "artist")}),
        (["pipe", "normalize --form plain", f"transliterate -c {catalogue}"], {("أديل", "artist")}),
        (["pipe", "normalize", "tokenize"], {("قائمت", "STEM"), ("ي", "PRON_1S")}),
        (["convert", "--no-diacritize", "--to", "kuwaiti"], {("غَدًا", "word")}),
    ):
        done = avc(*command, "-f", "doccano", input=f"{LINES[0]} غَدًا\n".encode())
        record = json.loads(done.out)
        assert {(record["text"][a:b], label) for a, b, label in record["label"]} >= expected, command


def test_several_files_are_one_document(tmp_path: Path) -> None:
    """Whether or not a file ends in a line feed; brat's text file is what the offsets run through."""
    (tmp_path / "a.txt").write_bytes("كتابي\r\n🎉 كتابي".encode())
    (tmp_path / "b.txt").write_bytes("سيارتي".encode())
    assert avc("tokenize", "-f", "brat", "-o", "all.ann", "a.txt", "b.txt", cwd=tmp_path).code == 0
    text = (tmp_path / "all.txt").read_bytes().decode()
    assert text == "كتابي\r\n🎉 كتابي\nسيارتي"
    rows = re.findall(r"^T(\d+)\t\S+ (\d+) (\d+)\t(.*)$", (tmp_path / "all.ann").read_text("utf-8"), re.MULTILINE)
    assert [int(row[0]) for row in rows] == list(range(1, 7))
    assert all(text[int(a) : int(b)] == piece for _, a, b, piece in rows)
    for format in "doccano", "label-studio", "conllu", "csv":
        done = avc("tokenize", "-f", format, "a.txt", "b.txt", cwd=tmp_path)
        assert (done.code, done.out.decode().count("b.txt:1" if format != "csv" else "\nسيارتي,")) == (0, 1)
        assert b"\n\n\n" not in done.out
    assert avc("normalize", "-f", "brat", "-o", "all.txt", "a.txt", cwd=tmp_path).complaint.startswith("all.txt: brat has NAME.ann")


def test_formats_that_are_read_are_written_unless_f_says_otherwise(tmp_path: Path) -> None:
    task = {
        "data": {"text": "كتـاب"},
        "annotations": [
            {"result": [{"from_name": "label", "to_name": "text", "type": "labels", "value": {"start": 0, "end": 5, "labels": ["A"]}}]}
        ],
    }
    (tmp_path / "ls.json").write_text(json.dumps([task, task]), "utf-8")
    done = avc("normalize", "--from", "label-studio", "--remap", "spans", "--in-place", "ls.json", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    got = json.loads((tmp_path / "ls.json").read_text("utf-8"))
    assert [(t["data"]["text"], t["annotations"][0]["result"][0]["value"]["end"]) for t in got] == [("كتاب", 4)] * 2
    text = avc("normalize", "--from", "label-studio", "-f", "text", "ls.json", cwd=tmp_path)
    assert text.out.decode() == "كتاب\nكتاب\n"
    spans = [{"start": 0, "end": 5, "label": "A"}]
    prodigy = avc(
        "normalize", "--from", "prodigy", "--remap", "spans", input=json.dumps({"text": "كتـاب", "spans": spans, "_task_hash": 1}).encode()
    )
    assert json.loads(prodigy.out)["spans"] == [{"start": 0, "end": 4, "label": "A", "token_start": 0, "token_end": 0}]
    assert "_task_hash" not in json.loads(prodigy.out)
    lines = avc("normalize", "--from", "jsonl", input=b'{"id": 1, "text": "\xd9\x83\xd9\x80"}\r\n')
    assert lines.out == '{"id": 1, "text": "ك"}\r\n'.encode()
    plain = avc("normalize", "--from", "jsonl", "-f", "text", input=b'{"text": "a\\nb"}\n\n')
    assert plain.out == b"a b\n\n"
    explicit = avc("normalize", "--from", "tsv", "--column", "2", input=b"a\tb\n")
    assert explicit.out == b"a\tb\n"


def test_what_does_not_survive_is_named_and_the_run_goes_on(catalogue: Path) -> None:
    records = [{"t": "شغل كولد بلاي", "a": [[4, 8, "x"], [0, 3, "v"]]}, {"t": "أديل", "a": [[0, 4, "y"]]}]
    data = "\n".join(map(json.dumps, records)).encode()
    options = ["transliterate", "-c", str(catalogue), "--field", "t", "--remap", "a"]
    for jobs in "1", "2":
        done = avc(*options, "-j", jobs, input=data)
        assert done.code == 0
        assert done.complaint == "<stdin>:1: span 4-8 x 'كولد' does not survive: 'كولد بلاي' became 'Coldplay'"
        assert [json.loads(row)["a"] for row in done.out.decode().split("\n")] == [[[0, 3, "v"]], [[0, 5, "y"]]]
    assert avc(*options, "-q", input=data).err == ""


@pytest.mark.parametrize(
    "wrong",
    [["--from", "csv"], ["--from", "conllu", "--field", "x"], ["--remap", "spans"], ["--from", "docx"], ["-f", "brat", "--in-place", "x"]],
    ids=" ".join,
)
def test_wrong_usage_is_2(wrong: list[str], tmp_path: Path) -> None:
    done = avc("normalize", *wrong, cwd=tmp_path)
    assert (done.code, done.out) == (2, b"")
    assert done.err.startswith("Usage: ")


def test_spans_of_a_pipe_are_places_of_the_line_in_json_lines_too() -> None:
    done = avc("pipe", "normalize", "tokenize", "-f", "jsonl", input="كتـــاب قائمتي\n".encode())
    record = json.loads(done.out)
    assert [record["source"][s["start"] : s["end"]] for s in record["spans"]] == ["كتـــاب", "قائمت", "ي"]

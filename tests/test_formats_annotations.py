"""Annotation formats: what a tool finds comes out at the right offsets, and what a record holds comes back in."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.formats import Format, Layout, Source
from arabic_voice_cli.result import Span

from .annotating import Same, Spans, marked, run

files = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SONG = "🎉 شغّل كولد بلاي، من قائمتي!"
SPANS = [Span(7, 16, "artist", "Coldplay", "a2"), Span(21, 26, "STEM", "قائمة"), Span(26, 27, "PRON_1S", "ي", "my-y")]
TOOL = Spans({SONG: SPANS})


def written(layout: Layout, data: bytes, tmp_path: Path, tool: Any = TOOL, **more: Any) -> str:
    path = tmp_path / "in.txt"
    path.write_bytes(data)
    return run(tool, layout, path, **more)[0].decode()


def test_the_sample_is_what_it_seems() -> None:
    assert [SONG[s.start : s.end] for s in SPANS] == ["كولد بلاي", "قائمت", "ي"]


def test_prodigy(tmp_path: Path) -> None:
    [task] = map(json.loads, written(Layout(Format.prodigy), f"{SONG}\r\n\r\n".encode(), tmp_path).splitlines())
    assert [(s["start"], s["end"], s["label"], s["token_start"], s["token_end"]) for s in task["spans"]] == [
        (7, 16, "artist", 2, 3),
        (21, 26, "STEM", 6, 6),
        (26, 27, "PRON_1S", 7, 7),
    ]
    assert [t["text"] for t in task["tokens"]] == ["🎉", "شغّل", "كولد", "بلاي", "،", "من", "قائمت", "ي", "!"]
    assert (task["text"], task["result"], task["meta"]) == (SONG, f"[{SONG}]", {"line": f"{tmp_path}/in.txt:1"})


def test_doccano(tmp_path: Path) -> None:
    [record] = map(json.loads, written(Layout(Format.doccano), SONG.encode(), tmp_path).splitlines())
    assert record == {
        "text": SONG,
        "result": f"[{SONG}]",
        "line": f"{tmp_path}/in.txt:1",
        "label": [[7, 16, "artist"], [21, 26, "STEM"], [26, 27, "PRON_1S"]],
    }


def test_label_studio(tmp_path: Path) -> None:
    """One JSON array over all files and chunks; what a piece became is text to correct."""
    data = f"{SONG}\n\n{SONG}\n{SONG}\n \n{SONG}\n{SONG}".encode()
    tasks = json.loads(written(Layout(Format.label_studio), data, tmp_path))
    assert [task["data"]["line"].rpartition(":")[2] for task in tasks] == ["1", "3", "4", "6", "7"]
    [prediction] = tasks[0]["predictions"]
    assert prediction["model_version"].endswith("|spans")
    regions = [(r["from_name"], r["value"].get("start"), r["value"].get("labels") or r["value"]["text"]) for r in prediction["result"]]
    assert regions == [
        ("label", 7, ["artist"]),
        ("form", 7, ["Coldplay"]),
        ("label", 21, ["STEM"]),
        ("form", 21, ["قائمة"]),
        ("label", 26, ["PRON_1S"]),
        ("result", None, [f"[{SONG}]"]),
    ]
    assert written(Layout(Format.label_studio), b"", tmp_path) == "[]\n"


def test_conllu(tmp_path: Path) -> None:
    text = written(Layout(Format.conllu), f"{SONG}\n\n".encode(), tmp_path)
    assert text == normalize("NFC", (
        f"# sent_id = {tmp_path}/in.txt:1\n# text = {SONG}\n# result = [{SONG}]\n"
        "1\t🎉\t_\t_\t_\t_\t_\t_\t_\t_\n"
        "2\tشغّل\t_\t_\t_\t_\t_\t_\t_\t_\n"
        "3\tكولد\t_\t_\t_\t_\t_\t_\t_\tForm=Coldplay|Rule=a2|Span=B-artist\n"
        "4\tبلاي\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No|Span=I-artist\n"
        "5\t،\t_\t_\t_\t_\t_\t_\t_\t_\n"
        "6\tمن\t_\t_\t_\t_\t_\t_\t_\t_\n"
        "7-8\tقائمتي\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n"
        "7\tقائمة\t_\t_\t_\t_\t_\t_\t_\tSpan=B-STEM|Surface=قائمت\n"
        "8\tي\t_\t_\t_\t_\t_\t_\t_\tRule=my-y|Span=B-PRON_1S\n"
        "9\t!\t_\t_\t_\t_\t_\t_\t_\t_\n"
        "\n"
    ))  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("head", ["", "\ufeff"], ids=["", "bom"])
def test_brat(tmp_path: Path, end: str, head: str) -> None:
    """Offsets run through the document as it is: a CRLF counts two, a byte order mark one."""
    source = head + end.join(["first", SONG, "", SONG])
    ann = written(Layout(Format.brat), source.encode(), tmp_path, out=tmp_path / "doc.ann")
    text = (tmp_path / "doc.txt").read_bytes().decode()
    assert text == source
    first = [re.fullmatch(r"(T\d+)\t(\S+) (\d+) (\d+)\t(.+)", row) for row in ann.splitlines() if row.startswith("T")]
    assert [(m[1], m[2], m[5]) for m in first if m] == [
        ("T1", "artist", "كولد بلاي"), ("T2", "STEM", "قائمت"), ("T3", "PRON_1S", "ي"),
        ("T4", "artist", "كولد بلاي"), ("T5", "STEM", "قائمت"), ("T6", "PRON_1S", "ي"),
    ]  # fmt: skip
    assert all(m and text[int(m[3]) : int(m[4])] == m[5] for m in first)
    assert "#1\tAnnotatorNotes T1\tColdplay\n" in ann


def test_tables(tmp_path: Path) -> None:
    line = 'قال "نعم", ثم\tمشى'
    tool = Spans({line: [Span(0, 3, "STEM", "قال")]})
    [row] = csv.reader(io.StringIO(written(Layout(Format.csv), line.encode(), tmp_path, tool)))
    assert row[:2] == [line, f"[{line}]"]
    assert json.loads(row[2]) == [{"start": 0, "end": 3, "label": "STEM", "form": "قال", "rule": ""}]
    cells = written(Layout(Format.tsv), f"{line}\r\n".encode(), tmp_path, tool).split("\t")
    assert cells[:2] == [line.replace("\t", " "), f"[{line}]".replace("\t", " ")]
    assert cells[2].endswith("\r\n")


CSV = 'id,"the, text",note\r\n1,"قال ""نعم""\nثم مشى",x\r\n\r\n2,لا,"a,b"'


def test_csv_cells_around_the_text_stay_as_they_stand(tmp_path: Path) -> None:
    """A quoted cell may hold commas, quotes and line feeds; the header passes."""
    by_name = Layout(Format.csv, field="the, text", source=Source.csv)
    got = written(by_name, CSV.encode(), tmp_path)
    assert got == 'id,"the, text",note\r\n1,"[قال ""نعم""\nثم مشى]",x\r\n\r\n2,[لا],"a,b"'
    by_number = Layout(Format.csv, column=2, source=Source.csv)
    assert written(by_number, CSV.partition("\r\n")[2].encode(), tmp_path) == got.partition("\r\n")[2]
    rows = written(Layout(Format.jsonl, field="the, text", source=Source.csv), CSV.encode(), tmp_path).splitlines()
    assert [json.loads(row)["source"] for row in rows] == ['قال "نعم"\nثم مشى', "", "لا"]
    assert written(Layout(field="the, text", source=Source.csv), CSV.encode(), tmp_path).split("\r\n") == [
        '[قال "نعم" ثم مشى]', "", "[لا]"
    ]  # fmt: skip
    assert written(Layout(Format.tsv, field="b", source=Source.tsv), b'a\tb\n1\t"x\n', tmp_path) == 'a\tb\n1\t["X]\n'


@files
@given(st.lists(st.tuples(st.text(st.sampled_from('a",\n\r\t '), max_size=5), st.text(st.sampled_from('a",\n '), max_size=5)), max_size=4))
def test_any_csv_comes_through(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    got = written(Layout(Format.csv, column=2, source=Source.csv), file.getvalue().encode(), tmp_path)
    expected = [[a, f"[{b.upper()}]"] for a, b in rows]
    assert list(csv.reader(io.StringIO(got, newline=""))) == expected


def nfc(text: str) -> str:
    return normalize("NFC", text)


@files
@given(st.lists(marked(), min_size=1, max_size=3))
@example([("كتابي", [Span(0, 4, "STEM", "كتاب"), Span(4, 5, "artist", "")])])
def test_what_is_written_is_read_again(tmp_path: Path, sample: list[tuple[str, list[Span]]]) -> None:
    """Through each format and out of it: the same texts, the same places, the same labels."""
    tool = Spans(dict(sample))
    lines = [line for line, _ in sample]
    wanted = [(line, [(s.start, s.end, s.label) for s in tool.spans[line]]) for line in lines]
    for format in Format.prodigy, Format.doccano, Format.label_studio, Format.brat:
        name = tmp_path / ("in.ann" if format == "brat" else "out")
        data = written(Layout(format), "".join(f"{line}\n" for line in lines).encode(), tmp_path, tool, out=name)
        name.write_bytes(data.encode())
        back, notes = run(Same(), Layout(Format.jsonl, source=Source(format), remap="spans"), name)
        got = [
            (r["source"], [(s["start"], s["end"], s["label"]) for s in r["spans"]])
            for r in map(json.loads, filter(None, back.decode().split("\n")))
        ]
        assert got == [each for each in wanted if format == "brat" or each[0].strip()], format
        assert not notes


@files
@given(st.lists(marked(), min_size=1, max_size=3))
def test_what_conllu_says_is_read_again(tmp_path: Path, sample: list[tuple[str, list[Span]]]) -> None:
    """The text is NFC there, so places are compared by the text they hold. A span that cuts a letter from its mark may differ."""
    sample = [(nfc(line), [s for s in spans if nfc(nfc(line)[s.start : s.end]) == nfc(line)[s.start : s.end]]) for line, spans in sample]
    sample = [
        (line, [s for s in spans if s.end <= len(line) and line[s.start : s.end].strip() == line[s.start : s.end] != ""])
        for line, spans in sample
    ]
    tool = Spans(dict(sample))
    data = written(Layout(Format.conllu), "\n".join(line for line, _ in sample).encode(), tmp_path, tool)
    (tmp_path / "out").write_bytes(data.encode())
    back, _ = run(Same(), Layout(Format.jsonl, source=Source.conllu, remap="spans"), tmp_path / "out")
    got = [
        (r["source"], [(s["start"], s["end"], s["label"]) for s in r["spans"]])
        for r in map(json.loads, filter(None, back.decode().split("\n")))
    ]
    assert got == [(line, [(s.start, s.end, s.label) for s in tool.spans[line]]) for line, _ in sample if line.strip()]


def test_conllu_of_others(tmp_path: Path) -> None:
    """Words and comments of a treebank: the text is its text, or else its words; broken lines are named."""
    rows = ["1-2\tوكتاب", "1\tو", "2\tكتاب", "3\tجديد\tMISC"]
    sentence = "\n".join(
        "\t".join([row.split("\t")[0], row.split("\t")[1], *["_"] * 7, "SpaceAfter=No" if "MISC" in row else "_"]) for row in rows
    )
    both = f"# newdoc id = d\n# sent_id = s1\n# text = وكتاب جديد\n{sentence}\n\n\n{sentence}\n\n"
    got = written(Layout(source=Source.conllu), both.replace("\n", "\r\n").encode(), tmp_path)
    assert got == "[وكتاب جديد]\n[وكتاب جديد]\n"
    record = json.loads(written(Layout(Format.jsonl, source=Source.conllu), both.encode(), tmp_path).splitlines()[0])
    assert (record["line"], record["newdoc id"]) == ("s1", "d")
    with pytest.raises(AvcError, match=r"in\.txt:5: 3 columns, CoNLL-U has 10; "):
        written(Layout(source=Source.conllu), b"\n\n# a\n1\t_\t_\t_\t_\t_\t_\t_\t_\t_\na\tb\tc\n", tmp_path)


def label_studio_task(text: str) -> dict[str, Any]:
    def region(name: str, start: int, end: int) -> dict[str, Any]:
        return {
            "id": name,
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {"start": start, "end": end, "text": text[start:end], "labels": [name]},
        }

    relation = {"type": "relation", "from_id": "A", "to_id": "B", "direction": "right"}
    choice = {"from_name": "c", "to_name": "text", "type": "choices", "value": {"choices": ["good"]}}
    return {
        "id": 7,
        "data": {"text": text, "speaker": "x"},
        "annotations": [{"id": 1, "completed_by": 3, "result": [region("A", 0, 2), region("B", 3, 4), relation, choice]}],
        "predictions": [{"model_version": "m", "result": [region("C", 3, 4)]}],
        "meta": {"a": 1},
    }


class Dots:
    """Leaves out every x; puts two dots for a y."""

    signature = "dots"

    def __call__(self, lines: list[str]) -> list[Any]:
        from arabic_voice_cli.result import Result

        return [Result(line, line.replace("x", "").replace("y", ".."), tuple(edits(line))) for line in lines]


def edits(line: str) -> Iterator[Span]:
    for found in re.finditer("[xy]", line):
        yield Span(found.start(), found.end(), "e", ".." if found[0] == "y" else "", "r")


def test_annotations_of_label_studio_follow_the_text(tmp_path: Path) -> None:
    """Regions move, a region that is gone takes its relations along, all else of the task is kept."""
    task = label_studio_task("xay b")
    got = written(
        Layout(Format.label_studio, source=Source.label_studio, remap="spans"),
        json.dumps([task, task], indent=1).encode(),
        tmp_path,
        Dots(),
    )
    first, second = json.loads(got)
    assert first == second
    assert first["data"] == {"text": "a.. b", "speaker": "x"}
    assert (first["id"], first["meta"]) == (7, {"a": 1})
    [annotation] = first["annotations"]
    assert [(r["id"], r["value"]["start"], r["value"]["end"], r["value"]["text"]) for r in annotation["result"][:2]] == [
        ("A", 0, 1, "a"),
        ("B", 3, 4, " "),
    ]
    assert annotation["result"][2:] == task["annotations"][0]["result"][2:]
    gone = label_studio_task("xx  b")
    path = tmp_path / "gone.json"
    path.write_text(json.dumps(gone), "utf-8")
    data, notes = run(Dots(), Layout(Format.label_studio, source=Source.label_studio, remap="spans"), path)
    [lost] = json.loads(data)
    assert [r.get("id") for r in lost["annotations"][0]["result"]] == ["B", None]
    assert notes == [f"{path}:1: span 0-2 A 'xx' does not survive: 'xx' was left out"]


def test_a_task_that_is_read_keeps_its_annotations_and_gets_predictions(tmp_path: Path) -> None:
    task = label_studio_task(SONG)
    [got] = json.loads(written(Layout(Format.label_studio, source=Source.label_studio), json.dumps(task).encode(), tmp_path))
    assert got["annotations"] == task["annotations"]
    assert got["predictions"][0] == task["predictions"][0]
    assert [r["value"]["labels"] for r in got["predictions"][1]["result"] if r["type"] == "labels"] == [["artist"], ["STEM"], ["PRON_1S"]]
    [spans] = [
        json.loads(written(Layout(Format.prodigy, source=Source.label_studio, remap="spans"), json.dumps(task).encode(), tmp_path, Same()))[
            "spans"
        ]
    ]
    assert [s["label"] for s in spans] == ["A", "B"]  # what people said, not what programs proposed


@pytest.mark.parametrize("shape", [lambda s: [s.start, s.end, s.label], lambda s: {"start": s.start, "end": s.end, "label": s.label, "text": SONG[s.start : s.end], "by": "me"},
                                   lambda s: {"id": s.start, "start_offset": s.start, "end_offset": s.end, "label": s.label}], ids=["list", "object", "offsets"])  # fmt: skip
def test_annotations_in_json_lines_keep_their_shape(tmp_path: Path, shape: Any) -> None:
    """Whatever a list of annotations looks like, only its offsets (and copies of the text) change."""
    line = "x" + SONG
    record = {"id": 1, "s": line, "a": [shape(Span(s.start, s.end, s.label, "")) for s in SPANS], "z": None}
    shifted = [shape(Span(s.start + 1, s.end + 1, s.label, "")) for s in SPANS]
    for item, old in zip(shifted, record["a"], strict=True):  # type: ignore[call-overload]
        if isinstance(item, dict) and "text" in item:
            item["text"] = old["text"]
        if isinstance(item, dict) and "id" in item:
            item["id"] = old["id"]
    got = written(Layout(field="s", remap="a"), json.dumps(record | {"a": shifted}).encode() + b"\n", tmp_path, Dots())
    assert json.loads(got) == record | {"s": SONG}
    both = json.loads(written(Layout(Format.jsonl, field="s", remap="a"), json.dumps(record | {"a": shifted}).encode(), tmp_path, Dots()))
    assert (both["a"], both["source"], both["spans"][0]["label"]) == (record["a"], line, "e")
    named = {"s": line, "spans": shifted}
    both = json.loads(written(Layout(Format.jsonl, field="s", remap="spans"), json.dumps(named).encode(), tmp_path, Dots()))
    assert both == {"s": SONG, "spans": record["a"], "source": line}


def test_blank_records_and_records_without_annotations(tmp_path: Path) -> None:
    data = b'{"s": "xa"}\n\n \n{"s": "xb", "a": []}'
    assert written(Layout(field="s", remap="a"), data, tmp_path, Dots()).split("\n") == [
        '{"s": "a", "a": []}',
        "",
        " ",
        '{"s": "b", "a": []}',
    ]


def test_doccano_relations_follow_their_entities(tmp_path: Path) -> None:
    def entity(number: int, start: int, end: int) -> dict[str, Any]:
        return {"id": number, "label": "L", "start_offset": start, "end_offset": end}

    record = {"id": 3, "text": "ax b x", "entities": [entity(10, 0, 2), entity(11, 3, 4), entity(12, 5, 6)],
              "relations": [{"id": 1, "from_id": 10, "to_id": 11, "type": "r"}, {"id": 2, "from_id": 10, "to_id": 12, "type": "r"}], "Comments": []}  # fmt: skip
    layout = Layout(Format.doccano, source=Source.doccano, remap="spans")
    path = tmp_path / "d.jsonl"
    path.write_text(json.dumps(record) + "\n", "utf-8")
    data, [note] = run(Dots(), layout, path)
    assert json.loads(data) == {
        "text": "a b ",
        "id": 3,
        "Comments": [],
        "entities": [entity(10, 0, 1), entity(11, 2, 3)],
        "relations": record["relations"][:1],
    }  # type: ignore[index]
    assert note == f"{path}:1: span 5-6 L 'x' does not survive: 'x' was left out"
    added = json.loads(run(Spans({"ax b x": [Span(3, 4, "new", "")]}), Layout(Format.doccano, source=Source.doccano), path)[0])
    assert added["entities"][-2:] == [{"id": 13, "label": "new", "start_offset": 3, "end_offset": 4}, entity(12, 5, 6)]
    assert added["relations"] == record["relations"]


ANN = (
    "T1\tA 1 3\tay\nT2\tB 4 5;7 8\tb c\nT3\tC 6 7\tx\nR1\tRel Arg1:T1 Arg2:T2\nR2\tRel Arg1:T1 Arg2:T3\n"
    "E1\tB:T2 Arg:T1\nA1\tSure E1\n#1\tAnnotatorNotes T1\tnote\n#7\tAnnotatorNotes R2\tgone\n*\tEquiv T1 T2\n"
)


def test_brat_annotations_follow_the_text(tmp_path: Path) -> None:
    """Discontinuous ones, relations, events, attributes and notes too; what speaks of a lost one is left out."""
    (tmp_path / "d.txt").write_bytes(b"xay b\nxc\r\n")
    (tmp_path / "d.ann").write_bytes(ANN.encode())
    out = tmp_path / "new.ann"
    data, notes = run(Dots(), Layout(Format.brat, source=Source.brat, remap="spans"), tmp_path / "d.ann", out)
    assert (tmp_path / "new.txt").read_bytes() == b"a.. b\nc\r\n"
    assert data.decode() == (
        "T1\tA 0 3\ta..\nT2\tB 4 5;6 7\tb c\nR1\tRel Arg1:T1 Arg2:T2\nE1\tB:T2 Arg:T1\nA1\tSure E1\n#1\tAnnotatorNotes T1\tnote\n*\tEquiv T1 T2\n"
    )
    assert notes == [f"{tmp_path}/d.txt:2: span 0-1 C 'x' does not survive: 'x' was left out"]
    added = run(Spans({"xc": [Span(1, 2, "new type", "ك")]}), Layout(Format.brat, source=Source.brat), tmp_path / "d.txt")[0].decode()
    assert added.splitlines()[:5] == [
        "T1\tA 1 3\tay",
        "T3\tC 6 7\tx",
        "T2\tB 4 5;7 8\tb c",
        "T8\tnew_type 7 8\tc",
        "#8\tAnnotatorNotes T8\tك",
    ]
    assert set(added.splitlines()) >= set(ANN.splitlines())


@pytest.mark.parametrize(
    ("layout", "data", "complaint"),
    [
        (Layout(Format.jsonl, field="t", remap="a"), '{"t": "ab", "a": [[0, 3, "x"]]}', r'in.txt:1: .a. has \[0, 3, "x"\], which is no place in a text of 2 char.*; '),
        (Layout(Format.jsonl, field="t", remap="a"), '\n{"t": "ab", "a": [{"start": "0", "end": 1}]}', "in.txt:2: 'a' has .*; "),
        (Layout(Format.jsonl, field="t", remap="a"), '{"t": "ab", "a": [[true, 1]]}', "in.txt:1: 'a' has .*; "),
        (Layout(Format.jsonl, field="t", remap="a"), '{"t": "ab", "a": {}}', "in.txt:1: 'a' is not a list; "),
        (Layout(source=Source.prodigy), "[]", "in.txt:1: not a JSON object; --from prodigy"),
        (Layout(source=Source.prodigy), '{"text": "a", "spans": [{"start": 0}]}', "in.txt:1: 'spans' has"),
        (Layout(source=Source.doccano), '{"text": "a", "label": [[1, 0, "x"]]}', "in.txt:1: 'label' has"),
        (Layout(source=Source.label_studio), '[{"data": {"text": "a"}},\n {"data": {"t": "a"}}]', "in.txt:2: the task's data has no text in 'text'; --field"),
        (Layout(source=Source.label_studio), '[{"data":\n {"text": "a"}]', r"in.txt:2: not JSON \(.*\); "),
        (Layout(source=Source.label_studio), "[1]", "in.txt:1: not a JSON object"),
        (Layout(source=Source.csv, field="t"), "a,b\n1,2\n", "in.txt:1: no column 't'; the header has: a, b"),
        (Layout(source=Source.csv, column=3), "a,b\n", "in.txt:1: 2 columns, the text is to be in column 3; "),
        (Layout(source=Source.csv, column=1), 'a\nb,"\nc\n', "in.txt:2: a quote that is opened here is not closed; "),
        (Layout(source=Source.brat), "a", "in.ann: no such file; "),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(tmp_path: Path, layout: Layout, data: str, complaint: str) -> None:
    with pytest.raises(AvcError, match=complaint):
        written(layout, data.encode(), tmp_path)


@pytest.mark.parametrize("ann", ["T1\tA 0 9\tabc\n", "T1\tA 1 4\tb\n", "T1\tA x 4\tb\n", "T1 A 0 1\tb\n"])
def test_brat_files_that_do_not_belong_together(tmp_path: Path, ann: str) -> None:
    (tmp_path / "in.ann").write_text(ann, "utf-8")
    if ann.startswith("T1 "):
        assert written(Layout(source=Source.brat), b"ab\ncd\n", tmp_path, Same()) == "ab\ncd\n"  # no T1 and so none lost
        return
    with pytest.raises(AvcError, match=r"in\.ann:?.*; mend "):
        written(Layout(source=Source.brat), b"ab\ncd\n", tmp_path)


def test_unreadable_records_do_not_spoil_a_file_of_another_format(tmp_path: Path) -> None:
    data = f"{SONG}\n".encode() + b"\xff\n" + SONG.encode()
    for format in Format.label_studio, Format.prodigy, Format.conllu:
        with pytest.raises(AvcError, match=r"in\.txt:2: byte 1 is not UTF-8"):
            written(Layout(format), data, tmp_path)
        good = written(Layout(format), data, tmp_path, errors="skip")
        assert good.count(SONG if format != "conllu" else nfc(SONG)) >= 2 and "\ufffd" not in good
    rows = b'a,b\n1,"\xff\n"\n2,x\n'
    got = run(Same(), Layout(Format.csv, column=2, source=Source.csv), _file(tmp_path, rows), errors="skip")[0]
    assert got == rows


def _file(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "rows"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"source": Source.text, "field": "t"}, "--field: text has no named fields; "),
        ({"source": Source.jsonl, "column": 1}, "--column: jsonl has no columns; "),
        ({"source": Source.csv}, "--from csv: .*--column N .* --field NAME"),
        ({"remap": "spans"}, "--remap: text and tables hold no annotations; "),
        ({"source": Source.prodigy, "remap": "spans", "format": Format.ssml}, "--remap: SSML"),
    ],
)
def test_options_that_do_not_go_together(options: dict[str, Any], complaint: str) -> None:
    with pytest.raises(AvcError, match=complaint):
        Layout(**options)

"""What annotation programs' own readers make of our files. Each test needs the program's package; the [dev] extra has conllu.

    pip install '.[dev,dev-importers]'

doccano itself wants other versions than ours: ``DOCCANO_PYTHON`` names a Python that has it (doccano, "marshmallow<4", "numpy<2").
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arabic_voice_cli.formats import Format, Layout, Source
from arabic_voice_cli.result import Span

from .annotating import Same, Spans, marked, run

quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SAMPLES = st.lists(marked(st.sampled_from(["app", "artist", "song"])), min_size=1, max_size=3)
PAGE = Path(__file__).parent.parent / "docs" / "annotation.md"
CONFIGURATION = re.search(r"^```xml\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
SONG = "🎉 شَغّل كولد بلاي، من قائمتي 👩‍👩‍👧 12:30!"
WORDS = {"كولد بلاي": "artist", "قائمت": "song", "ي ": "app", "12:30": "song"}
FOUND = [Span(SONG.index(w), SONG.index(w) + len(w.strip()), label, "Coldplay") for w, label in WORDS.items()]


def write(folder: Path, format: Format, lines: list[str], tool: Any, end: str = "\n", name: str = "out") -> Path:
    (folder / "in.txt").write_bytes("".join(line + end for line in lines).encode())
    out = folder / name
    out.write_bytes(run(tool, Layout(format), folder / "in.txt", out)[0])
    return out


def places(tool: Spans, line: str) -> list[tuple[str, str]]:
    return [(line[s.start : s.end], s.label) for s in tool.spans[line]]


@quick
@given(SAMPLES)
def test_conllu(tmp_path: Path, sample: list[tuple[str, list[Span]]]) -> None:
    """Every sentence parses; its tokens, with the white space told of, are its text; numbers count up."""
    conllu = pytest.importorskip("conllu")
    out = write(tmp_path, Format.conllu, [line for line, _ in sample], Spans(dict(sample)))
    sentences = conllu.parse(out.read_text("utf-8"))
    assert len(sentences) == sum(bool(line.strip()) for line, _ in sample)
    for sentence in sentences:
        words = [token["id"] for token in sentence if isinstance(token["id"], int)]
        assert words == list(range(1, len(words) + 1))
        text, covered = "", 0
        for token in sentence:
            if isinstance(token["id"], tuple):
                covered = token["id"][2]
            elif token["id"] <= covered:
                continue
            misc = token["misc"] or {}
            text += unescaped(misc.get("SpacesBefore", "")) + token["form"]
            text += unescaped(misc.get("SpacesAfter", "" if misc.get("SpaceAfter") == "No" else " "))
        assert text.strip() == sentence.metadata["text"]


def unescaped(text: str) -> str:
    for code, char in {"\\s": " ", "\\t": "\t", "\\u2028": "\u2028", "\\u00A0": "\u00a0"}.items():
        text = text.replace(code, char)
    return text


@quick
@given(SAMPLES)
def test_label_studio_accepts_every_prediction(tmp_path: Path, sample: list[tuple[str, list[Span]]]) -> None:
    """Against the configuration that docs/annotation.md shows."""
    interface = pytest.importorskip("label_studio_sdk.label_interface").LabelInterface(CONFIGURATION and CONFIGURATION[1])
    tool = Spans(dict(sample))
    for task in json.loads(write(tmp_path, Format.label_studio, [line for line, _ in sample], tool).read_text("utf-8")):
        assert interface.validate_task({"data": task["data"]})
        [prediction] = task["predictions"]
        assert interface.validate_prediction(prediction, return_errors=True) == []


def test_label_studio_exports_what_an_annotator_accepted(tmp_path: Path) -> None:
    """Its own converter finds each region's text where we said it is; and we read its task again."""
    converter = pytest.importorskip("label_studio_sdk.converter")
    tool = Spans({SONG: FOUND})
    [task] = json.loads(write(tmp_path, Format.label_studio, [SONG], tool, "\r\n").read_text("utf-8"))
    accepted = {"id": 1, "data": task["data"], "annotations": [{"id": 1, "completed_by": 1, "result": task["predictions"][0]["result"]}]}
    exported = tmp_path / "export.json"
    exported.write_text(json.dumps([accepted]), "utf-8")
    made = converter.Converter(CONFIGURATION and CONFIGURATION[1], str(tmp_path), download_resources=False)
    made.convert_to_json_min(str(exported), str(tmp_path / "min"), is_dir=False)
    [record] = json.loads((tmp_path / "min" / "result.json").read_text("utf-8"))
    assert [(SONG[r["start"] : r["end"]], r["labels"][0]) for r in record["label"]] == places(tool, SONG)
    back, _ = run(Same(), Layout(Format.jsonl, source=Source.label_studio, remap="spans"), exported)
    assert [(SONG[s["start"] : s["end"]], s["label"]) for s in json.loads(back)["spans"]] == places(tool, SONG)


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_brat_reader(tmp_path: Path, end: str) -> None:
    """Every entity's text is what the document has at its place."""
    parser = pytest.importorskip("brat_parser")
    tool = Spans({SONG: FOUND})
    out = write(tmp_path, Format.brat, ["", SONG, "x", SONG], tool, end, "doc.ann")
    entities, _, _, _ = parser.get_entities_relations_attributes_groups(str(out))
    text = out.with_suffix(".txt").read_bytes().decode()
    assert [(e.text, e.type) for e in entities.values()] == places(tool, SONG) * 2
    assert all(text[e.start : e.end] == e.text for e in entities.values())


@quick
@given(SAMPLES)
def test_prodigy_tokens_are_spacy_tokens(tmp_path: Path, sample: list[tuple[str, list[Span]]]) -> None:
    """Prodigy makes a spaCy Doc of a task's tokens and a Span of each of its spans; both must fit the text exactly."""
    spacy_tokens, vocab = pytest.importorskip("spacy.tokens"), pytest.importorskip("spacy.vocab")
    tool = Spans(dict(sample))
    out = write(tmp_path, Format.prodigy, [line for line, _ in sample], tool)
    for task in map(json.loads, filter(None, out.read_text("utf-8").split("\n"))):
        words, spaces = [t["text"] for t in task["tokens"]], [t["ws"] for t in task["tokens"]]
        doc = spacy_tokens.Doc(vocab.Vocab(), words=words, spaces=spaces)
        assert doc.text == task["text"]
        assert [(t.idx, t.idx + len(t), t.i) for t in doc] == [(t["start"], t["end"], t["id"]) for t in task["tokens"]]
        for span in task["spans"]:
            found = doc.char_span(span["start"], span["end"])
            assert (found.start, found.end - 1) == (span["token_start"], span["token_end"])


def test_doccano_transformer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its reader of exports puts each label on the tokens that we put it on."""
    pytest.importorskip("spacy")
    training = pytest.importorskip("spacy.training")
    gold = types.ModuleType("spacy.gold")  # its name in the version that doccano-transformer was written for
    gold.biluo_tags_from_offsets = training.offsets_to_biluo_tags  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "spacy.gold", gold)
    datasets = pytest.importorskip("doccano_transformer.datasets")
    record = json.loads(write(tmp_path, Format.doccano, [SONG], Spans({SONG: FOUND})).read_text("utf-8"))
    exported = tmp_path / "export.jsonl"
    exported.write_text(json.dumps({"id": 1, "text": record["text"], "labels": record["label"]}) + "\n", "utf-8")
    [document] = datasets.NERDataset.from_jsonl(str(exported)).to_conll2003(
        lambda text: text.replace("ي ", " ي ").replace("،", " ،").split()
    )
    tags = [tuple(row.split(" _ _ ")) for row in document["data"].splitlines() if " _ _ " in row]
    assert [tag for tag in tags if tag[1] != "O"] == [
        ("كولد", "B-artist"), ("بلاي", "I-artist"), ("قائمت", "B-song"), ("ي", "B-app"), ("12:30!", "B-song")
    ]  # fmt: skip


IMPORT = """
import json, os, sys, backend
sys.path.insert(0, os.path.dirname(backend.__file__))
os.environ.update(DJANGO_SETTINGS_MODULE="config.settings.development", DATABASE_URL="sqlite:///:memory:", SECRET_KEY="x")
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, run_syncdb=True)
from data_import.datasets import load_dataset
from data_import.pipeline.catalog import create_file_format
from data_import.pipeline.readers import FileName
from django.contrib.auth import get_user_model
from examples.models import Example
from labels.models import Span
from projects.models import ProjectType, SequenceLabelingProject
user = get_user_model().objects.create(username="u")
project = SequenceLabelingProject.objects.create(name="p", description="", created_by=user, project_type=ProjectType.SEQUENCE_LABELING)
data = load_dataset("SequenceLabeling", create_file_format("JSONL"), [FileName(sys.argv[1], "f", "f")], project, encoding="utf_8")
data.save(user)
rows = [[e.text, [[s.start_offset, s.end_offset, s.label.text] for s in Span.objects.filter(example=e).order_by("start_offset")]]
        for e in Example.objects.order_by("id")]
print(json.dumps({"errors": [e.dict() for e in data.errors], "rows": rows}))
"""


def test_doccano_imports_every_line(tmp_path: Path) -> None:
    """doccano's own import, into a database in memory."""
    python = os.environ.get("DOCCANO_PYTHON")
    if not python:
        pytest.skip("DOCCANO_PYTHON names no Python with doccano")
    lines = [SONG, "", f"\t{SONG}\u2028", " "]
    tool = Spans(
        {line: [Span(s.start + line.index(SONG), s.end + line.index(SONG), s.label, "") for s in FOUND] for line in (lines[0], lines[2])}
    )
    out = write(tmp_path, Format.doccano, lines, tool, "\r\n")
    done = subprocess.run([python, "-c", IMPORT, str(out)], capture_output=True, text=True, timeout=300, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    got = json.loads(done.stdout.splitlines()[-1])
    assert got["errors"] == []
    assert got["rows"] == [[line, [[s.start, s.end, s.label] for s in tool.spans[line]]] for line in (lines[0], lines[2])]

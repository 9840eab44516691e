"""`avc batch`: every record once and in its place, whatever dies on the way."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import multiprocessing
import os
import re
import shlex
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arabic_voice_cli.batch import parts
from arabic_voice_cli.batch.run import Batch, Run, prepare
from arabic_voice_cli.batch.work import do_part
from arabic_voice_cli.cli.normalize import normalize
from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.formats import Format, Layout
from arabic_voice_cli.records import Answerer, Work
from arabic_voice_cli.result import Result, Span, Tool

from .command import AVC, TIMEOUT, avc, environment
from .test_jobs import alive, children, wait_for

pytest.importorskip("fsspec")
cluster = pytest.importorskip("arabic_voice_cli.batch.cluster", reason="needs Dask (the extra batch)")

LINE = "ذهبت إلى المدرســـة"
BLOCK = 1000


class Backwards:
    """Turns lines around. What it is told to do on the way it does once; then ``folder`` has a file of that name."""

    signature = "backwards"

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def __call__(self, lines: list[str]) -> list[Result]:
        for line in lines:
            if line.startswith("die") and self.folder and (line == "die always" or not (self.folder / line).exists()):
                (self.folder / line).touch()
                os.kill(os.getpid(), signal.SIGKILL)
            if line == "raise":
                raise OSError("the network is down")
        return [Result(line, line[::-1], (Span(0, len(line), "all", line[::-1]),)) for line in lines]


def backwards(folder: Path | None = None) -> Tool:
    if folder:
        (folder / f"loaded-{os.getpid()}-{len(list(folder.iterdir()))}").touch()
    return Backwards(folder)


def only_here() -> Tool:
    if multiprocessing.parent_process() is not None:
        raise AvcError("catalogue.tsv: no such file; check the path")
    return Backwards(None)


def turned(text: bytes) -> bytes:
    return b"\n".join(line.decode()[::-1].encode() for line in text.split(b"\n"))


def lines(count: int, first: str = "record") -> bytes:
    return "".join(f"{first} {i} كتاب\n" for i in range(count)).encode()


def one(source: Path, output: str | Path, field: str = "", format: Format = Format.text, **part: Any) -> Any:
    """Do the single part that a file is, in this process."""
    [found] = parts.parts_of([str(source)], 10**9, format is Format.jsonl)
    return do_part(found, Answerer(Backwards(None), Layout(format, field)), field, str(output))


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


# What is found, and how it is cut


def test_names_are_those_below_the_first_wildcard(tmp_path: Path) -> None:
    for name in ["a/1.txt", "a/x/2.txt.gz", "b/3.jsonl", "b/.hidden", "b/_SUCCESS", "c.parquet"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"a\n")

    def names(*patterns: str, spans: bool = False) -> list[str]:
        return [part.name for part in parts.parts_of([f"{tmp_path}/{p}" for p in patterns], BLOCK, spans)]

    assert names("a/*.txt") == ["1.txt"]
    assert names("**/*.txt*") == ["a/1.txt", "a/x/2.txt.gz"]
    assert names("") == ["a/1.txt", "a/x/2.txt.gz", "b/3.jsonl", "c.parquet"]
    assert names("a", "c.parquet") == ["1.txt", "c.parquet", "x/2.txt.gz"]
    assert names("b/.hidden") == [".hidden"]
    assert names("a", spans=True) == ["1.jsonl", "x/2.jsonl.gz"]
    assert [str(part.kind) for part in parts.parts_of([str(tmp_path)], BLOCK)] == ["text", "text", "jsonl", "parquet"]
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "1.txt").touch()
    with pytest.raises(AvcError, match="d/1.txt: its result would replace that of .*a/1.txt"):
        names("a/*.txt", "d/*.txt")
    for missing in "nope.txt", "*.nope":
        with pytest.raises(AvcError, match=missing.replace("*", r"\*")):
            names(missing)
    (tmp_path / "archive.zip").touch()
    with pytest.raises(AvcError, match=r"archive\.zip: \.zip cannot be read in parts"):
        names("*.zip")


@pytest.mark.parametrize("url", ["nope://a/b", "https://localhost:1/a"])
def test_an_address_that_cannot_be_reached_is_one_line(url: str) -> None:
    with pytest.raises(AvcError, match=f"^{url}: "):
        parts.parts_of([url], BLOCK)


@settings(deadline=None, max_examples=150)
@given(
    data=st.lists(st.sampled_from([b"\n", b"a", b"\r\n", b"bcd", "ك".encode()]), max_size=40).map(b"".join),
    block=st.integers(1, 30),
    read=st.integers(1, 9),
)
def test_pieces_hold_every_record_once(data: bytes, block: int, read: int) -> None:
    edges = list(range(0, len(data), block)) or [0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "READ", read)
        pieces, offsets = [], []
        for begin, end in zip(edges, [*edges[1:], None], strict=True):
            at, reads = parts.reads_of(io.BytesIO(data), begin, end)
            pieces.append(b"".join(reads))
            offsets.append(at)
    assert b"".join(pieces) == data
    assert all(piece.endswith(b"\n") for piece in pieces if piece and not data.endswith(piece))
    assert all(data[at:].startswith(piece) for at, piece in zip(offsets, pieces, strict=True))


# One part


@pytest.mark.parametrize("ending", ["", ".gz", ".bz2", ".xz"])
def test_records_keep_their_ends_and_their_packing(ending: str, tmp_path: Path) -> None:
    text = b"\xef\xbb\xbf" + "كتاب\r\n\r\nab\u2028c\n".encode() + lines(2000) + b"last"
    opener: Any = {"": open, ".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}[ending]
    with opener(tmp_path / f"x.txt{ending}", "wb") as out:
        out.write(text)
    done = one(tmp_path / f"x.txt{ending}", tmp_path / "out")
    with opener(tmp_path / "out" / f"x.txt{ending}", "rb") as got:
        assert got.read() == b"\xef\xbb\xbf" + "باتك\r\n\r\nc\u2028ba\n".encode() + turned(lines(2000)) + b"tsal"
    assert (done.lines, done.unreadable) == (2004, 0)
    again = (tmp_path / "out" / f"x.txt{ending}").read_bytes()
    one(tmp_path / f"x.txt{ending}", tmp_path / "out")
    assert (tmp_path / "out" / f"x.txt{ending}").read_bytes() == again


def test_unreadable_records_stand_aside_with_their_place(tmp_path: Path) -> None:
    """An empty line keeps their place; what stands aside says where they are and why, and what they are."""
    text = lines(700) + b"\xffab\r\n" + lines(3) + b"\xc3"
    source = tmp_path / "x.txt"
    source.write_bytes(text)
    assert one(source, tmp_path / "out").unreadable == 2
    assert (tmp_path / "out" / "x.txt").read_bytes() == turned(lines(700)) + b"\r\n" + turned(lines(3))
    told = [json.loads(line) for line in (tmp_path / "out/_avc/unreadable/x.txt.jsonl").read_bytes().splitlines()]
    assert [(t["file"], t["line"], t["record"]) for t in told] == [(source.as_uri(), 701, "\\xffab"), (source.as_uri(), 705, "\\xc3")]
    assert all(t["why"].startswith("byte 1 is not UTF-8") for t in told)
    assert [text[t["byte"] :][:1] for t in told] == [b"\xff", b"\xc3"]


def test_unreadable_json(tmp_path: Path) -> None:
    good = [{"id": i, "text": f"ab{i}", "x": None} for i in range(3)]
    (tmp_path / "x.jsonl").write_text(
        "\n".join([json.dumps(good[0]), "{bad", json.dumps(good[1]), '{"id": 9}', "[]", json.dumps(good[2])]) + "\n"
    )
    assert one(tmp_path / "x.jsonl", tmp_path / "out", "text").unreadable == 3
    got = (tmp_path / "out" / "x.jsonl").read_text().split("\n")
    assert [json.loads(line) if line else None for line in got] == [
        *({**good[0], "text": "0ba"}, None, {**good[1], "text": "1ba"}, None, None, {**good[2], "text": "2ba"}, None)
    ]
    told = [json.loads(line) for line in (tmp_path / "out/_avc/unreadable/x.jsonl.jsonl").read_text().splitlines()]
    assert [t["why"].split(";")[0] for t in told] == [
        "not JSON (Expecting property name enclosed in double quotes at column 2)",
        "no field 'text'",
        "not a JSON object",
    ]


def test_spans_make_json_lines(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("ab\n\ncd")
    one(tmp_path / "x.txt", tmp_path / "out", format=Format.jsonl)
    got = [json.loads(line) for line in (tmp_path / "out" / "x.jsonl").read_text().split("\n")]
    assert [(r["text"], r["source"], len(r["spans"])) for r in got] == [("ba", "ab", 1), ("", "", 1), ("dc", "cd", 1)]


def test_what_fails_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "x.txt").write_bytes(b"old")
    (tmp_path / "x.txt").write_bytes(lines(2000) + b"raise\n")
    with pytest.raises(AvcError, match="the network is down"):
        one(tmp_path / "x.txt", out)
    (tmp_path / "x.txt.gz").write_bytes(gzip.compress(lines(90000))[:-5000])
    with pytest.raises(AvcError, match=r"x\.txt\.gz: Compressed file ended"):
        one(tmp_path / "x.txt.gz", out)
    (tmp_path / "y.txt.gz").write_bytes(b"no gzip")
    with pytest.raises(AvcError, match=r"/y\.txt\.gz: Not a gzipped file"):
        one(tmp_path / "y.txt.gz", out)
    assert files(out) == {"x.txt": b"old"}


def test_an_object_store_and_a_file_server(tmp_path: Path) -> None:
    """Where an upload is seen only when it is complete it goes to its place, elsewhere beside it and is moved."""
    import fsspec
    from fsspec.implementations.memory import MemoryFileSystem

    class Server(MemoryFileSystem):  # type: ignore[misc]
        protocol = "server"
        store: dict[str, Any] = {}
        calls: list[str] = []

        @classmethod
        def _strip_protocol(cls, path: str) -> str:
            return str(MemoryFileSystem._strip_protocol(path.replace("server://", "memory://")))

        def put_file(self, lpath: str, rpath: str, *arguments: Any, **options: Any) -> None:
            self.calls.append(rpath.rpartition("/")[2][:5])
            super().put_file(lpath, rpath, *arguments, **options)

    fsspec.register_implementation("server", Server, clobber=True)
    (tmp_path / "x.txt").write_bytes(lines(9) + b"\xff")
    for protocol in "memory", "server":
        one(tmp_path / "x.txt", f"{protocol}://out/deep")
        fs = fsspec.filesystem(protocol)
        assert fs.cat("/out/deep/x.txt") == turned(lines(9))
        assert sorted(fs.find("/out")) == [f"/out/deep/{name}" for name in ("_avc/done/x.txt.json", "_avc/unreadable/x.txt.jsonl", "x.txt")]
    assert set(Server.calls) == {".avc-"}
    fsspec.filesystem("memory").rm("/out", recursive=True)


# Parquet


def test_a_column_of_parquet(tmp_path: Path) -> None:
    """Other columns, types, nulls, row groups and the codec stay; pieces are cut at row groups."""
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    texts = [None if i % 7 == 0 else f"text {i}" for i in range(1000)]
    table = pa.table(
        {
            "id": pa.array(range(1000), pa.int32()),
            "text": pa.array(texts, pa.large_string()),
            "name": pa.array(["ab", None, "cd", "ab"] * 250).dictionary_encode(),
            "list": pa.array([[1], []] * 500),
        }
    ).replace_schema_metadata({"who": "me"})
    pq.write_table(table, tmp_path / "x.parquet", row_group_size=300, compression="zstd")
    for field in "text", "name":
        done = one(tmp_path / "x.parquet", tmp_path / field, field)
        file = pq.ParquetFile(tmp_path / field / "x.parquet")
        got = file.read()
        assert (done.lines, file.num_row_groups, file.metadata.row_group(0).column(1).compression) == (1000, 4, "ZSTD")
        assert got.schema.metadata[b"who"] == b"me"
        assert [n for n in got.column_names if not got[n].equals(table[n])] == [field]
        assert got[field].to_pylist() == [t and t[::-1] for t in table[field].to_pylist()]
    assert pq.read_schema(tmp_path / "text" / "x.parquet").field("text").type == pa.large_string()

    for field, complaint in ("nope", "x.parquet: no column 'nope'; it has: id, text"), ("id", "column 'id' holds int32, not text"):
        with pytest.raises(AvcError, match=complaint):
            one(tmp_path / "x.parquet", tmp_path / "out", field)
    cut = parts.parts_of([str(tmp_path / "x.parquet")], 2000)
    assert [p.name for p in cut] == [f"x-{i:05}.parquet" for i in range(len(cut))] and len(cut) > 1
    assert [p.begin for p in cut] == [0, *(p.end for p in cut[:-1])] and cut[-1].end is None
    assert [p.name for p in parts.parts_of([str(tmp_path / "x.parquet")], (tmp_path / "x.parquet").stat().st_size - 1)] == ["x.parquet"]
    for part in cut:
        do_part(part, Answerer(Backwards(None)), "text", str(tmp_path / "cut"))
    got = pa.concat_tables([pq.read_table(tmp_path / "cut" / part.name) for part in cut])
    assert got["text"].to_pylist() == [t and t[::-1] for t in texts]
    (tmp_path / "bad.parquet").write_bytes(b"PAR1")
    with pytest.raises(AvcError, match=r"bad\.parquet: Parquet"):
        one(tmp_path / "bad.parquet", tmp_path / "out", "text")


# The run: two workers for all tests of this file


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with cluster.connected("", 2) as client:
        yield client


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    for i in range(6):
        (folder / f"{i}.txt").write_bytes(lines(50, f"file {i}"))
    (folder / "deep" / "large.txt").write_bytes(lines(400, "large"))
    (folder / "packed.txt.gz").write_bytes(gzip.compress(lines(300, "packed")))
    return folder


def batch(corpus: Path, tool: Any, **more: Any) -> Batch:
    return Batch(Work(tool), [str(corpus)], str(corpus.parent / "out"), **{"block": 3000, **more})


def follow(made: Batch, client: Any) -> Run:
    run = prepare(made)
    run.follow(cluster.done_by(client, made, run.left, run.output), lambda size: None)
    return run


def check(corpus: Path, out: Path) -> None:
    """Every record of the corpus is in the output once, turned around; nothing else is there."""
    got = files(out)
    assert not [name for name in got if ".avc-" in name]
    results = {name: gzip.decompress(data) if name.endswith(".gz") else data for name, data in got.items() if not name.startswith("_avc/")}
    assert {f"_avc/done/{name}.json" for name in results} == {name for name in got if name.startswith("_avc/done/")}
    large = b"".join(results.pop(name) for name in sorted(results) if name.startswith("deep/large-"))
    sources = {name: gzip.decompress(data) if name.endswith(".gz") else data for name, data in files(corpus).items()}
    assert large == turned(sources.pop("deep/large.txt"))
    assert results == {name: turned(data) for name, data in sources.items()}


def test_a_second_run_does_what_is_left(corpus: Path, tmp_path: Path, client: Any) -> None:
    (tmp_path / "log").mkdir()
    made = batch(corpus, partial(backwards, tmp_path / "log"))
    run = follow(made, client)
    check(corpus, tmp_path / "out")
    assert (len(run.done), run.before, run.failed, str(run)) == (10, [], {}, "10 parts done; 1,000 records")
    assert [part.size for part in run.left] == sorted((part.size for part in run.left), reverse=True)
    loads = [name.split("-")[1] for name in files(tmp_path / "log") if name.split("-")[1] != str(os.getpid())]
    assert 1 <= len(loads) == len(set(loads)) <= 2  # once a worker, however many parts

    assert (prepare(made).left, len(prepare(made).before)) == ([], 10)
    (tmp_path / "out" / "3.txt").unlink()
    (tmp_path / "out" / "_avc" / "done" / "4.txt.json").unlink()
    (corpus / "5.txt").write_bytes(lines(7, "new"))
    (corpus / "6.txt").write_bytes(lines(8, "added"))
    (tmp_path / "out" / ".avc-left-by-a-killed-worker").touch()
    run = follow(made, client)
    assert sorted(done.name for done in run.done) == ["3.txt", "4.txt", "5.txt", "6.txt"]
    assert str(run) == "4 parts done; 7 done before; 965 records"
    check(corpus, tmp_path / "out")
    for other in batch(corpus, normalize), batch(corpus, made.work.tool, field="other"), batch(corpus, made.work.tool, block=9):
        with pytest.raises(AvcError, match="out: its parts were made with another (signature|field|block); choose another output"):
            prepare(other)


def workers(client: Any) -> set[int]:
    """The processes that answer; one may be dying just then."""
    return set(client.run(os.getpid, on_error="ignore").values())


def test_killed_workers_cost_no_record_and_double_none(corpus: Path, tmp_path: Path, client: Any) -> None:
    """Two die in the middle of a part by their own hand, and whoever finishes a part first is killed from outside."""
    (tmp_path / "log").mkdir()
    with (corpus / "0.txt").open("ab") as one, (corpus / "deep" / "large.txt").open("ab") as large:
        one.write(b"die one\n" + lines(30))
        large.write(b"die two\n" + lines(30))
    made = batch(corpus, partial(backwards, tmp_path / "log"))
    before = workers(client)
    run = prepare(made)
    killed: list[int] = []

    def progress(size: int) -> None:
        if not killed and (there := workers(client)):
            killed.append(min(there))
            with suppress(ProcessLookupError):
                os.kill(killed[0], signal.SIGKILL)

    run.follow(cluster.done_by(client, made, run.left, run.output), progress)
    assert (run.failed, len(run.done)) == ({}, len(run.left))
    assert killed and {"die one", "die two"} <= set(files(tmp_path / "log"))
    client.wait_for_workers(2, timeout=TIMEOUT)
    assert len(before - workers(client)) >= 1
    check(corpus, tmp_path / "out")


def test_a_part_that_cannot_be_done_stops_no_other(corpus: Path, tmp_path: Path, client: Any) -> None:
    (tmp_path / "log").mkdir()
    (corpus / "0.txt").write_bytes(lines(5) + b"die always\n")
    (corpus / "1.txt").write_bytes(lines(5) + b"raise\n")
    packed = (corpus / "packed.txt.gz").read_bytes()
    (corpus / "packed.txt.gz").write_bytes(packed[:-20])
    made = batch(corpus, partial(backwards, tmp_path / "log"))
    old, client.cluster.scheduler.allowed_failures = client.cluster.scheduler.allowed_failures, 0
    try:
        run = follow(made, client)
    finally:
        client.cluster.scheduler.allowed_failures = old
    assert set(run.failed) == {"0.txt", "1.txt", "packed.txt.gz"}
    assert "each worker that took it died" in run.failed["0.txt"]
    assert "the network is down" in run.failed["1.txt"]
    assert "packed.txt.gz: Compressed file ended" in run.failed["packed.txt.gz"]
    assert "3 failed, the same command tries again" in str(run)
    (corpus / "0.txt").write_bytes(lines(5))
    (corpus / "1.txt").write_bytes(lines(5))
    (corpus / "packed.txt.gz").write_bytes(packed)
    run = follow(made, client)
    assert (len(run.done), len(run.before), run.failed) == (3, 7, {})
    check(corpus, tmp_path / "out")


def test_workers_without_the_tool_are_named(corpus: Path, client: Any) -> None:
    with pytest.raises(AvcError, match=r"^a worker cannot load the tool: catalogue\.tsv: no such file"):
        follow(batch(corpus, only_here), client)


def test_a_worker_that_is_given_up_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dask does not start one again that died while it started; that must not end with none."""
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    monkeypatch.setattr(cluster, "WATCH", 0.1)
    with cluster.connected("", 1) as client:
        pid = client.submit(os.getpid, pure=False).result(timeout=TIMEOUT)
        [nanny] = client.cluster.workers.values()
        client.cluster.sync(nanny.close)
        assert wait_for(lambda: not alive(pid))
        assert client.submit(os.getpid, pure=False).result(timeout=TIMEOUT) != pid


# The command


def test_the_command_gives_the_bytes_of_the_pipe(tmp_path: Path, client: Any) -> None:
    """On a scheduler at an address; the second run needs none."""
    text = "".join(f"{i} {LINE} وبسيارته\n" for i in range(300))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "x.txt").write_text(text)
    (tmp_path / "in" / "y.jsonl").write_bytes(b'{"text": "\xff"}\n')
    steps = ["normalize", "phonemize --syllables"]
    command = ["batch", *steps, "-i", "in/*", "-o", "out"]
    done = avc(*command, "--scheduler", client.cluster.scheduler_address, cwd=tmp_path)
    assert (done.code, done.out) == (0, b"")
    assert done.complaint == f"2 parts done; 301 records; 1 unreadable, see {(tmp_path / 'out').as_uri()}/_avc/unreadable"
    assert (tmp_path / "out" / "x.txt").read_bytes() == avc("pipe", *steps, input=text.encode()).out
    done = avc(*command, cwd=tmp_path)
    assert (done.code, done.complaint.split(";")[:2]) == (0, ["0 parts done", " 2 done before"])


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM], ids=lambda s: s.name)
def test_an_interrupted_run_leaves_whole_parts_and_no_process(end: signal.Signals, tmp_path: Path) -> None:
    """The command again does the rest."""
    (tmp_path / "in").mkdir()
    for i in range(40):
        (tmp_path / "in" / f"{i:02}.txt").write_text(f"{LINE} {i}\n" * 3000)
    command = [AVC, "batch", "normalize", "phonemize", "-i", "in", "-o", "out", "--workers", "1"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, cwd=tmp_path, env=environment())
    assert process.stderr
    started = wait_for(lambda: (tmp_path / "out" / "_avc" / "done").exists())
    crew = [pid for child in children(process.pid) for pid in [child, *children(child)]]
    process.send_signal(end)
    code = process.wait(TIMEOUT)
    err = process.stderr.read().decode()
    process.stderr.close()
    assert started and crew and code == {signal.SIGINT: 130, signal.SIGTERM: 143}[end]
    assert "Traceback" not in err, err
    assert wait_for(lambda: not any(map(alive, crew)))
    got = files(tmp_path / "out")
    assert not [name for name in got if ".avc-" in name]
    results = [data for name, data in got.items() if not name.startswith("_avc")]
    assert 1 <= len(results) < 40 and all(data.count(b"\n") == 3000 for data in results)


PAGE = (Path(__file__).parent.parent / "docs" / "batch.md").read_text("utf-8")


def test_the_scheduler_and_the_workers_of_the_page(tmp_path: Path) -> None:
    """The lines for Slurm without Slurm."""
    [lines] = re.findall(r"^srun (.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    scheduler, worker = (shlex.split(re.sub(r"^(srun )?(--\S+ )+", "", line).partition("&")[0]) for line in lines.rstrip("\n").split("\n"))
    assert (scheduler[:2], worker[:2]) == (["dask", "scheduler"], ["dask", "worker"])
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "x.txt").write_text(f"{LINE}\n" * 9)
    processes = []
    try:
        for command in [*scheduler, "--port", "0", "--dashboard-address", ":0"], [*worker, "--dashboard-address", ":0"]:
            processes.append(
                subprocess.Popen(
                    [str(Path(AVC).with_name(command[0])), *command[1:]], cwd=tmp_path, env=environment(), stderr=subprocess.DEVNULL
                )
            )
            assert wait_for((tmp_path / "dask.json").exists)
        done = avc("batch", "normalize", "-i", "in", "-o", "out", "--scheduler", "dask.json", cwd=tmp_path)
    finally:
        for process in processes:
            process.terminate()
            process.wait(TIMEOUT)
    assert (done.code, done.complaint) == (0, "1 part done; 9 records")
    assert (tmp_path / "out" / "x.txt").read_text() == f"{LINE}\n".replace("ـ", "") * 9


def test_wrong_use_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert avc("batch", "normalize", "-o", "out").code == 2
    done = avc("batch", "nope", "-i", "in", "-o", "out")
    assert done.code == 2 and "no step 'nope'" in done.err
    done = avc("batch", "diacritize --model nope", "-i", "in", "-o", "out")
    assert done.code == 1 and done.complaint.startswith("no model 'nope'")
    done = avc("batch", "normalize", "-i", "in/*.txt", "-o", "out", cwd=tmp_path)
    assert done.code == 1 and done.complaint == "in/*.txt: no file matches; quote the pattern, and check the address"
    monkeypatch.setattr(cluster, "TIMEOUT", 0.5)
    with pytest.raises(AvcError, match=r"^tcp://127\.0\.0\.1:1: no Dask scheduler answers"), cluster.connected("tcp://127.0.0.1:1", 0):
        pass
    with pytest.raises(AvcError, match=r"^nope\.json: no Dask scheduler answers"), cluster.connected("nope.json", 0):
        pass
    assert not list(tmp_path.iterdir())

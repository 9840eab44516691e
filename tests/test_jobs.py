"""`--jobs N`: the bytes of one process, in the same order, whatever happens to the processes."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Timer
from time import monotonic, sleep

import pytest

from arabic_voice_cli.cli import progress, run
from arabic_voice_cli.cli.normalize import normalize
from arabic_voice_cli.cli.options import Stream
from arabic_voice_cli.cli.run import run_filter
from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.jobs import AHEAD, Task, Workers, cores
from arabic_voice_cli.records import Answer, Work
from arabic_voice_cli.result import Result, Tool
from arabic_voice_cli.streams import Chunk

from .command import AVC, TIMEOUT, avc, bash, environment

BOM = b"\xef\xbb\xbf"
LINE = "ذهبت إلى المدرســـة"
posix = pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")


class Dangerous:
    """Turns lines around; a line that says so ends the process: always, or the first time (then ``flag`` is there)."""

    signature = "dangerous"

    def __init__(self, flag: Path) -> None:
        self.flag = flag

    def __call__(self, lines: list[str]) -> list[Result]:
        for line in lines:
            if line == "raise":
                raise ValueError("no such word")
            if line == "die" or (line == "die once" and not self.flag.exists()):
                self.flag.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        return [Result(line, line[::-1]) for line in lines]


def dangerous(flag: Path) -> Tool:
    return Dangerous(flag)


def dies_at_birth() -> Tool:
    os._exit(3)


def not_there() -> Tool:
    raise AvcError("model: not there; install it")


def records(lines: list[str], each: int = 1) -> Iterator[Task]:
    for start in range(0, len(lines), each):
        piece = lines[start : start + each]
        yield 0, Chunk("".join(f"{line}\n" for line in piece).encode(), "file", start + 1, b"\n")


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[Callable[..., Workers]]:
    """Workers of a dangerous tool, with what they said in ``workers.said``; closed at the end."""
    made: list[Workers] = []

    def make(count: int = 2, **work: object) -> Workers:
        said: list[str] = []
        one = Workers(Work(**{"tool": partial(dangerous, tmp_path / "flag"), **work}), count, said.append)  # type: ignore[arg-type]
        one.said = said  # type: ignore[attr-defined]
        made.append(one)
        return one

    yield make
    for one in made:
        one.__exit__()
        assert all(worker.process.returncode is not None for worker in one._all)


# The same bytes


FILES = {
    "crlf": f"{LINE}\r\n\r\n{LINE}".encode(),
    "bom": BOM + f"{LINE}\n\n".encode(),
    "empty": b"",
    "bad": f"{LINE}\n".encode() + b"\xff\xfe\n\xff\n",
    "many": "".join(f"{i} {LINE}\n" for i in range(50)).encode(),
    "no-end": LINE.encode(),
}


@pytest.mark.parametrize("sent", [1, 3, 1000])
def test_the_bytes_are_those_of_one_process(
    sent: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Several files as one stream and each in its place; with what is said about unreadable records."""
    monkeypatch.setattr(run, "SENT", sent)
    monkeypatch.chdir(tmp_path)
    got = []
    for jobs in 1, 3:
        for name, data in FILES.items():
            (tmp_path / name).write_bytes(data)
        for errors in "skip", "replace":
            stream = {"files": list(FILES), "jobs": jobs, "errors": errors}
            run_filter(normalize, Stream(**stream, output=tmp_path / "out"))  # type: ignore[arg-type]
            got.append(((tmp_path / "out").read_bytes(), capfd.readouterr().err))
        with pytest.raises(SystemExit, match="1"):
            run_filter(normalize, Stream(files=["missing", *FILES], jobs=jobs, in_place=".old"))
        got.append(({name: (tmp_path / name).read_bytes() for name in FILES}, capfd.readouterr().err))
        assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["out", *FILES, *(f"{name}.old" for name in FILES if name != "bad")])
    assert got[:3] == got[3:]
    assert got[0][1] == "avc: bad: 2 unreadable records passed on untouched\n"
    assert "ـ".encode() not in got[0][0] and got[0][0].count(b"\n") == 58
    assert got[2][1].count("\n") == 2 and "bad:2: byte 1" in got[2][1]


def test_a_bad_record_ends_the_stream_after_those_before_it(tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(b"".join(b"%d\n" % i for i in range(9000)) + b"\xff\n" + b"x\n" * 9000)
    one, many = (avc("normalize", "-j", jobs, "bad", cwd=tmp_path) for jobs in ("1", "3"))
    assert one == many
    assert (many.code, many.out.count(b"\n"), many.complaint[:11]) == (1, 9000, "bad:9001: b")


def test_fields_and_spans(tmp_path: Path) -> None:
    data = "".join(json.dumps({"id": i, "text": LINE}) + "\n" for i in range(2500)).encode()
    annotations = [["-f", format] for format in ("conllu", "doccano", "label-studio", "tsv")]
    for options in ["--field", "text"], ["--field", "text", "-f", "jsonl", "--markup"], *annotations:
        one, many = (avc("normalize", *options, "--jobs", jobs, input=data) for jobs in ("1", "2"))
        assert one == many and one.code == 0 and one.out.count(b"\n") >= 2500


def test_zero_is_one_a_core(tmp_path: Path) -> None:
    assert avc("normalize", "-j", "0", input=f"{LINE}\n".encode()).out == avc("normalize", input=f"{LINE}\n".encode()).out
    assert 1 <= cores() <= (os.cpu_count() or 1)
    assert avc("normalize", "-j", "-1").code == 2


# What a tool says before it works


def test_what_is_wrong_with_the_tool_is_said_once() -> None:
    done = avc("diacritize", "--model", "nope", "-j", "3", input=b"a\n")
    assert (done.code, done.out) == (1, b"") and "no model 'nope'" in done.complaint
    done = avc("pipe", "normalize", "tokenize --nope", "-j", "2", input=b"a\n")
    assert (done.code, done.out) == (2, b"") and done.err.count("No such option") == 1
    done = avc("pipe", "tokenize -h", "-j", "2")
    assert (done.code, done.err, done.out[:23]) == (0, "", b"Usage: avc pipe tokeniz")


# Workers that die


def test_the_records_of_a_worker_that_dies_are_done_again(workers: Callable[..., Workers]) -> None:
    lines = [f"line {i}" for i in range(20)]
    lines[7] = "die once"
    crew = workers()
    answers = [answer for _, answer in crew(records(lines, each=5))]
    assert b"".join(a.data for a in answers).decode().split("\n") == [*(line[::-1] for line in lines), ""]
    [said] = crew.said  # type: ignore[attr-defined]
    assert re.fullmatch(r"worker [12] \(process \d+\) was killed by SIGKILL at file:6-10; these records are done again", said)


def test_a_worker_killed_from_outside_costs_nothing(workers: Callable[..., Workers]) -> None:
    lines = [f"line {i}" for i in range(300)]
    crew = workers(count=3)
    got = b""
    for number, (_, answer) in enumerate(crew(records(lines))):
        got += answer.data
        if number in (1, 40, 41, 150):
            os.kill(crew._all[number % 3].process.pid, signal.SIGKILL)
    assert got.decode() == "".join(f"{line[::-1]}\n" for line in lines)
    assert 1 <= len(crew.said) <= 4  # type: ignore[attr-defined]  # two may fall on the same one


def test_a_record_that_always_kills_is_found(workers: Callable[..., Workers]) -> None:
    """Strict: all before it is answered and the failure names it; skip: it stays as it is, all else is answered."""
    lines = [f"line {i}" for i in range(11)]
    lines[6] = "die"
    [(_, answer)] = workers()(records(lines, each=11))
    assert answer.data.decode() == "".join(f"{line[::-1]}\n" for line in lines[:6])
    assert str(answer.failure) == "file:7: the process was killed by SIGKILL at this record every time; mend it, or --errors skip"
    [(_, answer)] = workers(errors="skip")(records(lines, each=11))
    assert answer.data.decode().split("\n") == [*(line if line == "die" else line[::-1] for line in lines), ""]
    assert (answer.passed, answer.failure) == (1, None)


def test_one_that_dies_while_loading_is_no_fault_of_a_record(workers: Callable[..., Workers]) -> None:
    with pytest.raises(AvcError, match=r"worker 1: the process ended with status 3 while it loaded, twice; .*fewer --jobs"):
        list(workers(count=1, tool=dies_at_birth, errors="skip")(records(["a", "b"])))


def test_what_a_worker_raises_is_raised(workers: Callable[..., Workers]) -> None:
    with pytest.raises(AvcError, match="^model: not there; install it$"):
        list(workers(tool=not_there)(records(["a"])))
    with pytest.raises(RuntimeError, match=r"(?s)in a worker:.*ValueError: no such word"):
        list(workers()(records(["a", "raise"])))


def test_no_more_is_read_than_is_needed(workers: Callable[..., Workers]) -> None:
    """Memory is flat: reading waits for writing."""
    read = 0

    def tasks() -> Iterator[Task]:
        nonlocal read
        for task in records(["a"] * 200):
            read += 1
            yield task

    ahead = []
    for written, _ in enumerate(workers()(tasks())):
        ahead.append(read - written)
        sleep(0.002)
    assert len(ahead) == 200
    assert max(ahead) <= AHEAD * 2 + 2


def test_an_answer_that_is_known_takes_its_turn(workers: Callable[..., Workers]) -> None:
    known = Answer(b"", failure=AvcError("x: no such file"))
    tasks: list[Task] = [*records(["ab", "cd"]), (1, known), *records(["ef"])]
    assert [answer.data for _, answer in workers()(tasks)] == [b"ba\n", b"dc\n", b"", b"fe\n"]


# The end of a run


def children(pid: int) -> list[int]:
    out = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout
    return [int(word) for word in out.split()]


def wait_for(condition: Callable[[], bool]) -> bool:
    end = monotonic() + TIMEOUT
    while not condition():
        if monotonic() > end:
            return False
        sleep(0.05)
    return True


def alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


@posix
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL], ids=lambda s: s.name)
def test_an_interrupted_run_leaves_the_old_file_and_nothing_else(end: signal.Signals, jobs: str, tmp_path: Path) -> None:
    """No half file, no temporary file (but after SIGKILL, which nobody can answer), no process."""
    out = tmp_path / "out"
    out.write_bytes(b"old")
    process = subprocess.Popen(
        [AVC, "normalize", "-j", jobs, "-o", str(out)], stdin=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0, env=environment()
    )
    assert process.stdin and process.stderr
    process.stdin.write(f"{LINE}\n".encode() * 3000)
    written = wait_for(lambda: any(p.stat().st_size for p in tmp_path.glob(".avc-*")))
    crew = children(process.pid)
    process.send_signal(end)
    code = process.wait(TIMEOUT)
    err = process.stderr.read().decode() if end != signal.SIGKILL else ""
    process.stdin.close()
    process.stderr.close()
    assert written and len(crew) == (2 if jobs == "2" else 0)
    assert code == {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGKILL: -9}[end]
    assert "Traceback" not in err
    assert out.read_bytes() == b"old"
    if end != signal.SIGKILL:
        assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert wait_for(lambda: not any(map(alive, crew)))


def test_a_slow_producer_is_answered_at_once() -> None:
    process = subprocess.Popen([AVC, "normalize", "-j", "2"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, env=environment())
    watchdog = Timer(TIMEOUT, process.kill)
    watchdog.start()
    assert process.stdin and process.stdout
    got = []
    for i in range(3):
        process.stdin.write(f"{i}ــ\n".encode())
        got.append(process.stdout.readline())
    process.stdin.close()
    assert (process.wait(), got) == (0, [b"0\n", b"1\n", b"2\n"])
    process.stdout.close()
    watchdog.cancel()


def test_a_reader_that_leaves_and_a_full_disk() -> None:
    done = bash("yes 'ماذا تريد' | {command} | head -1; echo ${{PIPESTATUS[1]}}", command=[AVC, "normalize", "-j", "2"])
    assert (done.out.count(b"\n"), done.out[-3:], done.err) == (2, b"\n0\n", "")
    if Path("/dev/full").exists():
        done = bash("yes ماذا | head -50000 | {command} > /dev/full", command=[AVC, "normalize", "-j", "2"])
        assert done.code == 1
        assert done.complaint.startswith("<stdout>: no space left on device")


# Progress


def test_progress_says_how_far_how_fast_and_how_long() -> None:
    assert progress.describe(12_000_000, 50_000_000, 15.0, "MB") == "12.0 of 50.0 MB, 24 %, 0.80 MB/s, 48 s left"
    assert progress.describe(3, 10, 60.0, "parts") == "3 of 10 parts, 30 %, 0.05 parts/s, 2 min 20 s left"
    assert [progress.span(s) for s in (0, 59.4, 59.6, 3599, 3600, 90061)] == [
        "0 s",
        "59 s",
        "1 min 00 s",
        "59 min 59 s",
        "1 h 00 min",
        "25 h 01 min",
    ]


WATCHED = """
import sys
from arabic_voice_cli.cli import progress
from arabic_voice_cli.cli.app import main
progress.FIRST = progress.EVERY = 0.0
main()
"""


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo terminal")
def test_progress_is_shown_on_a_terminal_only(tmp_path: Path) -> None:
    """And wiped at the end; not with -q, not for a pipe whose length nobody knows, not where the data goes to the terminal."""
    text = tmp_path / "text"
    text.write_bytes(f"{LINE}\n".encode() * 3000)
    cases = {("text",): True, ("text", "-j2"): True, ("text", "-q"): False, (): False}
    for options, shown in cases.items():
        ours, theirs = pty.openpty()
        with os.fdopen(theirs, "wb") as terminal:
            command = [sys.executable, "-c", WATCHED, "normalize", "-o", "out", *options]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=terminal, env=environment({"TERM": "xterm"}), cwd=tmp_path)
        process.communicate(b"a\n", timeout=TIMEOUT)
        said = b""
        try:
            while read := os.read(ours, 10000):
                said += read
        except OSError:  # how Linux says that the other side is gone
            pass
        os.close(ours)
        assert process.returncode == 0
        if shown:
            assert re.search(r"\r\x1b\[K0\.\d of 0\.1 MB, \d+ %, [\d.]+ MB/s, \d+ s left", said.decode()) and said.endswith(b"\r\x1b[K")
        else:
            assert said == b""

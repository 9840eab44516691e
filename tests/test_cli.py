"""The command-line contract of every filter, by subprocess."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path
from threading import Timer

import pytest

from arabic_voice_cli import __version__

from .command import AVC, COMMANDS, TIMEOUT, avc, bash, environment, run

BOM = b"\xef\xbb\xbf"
A, B = "ذهب الولد إلى المدرسة", "أغنية أديل الجديدة، 2 مرة."
SHAPES = {
    "empty": b"",
    "one-line": f"{A}\n".encode(),
    "no-final-newline": f"{A}\n{B}".encode(),
    "blank-lines": f"\n\n{A}\n\n\n{B}\n\n".encode(),
    "only-a-newline": b"\n",
    "crlf": f"{A}\r\n\r\n{B}\r\n".encode(),
    "crlf-no-final-newline": f"{A}\r\n{B}".encode(),
    "mixed": f"{A}\r\n{B}\n\r\n{A}".encode(),
    "bom": BOM + f"{A}\n{B}\n".encode(),
    "bom-crlf": BOM + f"{A}\r\n{B}\r\n".encode(),
    "only-a-bom": BOM,
    "not-line-ends": f"{A}\u2028{B}\x85{A}\x0b{B}\x0c{A}\u2029\n{B}\n".encode(),  # str.splitlines would cut here
    "no-arabic": "hello, world 🎉👩‍👩‍👧\n12:30\n\u0301\n".encode(),
    "many-lines": f"{A}\n{B}\n{A}\n{A}\n{B}\n".encode() * 300,
}


@cache
def _answers(command: tuple[str, ...]) -> list[bytes]:
    done = run(command, f"{A}\n{B}\n".encode())
    assert (done.code, done.err) == (0, "")
    a, b, rest = done.out.split(b"\n")
    assert a and b and a != b and not rest
    return [a, b]


@pytest.fixture
def answers(command: list[str]) -> list[bytes]:
    """What the filter makes of A and of B, read from standard input one after the other."""
    return _answers(tuple(command))


def endings(data: bytes) -> list[bytes]:
    return re.findall(rb"\r?\n|\Z", data)


def test_lines_and_their_ends_are_kept(command: list[str], answers: list[bytes], tmp_path: Path) -> None:
    """One run over files of every shape, each in its place with a copy of the old."""
    for shape, data in SHAPES.items():
        (tmp_path / shape).write_bytes(data)
    done = run([*command, "--in-place=.bak", *SHAPES], cwd=tmp_path)
    assert (done.code, done.out, done.err) == (0, b"", "")
    got = {shape: (tmp_path / shape).read_bytes() for shape in SHAPES}
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([*SHAPES, *(f"{s}.bak" for s in SHAPES)])
    for shape, data in SHAPES.items():
        assert (tmp_path / f"{shape}.bak").read_bytes() == data
        assert endings(got[shape]) == endings(data), shape
        assert got[shape].startswith(BOM) == data.startswith(BOM), shape
        for source, answer in zip(data.split(b"\n"), got[shape].split(b"\n"), strict=True):
            assert bool(source.strip(b"\r" + BOM)) == bool(answer.strip(b"\r" + BOM)), shape
    a, b = answers
    assert got["no-final-newline"] == a + b"\n" + b
    assert got["many-lines"] == b"\n".join([a, b, a, a, b, b""]) * 300
    assert got["mixed"] == a + b"\r\n" + b + b"\n\r\n" + a
    assert got["bom-crlf"] == BOM + a + b"\r\n" + b + b"\r\n"


def test_files_are_read_in_order_and_from_any_locale(command: list[str], answers: list[bytes], tmp_path: Path) -> None:
    """Several files, ``-`` among them, are one stream; bytes do not depend on the locale."""
    (tmp_path / "one").write_bytes(f"{A}\n{B}".encode())  # no final newline: the next file's line must not join it
    (tmp_path / "ملف").write_bytes(f"{B}\n".encode())
    a, b = answers
    for env in {}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}:
        done = run([*command, "one", "-", "ملف"], f"{A}\r".encode(), env, tmp_path)  # a lone \r does not end a line
        assert (done.code, done.err, done.out) == (0, "", b"\n".join([a, b, a + b"\r", b, b""]))


def test_head_ends_the_pipe_quietly(command: list[str]) -> None:
    done = bash("yes 'ماذا تريد' | {command} | head -1; echo ${{PIPESTATUS[1]}}", command=command)
    assert (done.out.count(b"\n"), done.out[-3:], done.err) == (2, b"\n0\n", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_line(command: list[str]) -> None:
    done = bash("yes ماذا | head -5000 | {command} > /dev/full", command=command)
    assert done.code == 1
    assert done.complaint.startswith("<stdout>: no space left on device")


def test_bad_utf8_names_file_line_and_byte(command: list[str], answers: list[bytes], tmp_path: Path) -> None:
    """The records before it are written; the file that was to be written is not touched."""
    bad = tmp_path / "bad.txt"
    data = f"{A}\nab".encode() + b"\xff\n" + f"{B}\n".encode()
    bad.write_bytes(data)
    done = run([*command, str(bad)])
    assert (done.code, done.out) == (1, answers[0] + b"\n")
    assert done.complaint.startswith(f"{bad}:2:") and "byte 3 is not UTF-8" in done.complaint
    done = run([*command, "-o", str(bad), str(bad)])
    assert (done.code, done.out, bad.read_bytes()) == (1, b"", data)
    assert [p.name for p in tmp_path.iterdir()] == ["bad.txt"]


def test_unreadable_records_are_counted(command: list[str], answers: list[bytes]) -> None:
    data = f"{A}\n".encode() + b"\xff\xfe\n" + f"{B}\n".encode() + b"\xff\n"
    a, b = answers
    done = run([*command, "--errors", "skip"], data)
    assert (done.code, done.out) == (0, b"\n".join([a, b"\xff\xfe", b, b"\xff", b""]))
    assert done.complaint == "<stdin>: 2 unreadable records passed on untouched"
    done = run([*command, "--errors", "replace"], data)
    assert done.complaint == "<stdin>: 2 unreadable records had bytes replaced"
    assert [line.encode() for line in done.out.decode().split("\n")][::2] == [a, b, b""]


def test_quiet_silences_notes() -> None:
    done = avc("normalize", "--errors", "skip", "-q", input=b"\xff\n")
    assert (done.code, done.out, done.err) == (0, b"\xff\n", "")


def test_in_place_takes_each_file_alone(command: list[str], answers: list[bytes], tmp_path: Path) -> None:
    """A bad one is reported in one line and left as it was; the others are done; the exit status is 1."""
    (tmp_path / "good").write_bytes(f"{A}\n".encode())
    (tmp_path / "bad").write_bytes(b"ok\n\xff\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "locked").write_bytes(f"{A}\n".encode())
    (tmp_path / "locked").chmod(0)
    files = ["missing", "folder", "bad", "good"]
    plain = as_plain_user()
    if plain is not None:
        files.insert(0, "locked")
    done = run([*(plain or []), *command, "--in-place", *files], cwd=tmp_path)
    assert (done.code, done.out) == (1, b"")
    complaints = dict(line.removeprefix("avc: ").split(":", 1) for line in done.err.rstrip("\n").split("\n"))
    assert list(complaints) == files[:-1]
    assert "no such file" in complaints["missing"] and "permission denied" in complaints.get("locked", "permission denied")
    assert (tmp_path / "good").read_bytes() == answers[0] + b"\n"
    assert (tmp_path / "bad").read_bytes() == b"ok\n\xff\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad", "folder", "good", "locked"]


def test_in_place_counts_unreadable_records_even_when_a_file_fails(tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(b"ok\n\xff\n")
    done = avc("normalize", "--errors", "replace", "--in-place", "missing", "bad", cwd=tmp_path)
    assert (done.code, (tmp_path / "bad").read_text("utf-8")) == (1, "ok\n\ufffd\n")
    assert done.err == "avc: missing: no such file; check the path\navc: bad: 1 unreadable record had bytes replaced\n"


def as_plain_user() -> list[str] | None:
    """What to put before a command so that permissions bind it; None where that is not possible."""
    if os.geteuid():
        return []
    setpriv = shutil.which("setpriv")
    return [setpriv, "--bounding-set=-dac_override,-dac_read_search"] if setpriv else None


@pytest.mark.parametrize("what", ["missing", "folder", "locked"])
def test_a_file_that_cannot_be_read_is_one_line(what: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "locked").touch(0)
    plain = as_plain_user()
    if plain is None:
        pytest.skip("root reads everything")
    done = run([*plain, AVC, "normalize", "-o", "out", what], cwd=tmp_path)
    assert (done.code, (tmp_path / "out").exists()) == (1, False)
    assert done.complaint.startswith(f"{what}: ")


def test_odd_file_names(tmp_path: Path) -> None:
    """A name with a line feed still makes one line; what follows -- is a file, whatever it looks like."""
    done = avc("normalize", "no\nsuch", cwd=tmp_path)
    assert (done.code, done.complaint) == (1, "no such: no such file; check the path")
    (tmp_path / "--in-place").write_bytes(b"a\n")
    done = avc("normalize", "--", "--in-place", cwd=tmp_path)
    assert (done.code, done.out) == (0, b"a\n")


def test_output_replaces_its_own_input(command: list[str], answers: list[bytes], tmp_path: Path) -> None:
    file = tmp_path / "text"
    file.write_bytes(f"{A}\n{B}\n".encode() * 700)
    file.chmod(0o640)
    done = run([*command, "-o", str(file), str(file)])
    assert (done.code, done.out, done.err) == (0, b"", "")
    a, b = answers
    assert file.read_bytes() == (a + b"\n" + b + b"\n") * 700
    assert file.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["text"]


def test_a_slow_producer_is_answered_at_once_and_ctrl_c_is_130(command: list[str], answers: list[bytes]) -> None:
    """The first line's answer comes before the second line is sent."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0, env=environment())
    watchdog = Timer(TIMEOUT, process.kill)
    watchdog.start()
    try:
        assert process.stdin and process.stdout and process.stderr
        got = []
        for text in A, B:
            process.stdin.write(f"{text}\n".encode())
            got.append(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        code, err = process.wait(), process.stderr.read().decode()
    finally:
        watchdog.cancel()
        process.kill()
        process.wait()
    assert got == [answer + b"\n" for answer in answers]
    assert code == 130
    assert "Traceback" not in err


def test_line_buffered_gives_the_same_bytes(command: list[str], answers: list[bytes]) -> None:
    a, b = answers
    assert run([*command, "--line-buffered"], f"{A}\r\n{B}\n\n{A}".encode()).out == a + b"\r\n" + b + b"\n\n" + a


def test_null_records(command: list[str], answers: list[bytes]) -> None:
    """-z: a line feed is a character like others, and stays one."""
    a, b = answers
    done = run([*command, "-z"], f"{A}\0\0{B}\0{A}\n{B}\r\n\0{A}".encode())
    records = done.out.split(b"\0")
    assert (done.code, done.err, len(records)) == (0, "", 5)
    assert [*records[:3], records[4]] == [a, b"", b, a]
    assert records[3].count(b"\n") == 2


def test_columns_fields_and_json(command: list[str], answers: list[bytes]) -> None:
    """The same text gives the same result wherever it stands, and what stands around it is carried."""
    a, b = (answer.decode() for answer in answers)
    done = run([*command, "--column", "2"], f"1\t{A}\tكتاب\n\n2\t{B}\t\n".encode())
    assert (done.code, done.out.decode()) == (0, f"1\t{a}\tكتاب\n\n2\t{b}\t\n")

    records = [{"id": 1, "نص": A, "x": ["كتاب", None, "\ud83d"]}, {"id": 2, "نص": B}]
    data = "\n".join(json.dumps(r) for r in records).encode()
    done = run([*command, "--field", "نص"], data, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})
    assert (done.code, done.err) == (0, "")
    assert [json.loads(line) for line in done.out.decode().split("\n")] == [records[0] | {"نص": a}, records[1] | {"نص": b}]

    done = run([*command, "-f", "jsonl"], BOM + f"{A}\n\n{B}".encode())  # JSON forbids the mark
    got = [json.loads(line) for line in done.out.decode().split("\n")]
    assert [(r["source"], r["text"]) for r in got] == [(A, a), ("", ""), (B, b)]
    for record in got:
        for span in record["spans"]:
            assert 0 <= span["start"] <= span["end"] <= len(record["source"])
            assert {"start", "end", "label", "form", "rule"} <= set(span)


def test_markup_passes_untouched(command: list[str], answers: list[bytes]) -> None:
    tagged = '<speak><p lang="ar" title="كتاب > كتب">{}</p><!-- كتاب --></speak>&amp;&#1603;\n'
    done = run([*command, "--markup"], tagged.format(A).encode())
    assert (done.code, done.out.decode()) == (0, tagged.format(answers[0].decode()))


def test_signature(command: list[str], name: str) -> None:
    done = run([*command, "--signature", "no-such-file"])
    assert (done.code, done.err) == (0, "")
    assert re.fullmatch(rf"avc:{re.escape(__version__)}\|{name}(\|[^\n]*)?\n", done.out.decode())


@pytest.mark.parametrize(
    "wrong",
    [
        ["--no-such-option"],
        ["--errors", "maybe"],
        ["--format", "docx"],
        ["--column", "0"],
        ["--column", "1", "--field", "text"],
        ["--column", "1", "-f", "jsonl"],
        ["--in-place"],
        ["--in-place", "-o", "out", "in"],
        ["--in-place=/tmp/x", "in"],
        ["--in-place", "in", "-"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_2(wrong: list[str], tmp_path: Path) -> None:
    done = avc("normalize", *wrong, cwd=tmp_path)
    assert (done.code, done.out) == (2, b"")
    assert done.err.startswith("Usage: ")
    assert not list(tmp_path.iterdir())


def test_wrong_usage_of_every_filter_is_2(command: list[str]) -> None:
    done = run([*command, "--no-such-option"])
    assert (done.code, done.out) == (2, b"")


def test_no_command_and_an_unknown_one() -> None:
    assert avc("no-such-command").code == 2
    assert avc().code == 2
    version = avc("--version")
    assert (version.code, version.out.decode()) == (0, f"avc {__version__}\n")


@pytest.mark.parametrize("closed", ["<&-", ">&-"])
def test_a_closed_stream_is_one_line(closed: str) -> None:
    done = bash(f"{{avc}} normalize {closed}", avc=[AVC])
    assert done.code == 1
    assert "is closed" in done.complaint


def test_a_message_never_lands_in_the_data() -> None:
    done = bash("printf 'a\\n\\xff\\n' | {avc} normalize --errors skip 2>&-", avc=[AVC])
    assert (done.code, done.out) == (0, b"a\n\xff\n")


def test_a_terminal_is_told_that_it_is_being_read() -> None:
    """One line, unless -q; nothing waits in silence for a user who forgot the file."""
    for options, note in ([], "avc: reading stdin, Ctrl-D ends\n"), (["-q"], ""):
        ours, theirs = pty.openpty()
        with os.fdopen(theirs, "rb") as terminal:
            process = subprocess.Popen(
                [AVC, "normalize", *options], stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
            )
        os.write(ours, b"a\n\x04")
        out, err = process.communicate(timeout=TIMEOUT)
        os.close(ours)
        assert (process.returncode, out, err.decode()) == (0, b"a\n", note)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command_line", ["--help", "--version", "normalize --signature"])
def test_what_is_printed_meets_a_full_disk(command_line: str) -> None:
    done = bash(f"{{avc}} {command_line} > /dev/full", avc=[AVC])
    assert done.code == 1
    assert done.complaint.startswith("<stdout>: no space left")


def test_output_to_a_device_or_a_link(tmp_path: Path) -> None:
    """Neither is replaced by a file."""
    (tmp_path / "real").write_bytes(b"old\n")
    (tmp_path / "link").symlink_to("real")
    done = avc("normalize", "-o", "link", input=b"new\n", cwd=tmp_path)
    assert (done.code, (tmp_path / "link").is_symlink(), (tmp_path / "real").read_bytes()) == (0, True, b"new\n")
    os.mkfifo(tmp_path / "pipe")
    done = bash("cd {folder}; (printf 'a\\nb\\n' | {avc} normalize -o pipe) & cat pipe; wait $!", folder=[str(tmp_path)], avc=[AVC])
    assert (done.code, done.out) == (0, b"a\nb\n")
    for same in "-", "/dev/stdout":
        done = avc("normalize", "-o", same, input=b"a\n", cwd=tmp_path)
        assert (done.code, done.out) == (0, b"a\n")
    done = bash("yes a | {avc} normalize -o /dev/stdout | head -1; echo ${{PIPESTATUS[1]}}", avc=[AVC])
    assert (done.out, done.err) == (b"a\n0\n", "")
    done = avc("normalize", "-o", str(tmp_path), input=b"a\n")
    assert (done.code, done.complaint) == (1, f"{tmp_path}: is a directory; choose another output")
    assert avc("normalize", "-o", str(tmp_path / "no" / "out"), input=b"a\n").code == 1


LONG = 1 << 18
PEAK = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""


def test_a_very_long_line(command: list[str]) -> None:
    """One line of a quarter of a megabyte (`bench/memory.py --one-line` runs more) is finished, in sane memory."""
    line = (f"{A} {B} <b> Hello 12:30 " * (LONG // 100)).encode()[:LONG].decode("utf-8", "ignore") + "\n"
    script = "import resource, subprocess, sys; c = subprocess.run(sys.argv[1:]); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr); sys.exit(c.returncode)"
    done = run([sys.executable, "-c", script, *command], line.encode())
    assert (done.code, done.out.count(b"\n")) == (0, 1)
    assert len(done.out) > LONG // 4
    assert int(done.err) < 300_000  # KiB


# What a filter is fed by: a table, a catalogue, a model


def test_an_unknown_model_and_a_broken_one(tiny_model: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(tiny_model, broken)
    network = broken / "model.onnx"
    data = network.read_bytes()
    network.write_bytes(data[: len(data) // 2])  # a download that stopped
    cases = {"nope": "no model 'nope'", str(broken): str(network)}
    for model, complaint in cases.items():
        done = avc("diacritize", "--model", model, "-o", "out", input=f"{A}\n".encode(), cwd=tmp_path)
        assert (done.code, done.out) == (1, b"")
        assert complaint in done.complaint
    card = broken / "model.toml"
    card.write_text(card.read_text("utf-8").replace(f"bytes = {len(data)}", f"bytes = {len(data) // 2}"), "utf-8")
    done = avc("diacritize", "--model", str(broken), "-o", "out", input=f"{A}\n".encode(), cwd=tmp_path)
    assert (done.code, done.out) == (1, b"")
    assert str(network) in done.complaint
    assert [p.name for p in tmp_path.iterdir()] == ["broken"]


def test_a_broken_catalogue_is_one_line(catalogue: Path, tmp_path: Path) -> None:
    broken = tmp_path / "catalogue.tsv"
    for data in b"", b"\xff\xfe", b"no\theader\n", catalogue.read_bytes() + b"more\tcells\tthan\tthe\theader\thas\there\n":
        broken.write_bytes(data)
        done = avc("transliterate", "--catalogue", str(broken), "-o", "out", input=f"{A}\n".encode(), cwd=tmp_path)
        assert (done.code, done.out) == (1, b"")
        assert "catalogue.tsv" in done.complaint
    assert [p.name for p in tmp_path.iterdir()] == ["catalogue.tsv"]


def test_quiet_silences_the_notes_of_a_tool(catalogue: Path, tmp_path: Path) -> None:
    twice = tmp_path / "catalogue.tsv"
    twice.write_bytes(catalogue.read_bytes() + b"Coldplay\ten\tartist\ta2\t94\t\n")
    loud, quiet = (avc("transliterate", "--catalogue", str(twice), *q, input=f"{A}\n".encode()) for q in ([], ["-q"]))
    assert loud.complaint.startswith(f"{twice}: 1 duplicate entry was ignored, the first on line ")
    assert (quiet.code, quiet.out, quiet.err) == (0, loud.out, "")


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_the_same_with_both_spellings(name: str) -> None:
    short, long = avc(name, "-h"), avc(name, "--help")
    assert (short.code, short.err) == (0, "")
    assert short == long


def test_threads_change_nothing(command: list[str], answers: list[bytes]) -> None:
    a, b = answers
    done = run([*command, "--threads", "3"], f"{A}\n{B}\n\n{A}\n{B}\n".encode() * 40)
    assert (done.code, done.out, done.err) == (0, b"\n".join([a, b, b"", a, b, b""]) * 40, "")

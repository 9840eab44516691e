"""Records in, records out: nothing of a file is lost, and a failed run leaves the old one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from arabic_voice_cli import streams
from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.streams import Line, output, read_batches, replacing

BOM = b"\xef\xbb\xbf"
PIECES = st.lists(st.sampled_from([b"\n", b"\r\n", b"\r", b"\0", b"\n\n", BOM, b"a", "كتاب".encode(), b"\xff", "\u2028\x85".encode()])).map(
    b"".join
)
same_file = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)


def read(path: Path, null: bool = False) -> list[Line]:
    return [line for batch in read_batches(str(path), null) for line in batch]


@same_file
@given(data=PIECES | st.binary(max_size=60), null=st.booleans(), chunk=st.integers(1, 7))
@example(b"a\r\nb", False, 2)  # the line end lies across two reads
@example(BOM + b"\n", False, 1)
@example(b"a\n" + BOM + b"b", False, 3)  # a mark only counts at the start
@example(b"a\r\0", True, 3)  # with -z a carriage return is a character like others
def test_nothing_is_lost(tmp_path: Path, data: bytes, null: bool, chunk: int) -> None:
    path = tmp_path / "data"
    path.write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streams, "CHUNK", chunk)
        lines = read(path, null)
    cut = b"\0" if null else b"\n"
    assert b"".join(line.head + line.body + line.end for line in lines) == data
    assert len(lines) == data.count(cut) + (not data.endswith(cut) and data != b"")
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert all(cut not in line.body for line in lines)
    assert all(line.end.endswith(cut) for line in lines[:-1])
    assert all(not line.head for line in lines[1:])
    assert not null or all(line.end in (cut, b"") for line in lines)


def test_a_byte_order_mark_counts_as_bytes_of_its_line(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(BOM + b"a\xff")
    [line] = read(path)
    with pytest.raises(AvcError, match=r"data:1: byte 5 is not UTF-8; .*iconv"):
        line.text()


@pytest.mark.parametrize("make", [lambda p: None, lambda p: p.mkdir()], ids=["missing", "folder"])
def test_what_cannot_be_read_is_named(tmp_path: Path, make: object) -> None:
    path = tmp_path / "data"
    make(path)  # type: ignore[operator]
    with pytest.raises(AvcError, match=rf"^{path}: "):
        read(path)


def test_a_pipe_with_nothing_in_it_yet_is_not_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever started us may have made standard input non-blocking: an empty read is then no end of file."""
    there, here = os.pipe()
    os.set_blocking(there, False)
    waits = []

    def arrive(readers: list[object], *_: object) -> None:
        waits.append(readers)
        os.write(here, b"late\n") if len(waits) == 1 else os.close(here)

    monkeypatch.setattr(streams.select, "select", arrive)
    with os.fdopen(there, "rb") as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        assert [line.body for batch in read_batches("-") for line in batch] == [b"late"]
    assert len(waits) == 2


def test_replacing_keeps_permissions_links_and_a_copy(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"old")
    real.chmod(0o604)
    link.symlink_to("real")
    with replacing(link, ".bak") as out:
        out.write(b"new")
        assert real.read_bytes() == b"old"
    assert (real.read_bytes(), (tmp_path / "real.bak").read_bytes(), real.stat().st_mode & 0o777) == (b"new", b"old", 0o604)
    assert link.is_symlink()
    assert len(list(tmp_path.iterdir())) == 3


def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "touched").touch()
    with replacing(tmp_path / "ours") as out:
        out.write(b"new")
    (tmp_path / "after").touch()
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "touched").stat().st_mode == (tmp_path / "after").stat().st_mode


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give files away")
def test_root_leaves_a_file_to_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    os.chown(path, 1234, 1235)
    with replacing(path) as out:
        out.write(b"new")
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 1235)


@pytest.mark.parametrize("error", [AvcError("x"), KeyboardInterrupt(), OSError(28, "No space left on device")], ids=repr)
def test_a_failed_run_leaves_the_old_file(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    wanted = AvcError if isinstance(error, OSError) else type(error)
    with pytest.raises(wanted), replacing(path, ".bak") as out:
        out.write(b"half")
        raise error
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("file", b"old")]


def test_a_copy_that_cannot_be_made_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with pytest.raises(AvcError, match="too long; the old file is untouched"), replacing(path, "x" * 300) as out:
        out.write(b"new")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("file", b"old")]


def test_a_long_name_leaves_room_for_the_temporary_neighbour(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 255)
    with replacing(path) as out:
        out.write(b"new")
    assert path.read_bytes() == b"new"


def test_a_device_is_written_and_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with output(pipe) as out:
            out.write(b"data")
        assert os.read(reader, 10) == b"data"
        with pytest.raises(AvcError, match="not a regular file"), replacing(pipe):
            pass
        assert pipe.is_fifo()
    finally:
        os.close(reader)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_device_is_named() -> None:
    with pytest.raises(AvcError, match="^/dev/full: no space left on device; "), output(Path("/dev/full")) as out:
        out.write(b"x")

"""One file that holds a catalogue's index: named sections of bytes, mapped into memory, and where such files are kept.

The file is written beside its place and moved there, so that a reader sees the old one or the new one whole. A file
that is cut short, damaged or of another version is as good as none.
"""

from __future__ import annotations

import contextlib
import json
import mmap
import os
import struct
import sys
import zlib
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

MAGIC = b"avc-catalogue-index\x00\x03\n"
_SIZES = struct.Struct("<QQII")
"""Bytes of the description and of the body, and the CRC-32 of each."""
KEPT = 8
"""Index files kept; the one used longest ago goes first."""
SUFFIX = ".index"
_ALIGN = 8

Sections = Mapping[str, memoryview]


def pack(meta: Mapping[str, Any], sections: Sections) -> bytearray:
    """Everything as one file's bytes; ``meta`` is JSON."""
    places: dict[str, tuple[int, int]] = {}
    body = bytearray()
    for name, data in sections.items():
        body += b"\0" * (-len(body) % _ALIGN)
        places[name] = len(body), len(data)
        body += data
    described = json.dumps({"meta": meta, "sections": places}).encode()
    described += b" " * (-(len(MAGIC) + _SIZES.size + len(described)) % _ALIGN)
    head = MAGIC + _SIZES.pack(len(described), len(body), zlib.crc32(described), zlib.crc32(body))
    return bytearray(head + described) + body


def unpack(data: memoryview) -> tuple[dict[str, Any], Sections] | None:
    """What `pack` was given, without a copy of the sections; None if the bytes are not what it made."""
    start = len(MAGIC) + _SIZES.size
    if len(data) < start or data[: len(MAGIC)] != MAGIC:
        return None
    described_size, body_size, described_sum, body_sum = _SIZES.unpack(data[len(MAGIC) : start])
    if len(data) != start + described_size + body_size:
        return None
    described, body = data[start : start + described_size], data[start + described_size :]
    if zlib.crc32(described) != described_sum or zlib.crc32(body) != body_sum:
        return None
    found = json.loads(bytes(described))
    return found["meta"], {name: body[at : at + size] for name, (at, size) in found["sections"].items()}


def cache_dir() -> Path:
    """Where indexes are kept: ``$XDG_CACHE_HOME/avc``, or what the platform has for such files."""
    if own := os.environ.get("XDG_CACHE_HOME"):
        base = Path(own)
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path.home() / ".cache"
    return base / "avc" / "catalogues"


def path_of(digest: str) -> Path:
    """Where the index of this digest is kept."""
    return cache_dir() / f"{digest}{SUFFIX}"


def read(digest: str) -> tuple[dict[str, Any], Sections] | None:
    """The index kept under this digest, mapped into memory; None if there is none that is whole."""
    path = path_of(digest)
    try:
        with path.open("rb") as stream:
            data = memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
        found = unpack(data)
    except (OSError, ValueError):  # ValueError: an empty file cannot be mapped
        return None
    if found:
        with contextlib.suppress(OSError):
            os.utime(path)
    return found


def write(digest: str, data: bytes | bytearray) -> Path:
    """Keep an index, and drop the oldest ones; raises OSError where the disk or the rights do not allow it."""
    folder = cache_dir()
    folder.mkdir(parents=True, exist_ok=True)
    path = path_of(digest)
    temporary = NamedTemporaryFile("wb", dir=folder, prefix=".new-", delete=False)  # noqa: SIM115
    try:
        with temporary:
            temporary.write(data)
        Path(temporary.name).replace(path)
    finally:
        Path(temporary.name).unlink(missing_ok=True)
    _drop_oldest(folder, path)
    return path


def _drop_oldest(folder: Path, new: Path) -> None:
    with contextlib.suppress(OSError):  # another run may drop the same file
        others = [path for path in folder.glob(f"*{SUFFIX}") if path != new]
        for path in sorted(others, key=lambda p: p.stat().st_mtime, reverse=True)[KEPT - 1 :]:
            path.unlink(missing_ok=True)

"""Files and objects behind an address, by fsspec: listed, opened, and put in their place whole or not at all."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, cast
from uuid import uuid4

from ..errors import AvcError
from ..streams import replacing

OBJECT_STORES = {"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oss", "oci", "memory"}
"""Where an upload is seen only once it is complete; elsewhere it is uploaded beside its place and moved."""
COMPRESSORS: dict[str, Callable[[BinaryIO], Any]] = {
    ".gz": lambda out: gzip.GzipFile(filename="", fileobj=out, mode="wb", mtime=0, compresslevel=6),
    ".bz2": lambda out: bz2.BZ2File(out, "wb"),
    ".xz": lambda out: lzma.LZMAFile(out, "wb"),  # noqa: SIM115
}
"""How each ending is written: the same text gives the same bytes."""
DECOMPRESSORS: dict[str, Callable[[BinaryIO], Any]] = {
    ".gz": lambda raw: gzip.GzipFile(fileobj=raw, mode="rb"),
    ".bz2": lambda raw: bz2.BZ2File(raw, "rb"),
    ".xz": lambda raw: lzma.LZMAFile(raw, "rb"),  # noqa: SIM115
}
OTHER = {".zip", ".zst", ".lz4", ".br", ".7z", ".Z", ".snappy", ".lzo", ".rar", ".tar", ".tgz"}


@dataclass(frozen=True, slots=True)
class Found:
    """One file of the corpus."""

    url: str
    name: str
    """Its path below what of the pattern has no wildcard."""
    size: int
    version: str
    """Changes when the file does."""


@contextmanager
def about(url: str) -> Iterator[None]:
    """What goes wrong with this address is one line that names it."""
    try:
        yield
    except AvcError:
        raise
    except FileNotFoundError:
        raise AvcError(f"{url}: no such file; check the address") from None
    except (OSError, EOFError, ValueError, ImportError, lzma.LZMAError, zlib.error) as error:
        raise AvcError(f"{url}: {str(error) or type(error).__name__}; check the address, its file and your rights") from None


def find(pattern: str) -> list[Found]:
    """The files a pattern, a folder or an address stands for; hidden ones (``.x``, ``_x``) only if named."""
    from fsspec.core import has_magic, url_to_fs

    with about(pattern):
        fs, path = url_to_fs(pattern)
        if has_magic(path):
            literal = path.split("/")
            root = "/".join(literal[: next(i for i, piece in enumerate(literal) if has_magic(piece))])
            infos = fs.glob(path, detail=True)
        elif fs.isdir(path):
            root, infos = path, fs.find(path, detail=True)
        else:
            root, infos = fs._parent(path), {path: fs.info(path)}
    found = []
    for file, info in sorted(infos.items()):
        name = file[len(root) :].lstrip("/") if root else file
        hidden = any(piece.startswith((".", "_")) for piece in name.split("/"))
        if info["type"] == "file" and not (hidden and len(infos) > 1):
            version = next((str(info[key]) for key in ("ETag", "etag", "md5Hash", "LastModified", "mtime") if info.get(key)), "")
            found.append(Found(fs.unstrip_protocol(file), name, info["size"] or 0, version))
    if not found:
        raise AvcError(f"{pattern}: no file matches; quote the pattern, and check the address")
    return found


def suffixes(name: str) -> tuple[str, str, str]:
    """``a/b.txt.gz`` → ``a/b``, ``.txt``, ``.gz``; raises AvcError where a compression is not known."""
    path = PurePosixPath(name)
    packed = path.suffix if path.suffix in COMPRESSORS else ""
    if path.suffix in OTHER:
        raise AvcError(f"{name}: {path.suffix} cannot be read in parts; unpack it, or use {', '.join(COMPRESSORS)}")
    bare = path.with_suffix("") if packed else path
    return str(bare.with_suffix("")), bare.suffix, packed


@contextmanager
def reading(url: str, packed: str = "") -> Iterator[BinaryIO]:
    """The bytes at an address, unpacked."""
    from fsspec.core import url_to_fs

    fs, path = url_to_fs(url)
    with fs.open(path, "rb") as raw:
        if not packed:
            yield raw
            return
        with DECOMPRESSORS[packed](raw) as unpacked:
            yield unpacked


@contextmanager
def publishing(url: str, packed: str = "") -> Iterator[BinaryIO]:
    """Bytes that stand at the address when all went well, and not before."""
    from fsspec.core import url_to_fs
    from fsspec.implementations.local import LocalFileSystem

    fs, path = url_to_fs(url)
    parent = fs._parent(path)
    fs.makedirs(parent, exist_ok=True)
    if isinstance(fs, LocalFileSystem):
        with replacing(Path(path)) as out, _packing(out, packed) as inner:
            yield inner
        return
    with TemporaryDirectory(prefix="avc-") as folder:
        staged = Path(folder) / "part"
        with staged.open("wb") as out, _packing(out, packed) as inner:
            yield inner
        protocols = {fs.protocol} if isinstance(fs.protocol, str) else set(fs.protocol)
        if protocols & OBJECT_STORES:
            fs.put_file(str(staged), path)
        else:
            beside = f"{parent}/.avc-{uuid4().hex}"
            fs.put_file(str(staged), beside)
            fs.mv(beside, path)


@contextmanager
def _packing(out: BinaryIO, packed: str) -> Iterator[BinaryIO]:
    if not packed:
        yield out
        return
    with COMPRESSORS[packed](out) as inner:
        yield cast(BinaryIO, inner)


def below(root: str, name: str) -> str:
    """The address of a name below another."""
    return f"{root.rstrip('/')}/{name}"

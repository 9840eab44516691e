"""What is installed and what works here: versions, models, extras, programs. `check` asks whether what is there is right."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from . import __version__
from .errors import AvcError

DISTRIBUTION = "arabic-voice-cli"
NEEDED = {"tashkeel": "diacritize", "segment": "tokenize", "segment-rules": "tokenize", "native-words": "transliterate"}
"""Models that a filter cannot do without → the filter."""
EXTRAS = {
    "score": "chrF and BLEU in avc score convert",
    "batch": "avc batch on Dask",
    "parquet": "Parquet in avc batch",
    "camel": "--analyzer camel",
}
_REQUIREMENT = re.compile(r"([\w.-]+)(?:\[[\w,-]+\])?\s*([^;]*)(?:;.*extra == '([\w-]+)')?")
_BOUND = re.compile(r"(>=|<)\s*([\d.]+)")

State = Literal["ok", "absent", "missing", "broken"]


@dataclass(frozen=True, slots=True)
class Finding:
    """``state``: ok; absent (optional, and not there); missing or broken (needed, and so a problem)."""

    kind: str
    name: str
    state: State
    detail: str = ""

    @property
    def is_problem(self) -> bool:
        return self.state in ("missing", "broken")


def examine() -> Iterator[Finding]:
    """Everything in order; quick, as no tool is loaded."""
    yield Finding("version", "avc", "ok", f"{__version__} in {Path(__file__).parent}")
    yield Finding("version", "python", "ok", f"{platform.python_version()} {sys.executable}")
    yield Finding("version", "system", "ok", f"{platform.system()} {platform.machine()}, {os.cpu_count() or 1} cores")
    needed, extras = _requirements()
    yield from (_package(name, bounds) for name, bounds in needed)
    yield from _models()
    yield from (_extra(name, extras.get(name, [])) for name in EXTRAS)
    yield from _here()


def _requirements() -> tuple[list[tuple[str, str]], dict[str, list[tuple[str, str]]]]:
    """(package, bounds) that the install names, and those of each extra."""
    needed: list[tuple[str, str]] = []
    extras: dict[str, list[tuple[str, str]]] = {}
    try:
        lines = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        lines = []
    for line in lines:
        if found := _REQUIREMENT.match(line):
            (extras.setdefault(found[3], []) if found[3] else needed).append((found[1], found[2]))
    return needed, extras


def _version(name: str) -> str:
    """What is installed of a package; empty if nothing is."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _fits(version: str, bounds: str) -> bool:
    """Whether a version keeps its lower and upper bound."""

    def numbers(text: str) -> list[int]:
        return [int(n) for n in re.findall(r"\d+", text.split("+")[0])[:3]]

    return all((numbers(version) >= numbers(bound)) == (sign == ">=") for sign, bound in _BOUND.findall(bounds))


def _package(name: str, bounds: str) -> Finding:
    version = _version(name)
    if not version:
        return Finding("package", name, "missing", f"pip install '{name}{bounds}'")
    if not _fits(version, bounds):
        return Finding("package", name, "broken", f"{version} is installed; pip install '{name}{bounds}'")
    return Finding("package", name, "ok", version)


def _models() -> Iterator[Finding]:
    from .onnx_model import damage, find_models, read_card

    folders = {folder.name: folder for folder in find_models()}
    for name, folder in folders.items():
        problems = damage(folder)
        if problems:
            yield Finding("model", name, "broken", problems[0])
            continue
        card = read_card(folder)
        yield Finding(
            "model", name, "ok", f"{card.version}, {card.bytes / 1e6:.1f} MB, sha256 {card.sha256[:8]}, {card.task or 'no task'}, {folder}"
        )
    for name in NEEDED.keys() - folders.keys():
        yield Finding("model", name, "missing", f"avc {NEEDED[name]} needs it; install the package again, or set AVC_MODEL_DIR")


def _extra(name: str, packages: list[tuple[str, str]]) -> Finding:
    lacking = [package for package, bounds in packages if not _fits(_version(package) or "0", bounds)]
    if lacking or not packages:
        return Finding("extra", name, "absent", f"{EXTRAS[name]}: pip install '{DISTRIBUTION}[{name}]'")
    return Finding("extra", name, "ok", f"{EXTRAS[name]}: " + ", ".join(f"{package} {_version(package)}" for package, _ in packages))


def _here() -> Iterator[Finding]:
    """Programs, folders and variables of this machine."""
    from .speak import Espeak
    from .transliterate.index_file import cache_dir

    try:
        yield Finding("program", "espeak-ng", "ok", f"avc speak: {Espeak.find().program}")
    except AvcError as error:
        yield Finding("program", "espeak-ng", "absent", f"avc speak: {str(error).partition('; ')[2]}")
    man = shutil.which("man")
    yield Finding("program", "man", "ok" if man else "absent", f"avc man: {man or 'prints the page; a viewer is not installed'}")
    cache = cache_dir()
    there = next(folder for folder in (cache, *cache.parents) if folder.exists())
    writable = os.access(there, os.W_OK)
    yield Finding(
        "folder", "cache", "ok" if writable else "absent", f"{cache}" + ("" if writable else " cannot be written; set XDG_CACHE_HOME")
    )
    for name in sorted(name for name in os.environ if re.fullmatch(r"AVC_[A-Z_]+", name)):
        yield Finding("setting", name, "ok", os.environ[name])

"""A catalogue of French and English terms: plain text, TSV, CSV or JSON Lines.

Plain text has one term a line. The others name their columns: ``term`` and, if they like, ``lang`` (en, fr), ``type``,
``id``, ``popularity`` (a number; more popular wins a tie), ``aliases`` (other spellings, parted by ``|``; an Arabic one
is matched as it is spelled, a Latin one is read aloud like the term) and ``gender`` (m, f, or p for people; what words
beside the term agree with). Other columns are left alone. A term may begin with ``#``.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import AvcError

COLUMNS = ("term", "lang", "type", "id", "popularity", "aliases", "gender")
GENDERS = ("", "m", "f", "p")


@dataclass(frozen=True, slots=True)
class Entry:
    """One catalogue entry, as written."""

    term: str
    lang: str = ""
    type: str = ""
    id: str = ""
    popularity: float = 0.0
    aliases: tuple[str, ...] = ()
    gender: str = field(default="", compare=False)
    """What agrees with it says so; the index leaves it out."""


def read_catalogue(paths: Sequence[str | Path]) -> tuple[list[Entry], list[str]]:
    """All entries of all files in order, and notes for the user: rows that say again what an earlier one said are left out."""
    entries: dict[Entry, str] = {}
    notes: list[str] = []
    for path in map(Path, paths):
        again: list[tuple[str, Entry]] = []
        for place, cells in _rows(path):
            entry = _entry(place, cells)
            if entry in entries:
                again.append((place, entry))
            else:
                entries[entry] = place
        if again:
            place, entry = again[0]
            count = "1 duplicate entry was" if len(again) == 1 else f"{len(again)} duplicate entries were"
            notes.append(f"avc: {path}: {count} ignored, the first on line {place}: {entry.term!r}, as on line {entries[entry]}")
    if not entries:
        raise AvcError(f"{', '.join(map(str, paths))}: no term; a catalogue has at least one")
    return list(entries), notes


def fingerprint(paths: Sequence[str | Path]) -> str:
    """A digest of the files' bytes and of what their names say of their form; raises AvcError if one cannot be read."""
    digest = hashlib.sha256()
    for path in map(Path, paths):
        data = _bytes(path)
        digest.update(f"{len(data)} {path.suffix.lower()}\n".encode("utf-8", "surrogateescape"))
        digest.update(data)
    return digest.hexdigest()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise AvcError(f"{path}: no such file; check the path") from None
    except OSError as error:
        raise AvcError(f"{path}: {(error.strerror or 'cannot be read').lower()}; name a file that can be read") from None


def _rows(path: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    """(file:line, cells by column name) of every row."""
    try:
        text = _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise AvcError(f"{path}:{line}: not UTF-8; convert the file first, e.g. iconv -f CP1256 -t UTF-8") from None
    lines = text.split("\n")
    if lines and not lines[-1].removesuffix("\r"):
        lines.pop()
    lines = [line.removesuffix("\r") for line in lines]
    suffix = path.suffix.lower()
    if suffix in (".jsonl", ".ndjson", ".json"):
        return _json_rows(path, lines)
    if suffix == ".csv":
        return _csv_rows(path, text)
    if suffix == ".tsv" or (lines and "term" in _header(lines[0].split("\t")) and "\t" in lines[0]):
        return _tsv_rows(path, lines)
    return ((f"{path}:{number}", {"term": line}) for number, line in enumerate(lines, 1))


def _header(cells: Sequence[str]) -> list[str]:
    return [cell.strip().removeprefix("#").strip().lower() for cell in cells]


def _named(path: Path, header: Sequence[str]) -> list[str]:
    names = _header(header)
    if "term" not in names:
        raise AvcError(f"{path}:1: no column 'term'; the first line names the columns: {' '.join(COLUMNS)}")
    return names


def _tsv_rows(path: Path, lines: list[str]) -> Iterator[tuple[str, Mapping[str, object]]]:
    names = _named(path, lines[0].split("\t") if lines else [])
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) > len(names):
            raise AvcError(f"{path}:{number}: {len(cells)} cells, the header has {len(names)}; cells are parted by single tabs")
        yield f"{path}:{number}", dict(zip(names, cells, strict=False))


def _csv_rows(path: Path, text: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        names = _named(path, next(reader, []))
        start = reader.line_num + 1
        for cells in reader:
            if len(cells) > len(names):
                raise AvcError(f"{path}:{start}: {len(cells)} cells, the header has {len(names)}; quote a cell that holds a comma")
            yield f"{path}:{start}", dict(zip(names, cells, strict=False))
            start = reader.line_num + 1
    except csv.Error as error:
        raise AvcError(f"{path}:{reader.line_num}: not CSV ({error}); mend the line") from None


def _json_rows(path: Path, lines: list[str]) -> Iterator[tuple[str, Mapping[str, object]]]:
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise AvcError(f"{path}:{number}: not JSON ({getattr(error, 'msg', 'too deep')}); one object a line") from None
        if not isinstance(record, dict) or "term" not in record:
            raise AvcError(f"{path}:{number}: no object with a field 'term'; one object a line")
        yield f"{path}:{number}", record


def _entry(place: str, cells: Mapping[str, object]) -> Entry:
    def text(name: str) -> str:
        value = cells.get(name)
        if value is None:
            return ""
        if isinstance(value, (dict, list, bool)):
            raise AvcError(f"{place}: {name} is not text; write it as a string")
        return str(value).strip()

    term = text("term")
    if not term:
        raise AvcError(f"{place}: the term is empty; remove the line or fill it in")
    if any(c in term for c in "\n\r\0"):
        raise AvcError(f"{place}: the term holds a line break; a term is one line")
    aliases = cells.get("aliases")
    listed = aliases if isinstance(aliases, list) else str(aliases or "").split("|")
    if not all(isinstance(alias, str) for alias in listed):
        raise AvcError(f"{place}: aliases are not text; write a list of strings or one string parted by |")
    try:
        popularity = float(text("popularity") or 0)
    except ValueError:
        raise AvcError(f"{place}: popularity {text('popularity')!r} is not a number; leave it empty or mend it") from None
    if popularity != popularity:
        raise AvcError(f"{place}: popularity is not a number; leave it empty or mend it")
    gender = text("gender").lower()
    if gender not in GENDERS:
        raise AvcError(f"{place}: gender {gender!r} is not known; it is m, f, p (people), or empty")
    return Entry(term, text("lang"), text("type"), text("id"), popularity, tuple(a.strip() for a in listed if a.strip()), gender)

"""Rule tables: each complaint names file and line, and every table that ships can be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.tables import ARROW, DATA, Table, load_table

HEADER = "id\tpattern\toutput\tsource\texample\n"
GOOD = (
    "\ufeff# name: words\n# version: 2025.1\n# A comment: with a colon.\n\n"
    + HEADER
    + "w-1\tماذا\tشنو\tHoles 1990 §2.3\tماذا تريد → شنو تريد ; ماذا → شنو\r\n# a comment between rows\nw-2\tأين\tوين\tHoles 1990\t\n"
)


def load(folder: Path, text: str | bytes, columns: tuple[str, ...] = ("pattern", "output")) -> Table:
    path = folder / "words.tsv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_table(path, columns)


def test_a_good_table(tmp_path: Path) -> None:
    table = load(tmp_path, GOOD)
    assert (table.name, table.version, dict(table.meta)) == ("words", "2025.1", {"name": "words", "version": "2025.1"})
    first, second = table
    assert (first.id, first["output"], first.source, first.place) == ("w-1", "شنو", "Holes 1990 §2.3", "words.tsv:6")
    assert first.examples == [("ماذا تريد", "شنو تريد"), ("ماذا", "شنو")]
    assert (second.examples, second.line) == ([], 8)
    assert table.by_id["w-2"] is second
    assert (len(table), [row.id for row in table.without(first)]) == (2, ["w-2"])


ROW = "a\tx\ty\tsource\tx → y\n"
BROKEN = {
    "empty": ("", "words.tsv:1: no header"),
    "only-comments": ("# name: words\n", "words.tsv:1: no header"),
    "header-lacks-columns": ("# c\nid\tpattern\texample\n", "words.tsv:2: the header lacks output, source"),
    "column-twice": ("id\tid\tpattern\toutput\tsource\texample\n", "words.tsv:1: a column name is used twice"),
    "cells": (HEADER + "a\tx\ty\n", "words.tsv:2: 3 cells, the header has 5"),
    "spaces-for-tabs": (HEADER + "a x y source\n", "words.tsv:2: 1 cells"),
    "no-id": (HEADER + ROW.replace("a", "", 1), "words.tsv:2: the id is empty"),
    "id-twice": (HEADER + ROW + "\n" + ROW, "words.tsv:4: id 'a' was already used on line 2"),
    "no-source": (HEADER + ROW.replace("source", " "), "words.tsv:2: the source is empty"),
    "example": (HEADER + ROW.replace("→", "->"), "words.tsv:2: an example reads 'input → expected'"),
    "second-example": (HEADER + ROW.replace("x → y", "x → y ; z"), "words.tsv:2: an example reads"),
    "not-utf8": ((HEADER + ROW).encode() + b"b\xff\n", "words.tsv:3: not UTF-8"),
}


@pytest.mark.parametrize(("text", "complaint"), BROKEN.values(), ids=BROKEN)
def test_a_broken_table_names_file_and_line(tmp_path: Path, text: str | bytes, complaint: str) -> None:
    with pytest.raises(AvcError) as caught:
        load(tmp_path, text)
    message = str(caught.value)
    assert message.startswith(complaint) and "; " in message and "\n" not in message


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(AvcError, match="no such table; check the path"):
        load_table(tmp_path / "nope.tsv", ())
    load(tmp_path, GOOD)
    with pytest.raises(AvcError, match="no such table; the ones there are: words"):
        load_table(tmp_path / "nope.tsv", ())
    with pytest.raises(AvcError, match="is a directory; "):
        load_table(tmp_path, ())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            ["id", "pattern", "output", "source", "example", "\t", "\t", "\t", "\n", "\r", "#", ": ", " → ", " ; ", HEADER, ROW, "\ufeff"]
        )
        | st.text(max_size=3)
    ).map(lambda pieces: "".join(pieces).encode())
    | st.binary(max_size=80)
)
def test_any_bytes_are_a_table_or_a_complaint(tmp_path: Path, data: bytes) -> None:
    try:
        table = load(tmp_path, data)
    except AvcError as error:
        assert "words.tsv" in str(error) and "\n" not in str(error)
    else:
        assert len({row.id for row in table}) == len(table)
        assert all(row.id and row.source.strip() and row["pattern"] == row.cells["pattern"] for row in table)


SHIPPED = sorted(DATA.rglob("*.tsv"))


@pytest.mark.parametrize("path", SHIPPED, ids=[p.relative_to(DATA).as_posix() for p in SHIPPED])
def test_what_ships_can_be_read_and_says_what_it_is(path: Path) -> None:
    table = load_table(path.relative_to(DATA), ())
    assert {"name", "version", "license"} <= {key.replace("licence", "license") for key in table.meta}
    assert len(table) > 0
    for row in table:
        assert all(source for source, _ in row.examples), row.place  # what is expected may be nothing: a rule may drop a word
        assert all(source.strip() == source for source, _ in row.examples) and ARROW not in row.id, row.place

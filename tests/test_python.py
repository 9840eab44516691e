"""The tools in other people's frameworks: what docs/python.md shows runs and prints what it says."""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import re
from pathlib import Path

import pytest

from arabic_voice_cli import Normalizer
from arabic_voice_cli.batch import Column
from arabic_voice_cli.batch.column import _opened
from arabic_voice_cli.result import Result, Tool

PAGE = (Path(__file__).parent.parent / "docs" / "python.md").read_text("utf-8")
EXAMPLES = re.findall(r"^## ([^\n]*)\n.*?^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", f"## lists\n{PAGE}", re.MULTILINE | re.DOTALL)
FRAMEWORKS = ("pandas", "dask.dataframe", "datasets")


@pytest.mark.model
@pytest.mark.parametrize(("title", "code", "output"), EXAMPLES, ids=[title for title, *_ in EXAMPLES])
def test_an_example_prints_what_the_page_says(title: str, code: str, output: str) -> None:
    if "pyspark" in code:
        compile(code, title, "exec")
        pytest.skip("Spark needs Java; the example is compiled only")
    for framework in FRAMEWORKS:
        if re.search(rf"^(import|from) {framework}\b", code, re.MULTILINE):
            pytest.importorskip(framework)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(code, title, "exec"), {"__name__": "example"})
    assert said.getvalue() == output


def test_the_page_has_all_of_them() -> None:
    assert len(EXAMPLES) == 5 and sum(bool(output) for *_, output in EXAMPLES) == 4


class Counted:
    """Counts how often it is opened in this process."""

    signature = "counted"
    opened = 0

    @classmethod
    def load(cls, words: list[str], twice: bool = False) -> Tool:
        cls.opened += 1
        return cls()

    def __call__(self, lines: list[str]) -> list[Result]:
        assert all(type(line) is str for line in lines)
        return [Result(line, f"{line}{os.getpid()}") for line in lines]


def test_a_column_keeps_what_is_no_text() -> None:
    nan = float("nan")
    assert Column(Normalizer.load)(["كتـاب", None, nan, "", 3]) == ["كتاب", None, nan, "", 3]
    assert Column(Normalizer.load)([]) == []
    assert Column(Normalizer.load, "plain")(iter(["كِتاب"])) == ["كتاب"]


def test_a_column_is_opened_once_a_process_however_many_copies_come() -> None:
    """Also with options that cannot be hashed; other options are another tool; a process that gets it opens its own."""
    _opened.cache_clear()
    Counted.opened = 0
    column = Column(Counted.load, ["a"])
    assert Counted.opened == 0
    for copy in [pickle.loads(pickle.dumps(column)) for _ in range(3)]:
        assert copy(["x"]) == [f"x{os.getpid()}"]
    assert Counted.opened == 1
    Column(Counted.load, ["a"], twice=True)(["x"])
    assert Counted.opened == 2


def test_a_column_on_the_workers_of_a_cluster() -> None:
    distributed = pytest.importorskip("distributed")
    column = Column(Counted.load, ["a"])
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=2, dashboard_address=":0") as cluster,
        distributed.Client(cluster) as client,
    ):
        futures = client.map(column, [["a"], ["b"], ["c"]])
        [pid] = {text[1:] for [text] in client.gather(futures)}
        assert pid != str(os.getpid())
        assert client.submit(lambda: Counted.opened).result() == 1

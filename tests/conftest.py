"""Fixtures of the contract tests: every filter with the least it needs to run."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from .command import AVC, FILTERS

CATALOGUE = "term\tlang\ttype\tid\tpopularity\taliases\nAdele\ten\tartist\ta1\t95\tأديل\nColdplay\ten\tartist\ta2\t94\t\n"

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # begun in a shell's background: what tests run would not hear Ctrl-C either
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("catalogue") / "catalogue.tsv"
    path.write_text(CATALOGUE, "utf-8")
    return path


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of a few bytes: the contract of `diacritize` is the same whatever the network says."""
    from .tiny_model import make_tiny_model

    return make_tiny_model(tmp_path_factory.mktemp("model") / "tiny")


@pytest.fixture(scope="session")
def options(catalogue: Path, tiny_model: Path) -> dict[str, list[str]]:
    """The options a filter cannot do without."""
    return {"transliterate": ["--catalogue", str(catalogue)], "diacritize": ["--model", str(tiny_model)]}


@pytest.fixture(params=FILTERS)
def name(request: pytest.FixtureRequest) -> str:
    """Each filter's name."""
    return str(request.param)


@pytest.fixture
def command(name: str, options: dict[str, list[str]]) -> list[str]:
    """Each filter's command line, without files."""
    return [AVC, name, *options.get(name, [])]

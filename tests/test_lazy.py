"""Start-up is cheap: nothing heavy is imported before a tool is at work."""

from __future__ import annotations

import sys

import pytest

from .command import COMMANDS, run

HEAVY = {"numpy", "onnxruntime", "camel_tools", "regex", "rich", "sacrebleu", "pyarabic", "torch", "pandas"}
MAIN = """
from arabic_voice_cli.cli.app import main
sys.argv = ["avc", *{arguments!r}]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
"""


def loaded(action: str) -> set[str]:
    """Top-level modules in memory after the action."""
    done = run([sys.executable, "-c", f"import sys\n{action}\nprint('loaded:', *sys.modules, file=sys.stderr)"])
    assert done.code == 0, done.err
    return {module.partition(".")[0] for module in done.err.rpartition("loaded: ")[2].split()}


def test_the_package_is_empty_until_a_name_is_used() -> None:
    assert not loaded("import arabic_voice_cli; dir(arabic_voice_cli); arabic_voice_cli.__version__") & {*HEAVY, "typer", "json"}
    assert loaded("import arabic_voice_cli.cli.app") & {*HEAVY, "typer"} == {"typer"}


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], *([name, "-h"] for name in COMMANDS), ["score", "diacritize", "-h"]], ids=" ".join
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    got = loaded(MAIN.format(arguments=arguments))
    assert "arabic_voice_cli" in got
    assert not got & HEAVY


def test_the_rule_filters_do_not_load_the_network() -> None:
    got = loaded(MAIN.format(arguments=["pipe", "normalize", "convert", "--signature"]))
    assert not got & {"onnxruntime", "camel_tools", "rich"}


def test_every_public_name_is_there() -> None:
    import arabic_voice_cli

    for public in arabic_voice_cli.__all__:
        assert getattr(arabic_voice_cli, public) is not None
    with pytest.raises(AttributeError, match="has no attribute 'Nope'"):
        _ = arabic_voice_cli.Nope

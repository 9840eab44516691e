"""Is this install sound? Every rule's example is run through its tool, every model compared with its card."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .errors import AvcError
from .examples import Runner, runner
from .tables import DATA, Table, load_table
from .text import shadda_first


@dataclass
class Checked:
    """A table or a model, how much it holds, and everything that is wrong with it, one line each."""

    name: str
    holds: dict[str, int] = field(default_factory=dict)
    """Noun in the plural → count."""
    problems: list[str] = field(default_factory=list)

    @property
    def line(self) -> str:
        """``ok   clitics.tsv  41 rows, 57 examples``."""
        counts = ", ".join(f"{count} {noun if count != 1 else noun.removesuffix('s')}" for noun, count in self.holds.items())
        return f"{'bad' if self.problems else 'ok '}  {self.name:28}  {counts}".rstrip()


def check(names: Sequence[str] = (), data: Path = DATA) -> tuple[list[Checked], list[Checked]]:
    """Check all tables and models, or those named; a path is a table of the user's own.

    Raises AvcError at a name that is neither.
    """
    from .onnx_model import find_models

    tables = {path.relative_to(data).as_posix(): path for path in sorted(data.rglob("*.tsv"))}
    models = {folder.name: folder for folder in find_models()}
    own = [name for name in names if name.endswith(".tsv") and name not in tables and Path(name).is_file()]
    tables |= {name: Path(name).absolute() for name in own}
    for name in names:
        if not any(map(_called(name), [*tables, *models])):
            raise AvcError(f"no table or model {name!r}; there are: {', '.join([*tables, *models])}")
    chosen = [_called(name) for name in names] or [lambda _: True]
    checked = [check_table(path, name) for name, path in tables.items() if any(c(name) for c in chosen)]
    opened = [check_model(folder) for name, folder in models.items() if any(c(name) for c in chosen)]
    if not names and not models:
        opened.append(Checked("models", problems=["models: none found; install the package again, or set AVC_MODEL_DIR to their folder"]))
    return checked, opened


def _called(name: str) -> Callable[[str], bool]:
    """Whether a table or model goes by this name: its path, file name, or file name without ``.tsv``."""
    return lambda known: name in (known, known.removesuffix(".tsv"), Path(known).name, Path(known).stem)


def check_table(path: Path, name: str = "") -> Checked:
    """Read a table and run all its examples."""
    checked = Checked(name or path.name)
    try:
        table = load_table(path, ())
        checked.holds = {"rows": len(table), "examples": sum(len(row.examples) for row in table)}
        if checked.holds["examples"]:
            checked.problems += _failures(table, runner(checked.name))
    except AvcError as error:
        checked.problems.append(str(error))
    return checked


def _failures(table: Table, run: Runner) -> Iterator[str]:
    """One line for each example whose answer is not the expected one."""
    of_row = run(table)
    for row in table:
        for given, expected in row.examples:
            where = f"{row.place}: {row.id}: example {given!r}"
            try:
                answer = of_row(row)(given)
            except AvcError as error:
                yield f"{where} fails: {error}"
                continue
            if shadda_first(answer) != shadda_first(expected):  # editors store the two marks in either order
                yield f"{where} gives {answer!r}, expected {expected!r}; mend the rule or the example"


def _open_diacritizer(folder: Path) -> None:
    from .diacritize import Diacritizer

    Diacritizer.load(str(folder))(["ذهب"])


def _open_statistics(folder: Path) -> None:
    from .tokenize.load import load_statistics

    load_statistics(str(folder))


def _open_reader(folder: Path) -> None:
    from .tokenize.network import Reader

    Reader.load(str(folder))(["ذهب"])


TASKS: dict[str, Callable[[Path], None]] = {
    "diacritize": _open_diacritizer,
    "tokenize": _open_statistics,
    "tokenize-context": _open_reader,
}
"""What a model's card calls its task → open it as its tool does and use it once: vocabulary sizes are compared there."""


def check_model(folder: Path) -> Checked:
    """Compare a model with its card (size, checksum, inputs, outputs), then use it once."""
    from .onnx_model import read_card, verify

    problems = verify(folder)
    if problems:
        return Checked(folder.name, problems=problems)
    card = read_card(folder)
    checked = Checked(folder.name, {"bytes": card.bytes})
    if card.task in TASKS:
        try:
            TASKS[card.task](folder)
        except AvcError as error:
            checked.problems.append(str(error))
    return checked

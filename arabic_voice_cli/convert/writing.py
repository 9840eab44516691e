"""How a converted word is written, and how its making is told."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..result import Span
from ..tables import ARROW
from ..text import VOWELS, strip_diacritics
from .dialect import NOTHING, Dialect, Step
from .style import Style

_SEAM = re.compile(r"\+[123][mf]?[sp]|[=+-]")
_VOWELS = re.compile(f"[{VOWELS}]+")


class Writer:
    """Writes the narrow form in the style's spelling and marks."""

    def __init__(self, dialect: Dialect, style: Style) -> None:
        self._dialect, self._spelling, self._marks = dialect, style.spelling, style.mark_set

    def __call__(self, form: str) -> str:
        if self._spelling != "narrow" and form:
            form = self._dialect.run(self._spelling, form)[0]
        if self._marks == "none":
            return strip_diacritics(form)
        return form if self._marks == "full" else _VOWELS.sub("", form)


def chain(steps: Iterable[Step]) -> str:
    """The rows behind a word, ``v012>F-1s>S-2msV``."""
    return ">".join(step.id for step in steps) or "spelling"


def told(steps: Iterable[Step]) -> str:
    """The same with what each row made: ``v012 صَحَّى يصَحِّي > F-1s حَصَحِّي > S-2msV ك``."""
    return " > ".join(f"{step.id} {_SEAM.sub('', step.form)}".rstrip() for step in steps) or "spelling"


def explained(text: str, source: str, spans: Iterable[Span]) -> str:
    """The text, and after a tab each changed word with the rows that changed it."""
    changes = (f"{source[s.start : s.end]}{ARROW}{s.form or NOTHING} [{s.rule}]" for s in spans)
    return f"{text}\t{'; '.join(changes)}"

"""What the caller chooses beside the dialect: how broad, to whom, by whom, how numbers and vowels are written."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, get_args

from ..errors import AvcError
from .dialect import switches
from .strata import Level

Spelling = Literal["narrow", "coda", "spontaneous"]
Marks = Literal["full", "light", "none"]
Address = Literal["m", "f", "plural"]
Speaker = Literal["m", "f"]
Numbers = Literal["digits", "words"]
Done = Literal["auto", "speaker", "passive"]
_CHOICES = {"spelling": Spelling, "marks": Marks, "level": Level, "address": Address, "speaker": Speaker, "numbers": Numbers, "done": Done}


@dataclass(frozen=True, slots=True)
class Style:
    """The choices; an empty ``marks`` is the spelling's own, an empty ``address`` or ``speaker`` is the source's.

    ``level``: which words of the coast's old k, q, j are said č, j, y. ``done``: who did what ``تَمَّ`` tells of: what an
    assistant does to what it handles is the speaker's work (``auto``), all is, or none is. ``switches``: names of optional rules.
    """

    spelling: Spelling = "narrow"
    marks: Marks | Literal[""] = ""
    level: Level = "medium"
    address: Address | Literal[""] = ""
    speaker: Speaker | Literal[""] = ""
    numbers: Numbers = "digits"
    done: Done = "auto"
    switches: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, kind in _CHOICES.items():
            value = getattr(self, name)
            if value not in get_args(kind) and not (value == "" and name in ("marks", "address", "speaker")):
                raise AvcError(f"no {name} {value!r}; choose from: {', '.join(get_args(kind))}")
        for switch in self.switches:
            if switch not in (known := switches()):
                raise AvcError(f"no switch {switch!r}; choose from: {', '.join(known)}")

    @property
    def mark_set(self) -> Marks:
        """The marks that are written: everyday spelling has none unless they are asked for."""
        return self.marks or ("none" if self.spelling == "spontaneous" else "full")

    @property
    def signature(self) -> str:
        """What differs from the default, ``level:heavy|address:f``, after the spelling."""
        chosen = {f.name: getattr(self, f.name) for f in fields(self) if f.name == "spelling" or getattr(self, f.name) != f.default}
        return "|".join(f"{name}:{','.join(value) if isinstance(value, tuple) else value}" for name, value in chosen.items())

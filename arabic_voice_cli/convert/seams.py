"""The seams of a word: proclitics, person endings and pronoun suffixes put together, and what happens where they meet.

Inside, a word is written with its seams: ``=`` after a proclitic, ``-`` before a person ending, ``+`` before a pronoun
suffix (``و=ال``, ``كِتَب-ت``, ``بَيت+ِك``). The stage ``join`` mends what happens at seams; then they are taken out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..text import VOWELS
from .dialect import NOTHING, Dialect, Form, Step
from .verbs import Verb, Verbs
from .wordform import Cut, with_article

_SEAM = re.compile("[=+-]")
_OPEN = tuple("اى" + VOWELS)


class Seams:
    """A dialect's way of putting words together. ``switches``: stages ``+NAME`` to apply to the finished form."""

    def __init__(self, dialect: Dialect, verbs: Verbs, switches: Sequence[str] = ()) -> None:
        self.dialect, self.verbs = dialect, verbs
        self._extra = [f"+{name}" for name in switches]

    def inflect(self, verb: Verb, tense: str = "", person: str = "") -> Form:
        """The dialect's verb form, seams and all."""
        form, rules = self.verbs.inflect(verb, tense, person)
        if verb.object:
            stem = form.rpartition("+")[0]
            suffix, more = self._suffix(stem, verb.object, ("verb",))
            return f"{stem}+{suffix}", rules + more
        return form, rules

    def suffixed(self, form: str, person: str) -> Form:
        """A noun or particle with a possessor; of several words the last takes it."""
        suffix, rules = self._suffix(form, person, ())
        return f"{form}+{suffix}", rules

    def _suffix(self, stem: str, person: str, where: tuple[str, ...]) -> Form:
        is_open = stem.endswith(_OPEN) or stem.endswith(("ُو", "ِي", "َي", "َو", "ُوا", "َوا"))
        for place in (*where, "V" if is_open else "C"):
            if found := self.dialect.first("suffix", person, place):
                return found
        return "", ()

    def compose(self, cut: Cut, form: str, rules: tuple[Step, ...]) -> Form:
        """A form with the dialect's proclitics, its seams mended."""
        if form == NOTHING:
            return (self.proclitic(cut.conjunction), rules) if cut.conjunction else ("", rules)
        for stage in self._extra:
            form, more = self.dialect.run(stage, form)
            rules += more
        if cut.article:
            form = with_article(form)
        before = self.proclitic(cut.conjunction) + self.proclitic(cut.preposition)
        if form.endswith("="):
            return before + form, rules
        joined, more = self.join(before + form)
        return joined, rules + more

    def proclitic(self, clitic: str) -> str:
        """The dialect's form of a proclitic with the seam after it; nothing for none."""
        if not clitic:
            return ""
        found = self.dialect.first("proclitic", clitic)
        form = found[0] if found else clitic
        if not form:
            return ""
        return form if form.endswith(" ") else form + "="

    def join(self, form: str) -> Form:
        """Mend the seams, then take them out; but ``ل=`` with nothing after it waits for the next word."""
        if form.endswith("="):
            return form, ()
        form, rules = self.dialect.run("join", form)
        return _SEAM.sub("", form), rules

"""The lexicon as one dialect reads it: words, verbs with their paradigms, phrases, each in the dictionaries they are found by."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..text import shadda_first, strip_diacritics
from .dialect import Dialect, Step
from .paradigm import imperative_forms, imperfect_forms, passive_pair, perfect_forms
from .strata import Strata
from .wordform import canonical, fold

SLOT = re.compile(r"\{(\w+)(?:\.([\w=]+))?(?::([^{}]*))?\}")
"""A slot of a phrase: ``{kind}``, ``{kind.person}``, ``{kind:word|word}``."""

_ADJECTIVE_ENDINGS = [("ِيَة", "َة"), ("َة", "َة"), ("ات", "ات"), ("ِين", "ِين"), ("ُون", "ِين"), ("َتان", "ات"), ("َتَين", "ات")]
"""Endings of a standard adjective → the dialect's: feminine, and plurals of either gender."""
_DUAL_ENDINGS = ("َتَين", "َتان", "َين", "ان")
"""Endings of a standard dual; كِتابان is found by كِتاب, سَيّارَتان by سَيّارَة."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the word list as one dialect reads it."""

    form: str
    steps: tuple[Step, ...]
    pos: str = ""

    @property
    def adjective(self) -> bool:
        return self.pos == "adj"


class Words:
    """The word list of a dialect, looked up without case ending unless the row says ``exact``.

    Kinds: ``bound`` only before a pronoun suffix (``X+``), ``first`` at the head of a clause, ``clock`` as the hour of a time.
    """

    def __init__(self, dialect: Dialect, strata: Strata) -> None:
        self.exact: dict[tuple[str, str], Entry] = {}
        self.bare: dict[tuple[str, str], Entry] = {}
        for row in dialect.lists["words"]:
            cell = dialect.cell(row)
            if cell is None:
                continue
            form, steps = strata.apply(cell)
            when = row["when"]
            entry = Entry(form, (Step(row.id, cell), *steps), row["pos"])
            kind = "bound" if row["msa"].endswith("+") else when if when in ("first", "clock") else ""
            for msa in row["msa"].removesuffix("+").split("|"):
                word = fold(canonical(msa))
                self.exact.setdefault((word, kind), entry)
                if when != "exact":
                    self.bare.setdefault((dialect.bare(word), kind), entry)

    def find(self, word: str, bare: str, kind: str = "") -> Entry | None:
        """The entry of a folded word, or of what is left of it without its case ending; an adjective's also by its other genders."""
        return self.exact.get((word, kind)) or self.bare.get((bare, kind)) or (None if kind else self._inflected(word, bare))

    def _inflected(self, word: str, bare: str) -> Entry | None:
        for ending, new in _ADJECTIVE_ENDINGS:
            if bare.endswith(ending) and (entry := self.bare.get((bare.removesuffix(ending), ""))) and entry.adjective:
                return Entry(f"{entry.form}-{new}", entry.steps, entry.pos)
        if not word.endswith(("انِ", "َينِ")):  # only a dual has this kasra
            return None
        for ending in _DUAL_ENDINGS:
            if not bare.endswith(ending):
                continue
            stem = bare.removesuffix(ending)
            for singular, unit in ((stem + "َة", ""), (stem, "َة")) if "ت" in ending else ((stem, ""),):  # تُفّاحَتَين: of تُفّاح
                if (entry := self.bare.get((singular, ""))) and entry.pos == "noun" and " " not in entry.form:
                    return Entry(dual_of(entry.form + unit), entry.steps, entry.pos)
        return None


def dual_of(form: str) -> str:
    """``بَيت`` → ``بَيت+َين``, ``سَيّارَة`` → ``سَيّارت+َين``, ``مُستَشفَى`` → ``مُستَشفَي+َين``."""
    if form.endswith("َة"):
        form = form[:-2] + "ت"
    elif form.endswith("َى"):
        form = form[:-1] + "ي"
    return form + "+َين"


class VerbList:
    """The listed verbs by every form of their standard paradigm, by verbal noun, and what the dialect says for them."""

    def __init__(self, dialect: Dialect, strata: Strata) -> None:
        self.dialect, self.strata = dialect, strata
        self.cells: dict[str, tuple[str, tuple[Step, ...]]] = {}
        self.perfects: dict[str, tuple[str, str]] = {}
        self.imperfects: dict[str, list[tuple[str, str, str]]] = {}
        self.imperatives: dict[str, tuple[str, str]] = {}
        self.masdars: dict[str, str] = {}
        self.drops: dict[str, frozenset[str]] = {}
        self.passives: dict[str, str] = {}
        """A verb's citation forms in the passive, ``كُتِب يُكتَب`` → in the active."""
        self.intransitive: set[str] = set()
        self.tasks: set[str] = set()
        """The verbs of what an assistant does."""
        for row in dialect.lists["verbs"]:
            pf, im = (dialect.bare(fold(canonical(word))) for word in row["msa"].split())
            lemma = f"{pf} {im}"
            self.drops[lemma] = frozenset(fold(canonical(word)) for word in row["drops"].split())
            if cell := dialect.cell(row):
                pair, steps = strata.apply(cell)
                self.cells[lemma] = (pair, (Step(row.id, cell), *steps))
            if row["task"] == "x":
                self.tasks.add(lemma)
            elif row["task"] == "-":
                self.intransitive.add(lemma)
            for masdar in row["masdar"].split():
                self.masdars.setdefault(fold(canonical(masdar)), lemma)
            self._add_forms(lemma)
            for form, person in imperative_forms(pf, im):
                self.imperatives.setdefault(form, (lemma, person))
        for lemma in self.drops:
            if lemma not in self.intransitive and (passive := passive_pair(*lemma.split())):
                self.passives.setdefault(" ".join(passive), lemma)
                self._add_forms(" ".join(passive), third_person_only=True)

    def _add_forms(self, lemma: str, third_person_only: bool = False) -> None:
        pf, im = lemma.split()
        for form, person in perfect_forms(pf, im):
            if not third_person_only or person[0] == "3":
                self.perfects.setdefault(form, (lemma, person))
        if third_person_only and im.startswith("يُو"):
            return  # يُوصَل is also the Gulf's "arrives"
        for form, person, mood in imperfect_forms(im):
            self.imperfects.setdefault(form, []).append((lemma, person, mood))


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a pattern: ``words`` it may be, or the ``kind`` of word a slot takes; ``look``: it only looks at the next word."""

    kind: str = ""
    words: frozenset[str] = frozenset()
    look: bool = False

    @property
    def open(self) -> bool:
        """Whether the item says less than a word."""
        return bool(self.kind) and not self.words


@dataclass(frozen=True, slots=True)
class Phrase:
    """One pattern of several words; ``when``: what must hold of the place it begins at."""

    id: str
    items: tuple[Item, ...]
    output: str
    when: frozenset[str] = frozenset()
    preposed: bool = False
    """Whether بِ or لِ may stand before its first word."""

    @property
    def length(self) -> int:
        """The words it takes."""
        return sum(not item.look for item in self.items)


class PhraseList:
    """The phrases by their first word: the longest first, then the one with the fewest open slots, then in table order."""

    def __init__(self, dialect: Dialect, strata: Strata) -> None:
        self.dialect = dialect
        self.by_first: dict[str, list[Phrase]] = {}
        for row in dialect.lists["phrases"]:
            output = dialect.cell(row)
            if output is None:
                continue
            items, when = tuple(map(self._item, row["msa"].split())), frozenset(row["when"].split())
            phrase = Phrase(row.id, items, strata.apply(output)[0], when - {"preposed"}, "preposed" in when)
            first = phrase.items[0]
            for key in first.words or [f"{{{first.kind}}}"]:
                self.by_first.setdefault(key, []).append(phrase)
        for found in self.by_first.values():
            found.sort(key=lambda phrase: (-len(phrase.items), sum(item.open for item in phrase.items), -len(phrase.when)))

    def _item(self, text: str) -> Item:
        """The item, its words as tokens are keyed."""
        look = text == "{stop}" or text.startswith("{&")
        if slot := SLOT.fullmatch(text.replace("{&", "{")):
            return Item(slot[1], self._keys(slot[3]) if slot[3] else frozenset(), look)
        return Item(words=self._keys(text))

    def _keys(self, words: str) -> frozenset[str]:
        keyed = (shadda_first(w) if w.startswith("<") else self.dialect.key(fold(canonical(w))) for w in words.split("|"))
        return frozenset(keyed)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lists of one dialect, at one level of its consonant strata."""

    strata: Strata
    words: Words
    verbs: VerbList
    phrases: PhraseList
    things: frozenset[str]
    """The letters of what an assistant handles: alarms, songs, lights."""
    persons: frozenset[str]
    """The letters of names and of words for persons one sends things to."""
    denials: re.Pattern[str]
    """Finds, in letters, what only a report has: ``أمس``, ``من قبل``."""

    @classmethod
    def of(cls, dialect: Dialect, strata: Strata) -> Lexicon:
        """Index the dialect's tables."""
        rows = [(row["kind"], strip_diacritics(row["msa"])) for row in dialect.lists["things"]]
        things, persons = (frozenset(letters for kind, letters in rows if kind == wanted) for wanted in ("thing", "person"))
        denials = "|".join(re.escape(letters) for kind, letters in rows if kind == "report")
        found = re.compile(rf"(?<!\w)(?:{denials})(?!\w)" if denials else "(?!)")
        return cls(strata, Words(dialect, strata), VerbList(dialect, strata), PhraseList(dialect, strata), things, persons, found)

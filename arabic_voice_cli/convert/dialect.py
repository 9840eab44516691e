"""Dialects as data: the tables in ``data/dialects``, read with what they inherit.

``DIALECT.tsv`` holds a dialect's rules, one step of the cascade (``stage``) each, and names its parent in ``# inherits:``.
A row replaces the inherited row of the same id, ``(off)`` as output switches it off; a dialect's new rows of a stage stand
before the inherited ones. The lists (`LISTS`) have a column for each dialect; an empty cell means: as the parent says.
``letters.tsv`` names the letter classes that patterns write as ``{NAME}``.

Stages whose name begins with ``+`` are switches: their rules hold only where the caller asks for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from ..errors import AvcError
from ..tables import DATA, Row, Table, load_table
from ..text import shadda_first

FOLDER = "dialects"
LISTS = ("words", "phrases", "verbs", "strata", "numerals", "things")
"""The tables that are no chain of rules: words, patterns of several words, verbs, consonant strata, numbers, an assistant's things."""
OFF = "(off)"
NOTHING = "∅"
"""An output cell that stands for no word at all."""
_ANCHOR = {"any": "{}", "start": "^(?:{})", "end": "(?:{})$", "word": "^(?:{})$"}


class Step(NamedTuple):
    """One row at work: its id and what the word, or the part of it that the row speaks of, was after it."""

    id: str
    form: str


Form = tuple[str, tuple[Step, ...]]
"""A form and the rows that made it, in order."""


@dataclass
class Rule:
    """One row of a rule table: a regular expression with letter classes, what to put, and the words it spares."""

    id: str
    where: str
    source: str
    output: str
    spared: frozenset[str]
    place: str

    @property
    def expression(self) -> str:
        """The pattern, anchored where the rule holds."""
        return _ANCHOR.get(self.where, "^(?:{})$").format(self.source)

    @cached_property
    def _regex(self) -> Any:
        import regex

        try:
            return regex.compile(self.expression)
        except regex.error as error:
            raise AvcError(f"{self.place}: pattern of {self.id!r}: {error}; mend the regular expression") from None

    def apply(self, word: str, of: str = "") -> str:
        """The word after the rule; ``of`` is the standard word it comes from, which the rule may spare."""
        if of in self.spared or not self._regex.search(word):  # the search costs a tenth of a substitution
            return word
        return str(self._regex.sub(self.output, word))

    def match(self, word: str) -> str | None:
        """What the rule makes of the whole word, or None."""
        found = None if word in self.spared else self._regex.fullmatch(word)
        return None if found is None else found.expand(self.output)


def any_of(rules: list[Rule]) -> Any:
    """One expression that is found where any of the rules is."""
    import regex

    try:
        return regex.compile("|".join(f"(?:{rule.expression})" for rule in rules) or "(?!)")
    except regex.error:
        for rule in rules:
            rule.match("")  # the one to blame complains
        raise


def load_letters() -> dict[str, str]:
    """Class name → its letters as a regular expression."""
    table = load_table(f"{FOLDER}/letters.tsv", ["letters"])
    return {row.id: f"[{row['letters']}]" for row in table}


def load_chain(name: str) -> list[Table]:
    """The rule tables of a dialect, its own first, the root's last."""
    chain: list[Table] = []
    while name:
        if any(table.name == name for table in chain):
            raise AvcError(f"{name}.tsv: inherits from itself; break the circle")
        path = DATA / FOLDER / f"{name}.tsv"
        if not path.exists() or name in NOT_DIALECTS:
            raise AvcError(f"no dialect {name!r}; this install has: {', '.join(dialects())}")
        chain.append(load_table(path, ["stage", "where", "pattern", "output", "spared"]))
        name = chain[-1].meta.get("inherits", "")
    return chain


NOT_DIALECTS = ("letters", *LISTS)


def dialects() -> list[str]:
    """The dialects one can convert to: every rule table that another may inherit from but ``peninsular``, the common root."""
    tables = (DATA / FOLDER).glob("*.tsv")
    return sorted(p.stem for p in tables if p.stem not in (*NOT_DIALECTS, "peninsular"))


def switches() -> list[str]:
    """The names of the switches: rules that no dialect applies unasked."""
    tables = (load_table(p, ["stage"]) for p in (DATA / FOLDER).glob("*.tsv") if p.stem not in NOT_DIALECTS)
    return sorted({row["stage"][1:] for table in tables for row in table if row["stage"].startswith("+")})


def examples(table: Table) -> list[tuple[Row, str, str, str]]:
    """(row, dialect, input, expected) of every example; ``kuwaiti: input → expected`` names another dialect than the table's own."""
    home = table.name if table.name in dialects() else "khaleeji"
    found: list[tuple[Row, str, str, str]] = []
    for row in table:
        for source, expected in row.examples:
            name, colon, rest = source.partition(": ")
            named = bool(colon) and name in dialects()
            found.append((row, name if named else home, rest if named else source, expected))
    return found


def choices(row: Row, table: str) -> dict[str, Any]:
    """The style that a row's examples are in: its spelling, its switch, its condition, numbers in words, the level of its stratum."""
    stage = row.cells.get("stage", "")
    if stage in ("coda", "spontaneous"):
        return {"spelling": stage}
    if stage.startswith("+"):
        return {"switches": (stage[1:],)}
    if row.cells.get("when") == "speaker":
        return {"done": "speaker"}
    return {"numerals": {"numbers": "words"}, "strata": {"level": row.cells.get("level", "")}}.get(table, {})


class Dialect:
    """All a conversion needs to know of one dialect. Tables may be replaced, which is how tests show that each row matters."""

    def __init__(self, chain: Iterable[Table], letters: Mapping[str, str], lists: Mapping[str, Table]) -> None:
        self.chain = list(chain)
        self.name = self.chain[0].name
        self.names = [table.name for table in self.chain]
        self.letters, self.lists = letters, dict(lists)

    @classmethod
    def load(cls, name: str) -> Dialect:
        """Read a dialect and all it inherits. Raises AvcError for an unknown name or a bad table."""
        chain = load_chain(name)
        return cls(chain, load_letters(), {t: load_table(f"{FOLDER}/{t}.tsv", ["msa"]) for t in LISTS})

    def with_table(self, table: Table) -> Dialect:
        """The dialect with another table in the place of the one of that name."""
        chain = [table if t.name == table.name else t for t in self.chain]
        return Dialect(chain, self.letters, {name: table if name == table.name else t for name, t in self.lists.items()})

    def cell(self, row: Row) -> str | None:
        """What the dialect says for a lexicon row: its own cell or the nearest parent's; None where all are empty."""
        for name in self.names:
            if value := row.cells.get(name):
                return None if value == OFF else shadda_first(value)
        return None

    @cached_property
    def stages(self) -> dict[str, list[Rule]]:
        """Stage → its rules in the order they apply."""
        stages: dict[str, list[Row]] = {}
        for table in reversed(self.chain):
            own: dict[str, list[Row]] = {}
            for row in table:
                inherited = [rows for rows in stages.values() for old in rows if old.id == row.id]
                if inherited:
                    rows = inherited[0]
                    rows[[old.id for old in rows].index(row.id)] = row
                else:
                    own.setdefault(row["stage"], []).append(row)
            for stage, rows in own.items():
                stages[stage] = rows + stages.get(stage, [])
        return {stage: [self._rule(row) for row in rows if row["output"] != OFF] for stage, rows in stages.items()}

    def _rule(self, row: Row) -> Rule:
        pattern = row["pattern"]
        for name, letters in self.letters.items():
            pattern = pattern.replace("{" + name + "}", letters)
        output = "" if row["output"] == NOTHING else row["output"]
        spared = frozenset(shadda_first(row["spared"]).split())
        return Rule(row.id, row["where"], shadda_first(pattern), shadda_first(output), spared, row.place)

    def run(self, stage: str, word: str, of: str = "") -> Form:
        """The word after all rules of a stage, and those that changed it."""
        steps: list[Step] = []
        if not self._any_of(stage).search(word):
            return word, ()
        for rule in self.stages[stage]:
            new = rule.apply(word, of)
            if new != word:
                word = new
                steps.append(Step(rule.id, word))
        return word, tuple(steps)

    @cached_property
    def _any_of(self) -> Callable[[str], Any]:
        """Stage → one expression that is found where any of its rules is; most words meet none. No rule refers back to a group."""
        return lru_cache(None)(lambda stage: any_of(self.stages.get(stage, [])))

    @cached_property
    def bare(self) -> Callable[[str], str]:
        """A standard word → the word without its case ending."""
        return lru_cache(1 << 15)(lambda word: self.run("case", word)[0])

    def key(self, word: str) -> str:
        """A folded word as phrases are keyed: bare, but for the final vowel that tells كَ from كِ."""
        return word if word.endswith(("كَ", "كِ")) else self.bare(word)

    def first(self, stage: str, word: str, where: str = "word") -> Form | None:
        """What the first rule of a stage that matches the whole word makes of it; None if none does."""
        rules, anything = self._at_place(stage, where)
        for rule in rules if anything.fullmatch(word) else ():
            if (new := rule.match(word)) is not None:
                return new, (Step(rule.id, new),)
        return None

    @cached_property
    def _at_place(self) -> Callable[[str, str], tuple[list[Rule], Any]]:
        """Stage and place → its rules and one expression for all of them; a rule may have several places, ``C|V``."""
        found: dict[tuple[str, str], list[Rule]] = {}
        for stage, rules in self.stages.items():
            for rule in rules:
                for place in rule.where.split("|"):
                    found.setdefault((stage, place), []).append(rule)

        @lru_cache(None)
        def at_place(stage: str, place: str) -> tuple[list[Rule], Any]:
            rules = found.get((stage, place), [])
            return rules, any_of(rules)

        return at_place

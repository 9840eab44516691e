"""Examples out of templates: each slot's values come round in an order of their own, so that all are used equally often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import lcm, prod
from random import Random

from ..tables import load_table
from ..tokenize.segment import COLUMNS, Clitics
from ..transliterate.catalogue import Entry
from .agreement import Agreement
from .allot import Plan, allot, complexity
from .guess import Guesser
from .socket import Filled, Socket, SocketFinder
from .template import Example, Slot, Template
from .values import Kind, Spelling, Value, Values

Pool = tuple[Value | None, ...]
NOTHING: Pool = (None,)
"""The pool of a slot that stays as it is."""
TRIES, MORE_TRIES = 20, 1000
"""Combinations tried for each example that is wanted, and beside: bounds the search where nearly all are duplicates."""


@dataclass
class Frame:
    """Templates that differ in nothing but the values of their slots, and what their slots can hold."""

    members: list[Example]
    """The templates themselves, as examples."""
    literals: tuple[str, ...]
    """What stands between the slots: one more than there are slots."""
    sockets: tuple[Socket, ...]
    pools: tuple[Pool, ...]
    """Values of each slot."""
    wanted: int = 0
    examples: list[Example] = field(default_factory=list)

    @property
    def template(self) -> Template:
        return self.members[0].template

    @property
    def sizes(self) -> list[int]:
        """Values of each slot that is resampled."""
        return [len(pool) for pool in self.pools if pool[0]]

    @property
    def complexity(self) -> float:
        return complexity(self.sizes)

    @property
    def combinations(self) -> int:
        return prod(self.sizes) if self.sizes else 0

    @property
    def room(self) -> int:
        """Examples that there can be, those that are there already included: no more than the combinations that are not among them."""
        known = sum(all(slot.value or not pool[0] for slot, pool in zip(m.slots, self.pools, strict=True)) for m in self.members)
        return max(0, self.combinations - known) + len(self.examples)


@dataclass
class Made:
    """What came of the templates, and the labels whose slots stayed as they were, with how often."""

    frames: list[Frame]
    fixed: dict[str, int]

    @property
    def examples(self) -> Iterator[Example]:
        return (example for frame in self.frames for example in frame.examples)


class Resampler:
    """Templates in, examples out; the same templates, values and seed give the same examples."""

    def __init__(self, values: Values, finder: SocketFinder, agreement: Agreement) -> None:
        self.values, self.finder, self.agreement = values, finder, agreement
        self._pools: dict[object, Pool] = {}

    @classmethod
    def load(cls, entries: Sequence[Entry], spelling: Spelling = "any", types: dict[str, str] | None = None) -> Resampler:
        """``types`` maps slot labels to types of the catalogue; None resamples every slot that is called like a type."""
        clitics = Clitics(load_table("clitics.tsv", COLUMNS))
        return cls(Values(entries, spelling, types), SocketFinder(clitics, Guesser()), Agreement.load())

    def __call__(self, templates: Sequence[Template], plan: Plan) -> Made:
        frames: dict[object, Frame] = {}
        fixed: dict[str, int] = {}
        for template in templates:
            key, frame = self._frame(template)
            first = frames.setdefault(key, frame)
            if first is not frame:
                first.members += frame.members
            for socket, pool in zip(frame.sockets, frame.pools, strict=True):
                if not pool[0] and self.values.wants(socket.label):
                    fixed[socket.label] = fixed.get(socket.label, 0) + 1
        made = Made(list(frames.values()), fixed)
        self._fill(made.frames, plan, {template.text for template in templates})
        return made

    def _frame(self, template: Template) -> tuple[object, Frame]:
        """The template's frame, and what tells it from others."""
        line, at = template.text, 0
        sockets: list[Socket] = []
        kinds: list[Kind | None] = []
        slots: list[Slot] = []
        for slot in template.slots:
            kind = self.values.of(slot.label)
            socket, value = Socket(slot.start, slot.end, slot.label), None
            if kind:
                found, value = self.finder.find(line, slot, kind)
                if found.start >= at and self._pool(found, kind)[0]:
                    socket = found
                else:  # the slot before ends in the same word, or nothing can take its clitics
                    kind = None
            sockets.append(socket)
            kinds.append(kind)
            slots.append(replace(slot, value=value.text, id=value.entry.id) if value else slot)
            at = socket.end
        edges = [0, *(edge for s in sockets for edge in (s.start, s.end)), len(line)]
        literals = tuple(line[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
        pools: list[Pool] = []
        for i, (socket, kind) in enumerate(zip(sockets, kinds, strict=True)):
            gendered = self.agreement.concerns((literals[i], literals[i + 1][socket.after :]), socket.bound)
            pools.append(self._pool(socket, kind, gendered) if kind else NOTHING)
        held = [None if pool[0] else line[s.start : s.end] for s, pool in zip(sockets, pools, strict=True)]
        shapes = [(s.label, s.proclitics and s.written, s.pronoun, s.after) for s in sockets]
        return (template.intent, literals, str(shapes), str(held)), Frame(
            [Example(template, 0, line, tuple(slots))], literals, tuple(sockets), tuple(pools)
        )

    def _pool(self, socket: Socket, kind: Kind, gendered: bool = False) -> Pool:
        """The values that fit a socket; if words beside it agree, those whose gender is known."""
        clitics = tuple(row.id for row in socket.proclitics)
        key = id(kind), clitics, socket.outside, socket.written, socket.pronoun, bool(socket.after), gendered
        if key not in self._pools:
            pool = tuple(v for v in kind.values if socket.fill(v, self.agreement.is_adjective))
            known = tuple(v for v in pool if v.entry.gender) if gendered else ()
            self._pools[key] = known or pool or NOTHING
        return self._pools[key]

    def _fill(self, frames: list[Frame], plan: Plan, seen: set[str]) -> None:
        """Allot and draw, until nobody's share is more than there is."""
        sources = [self._drawn(frame, plan, seen) for frame in frames]
        originals: set[str] = set()
        for frame in frames:
            for example in () if plan.only_new else frame.members:
                if example.text not in originals:
                    originals.add(example.text)
                    frame.examples.append(example)
        room, there = [frame.room for frame in frames], [len(frame.examples) for frame in frames]
        weights, intents = [frame.complexity for frame in frames], [frame.template.intent for frame in frames]
        while True:
            short = False
            for i, (frame, number) in enumerate(zip(frames, allot(weights, room, intents, plan, there), strict=True)):
                frame.wanted = number
                while len(frame.examples) < number:
                    new = next(sources[i], None)
                    if new is None:
                        room[i], short = len(frame.examples), True
                        break
                    frame.examples.append(new)
            if not short or not (plan.count or plan.balance != "none"):
                break
        for frame in frames:
            del frame.examples[frame.wanted :]  # of more templates than one may have

    def _drawn(self, frame: Frame, plan: Plan, seen: set[str]) -> Iterator[Example]:
        """Examples that no one has made before."""
        if not frame.sizes:
            return
        rng = Random(f"{plan.seed}\0{frame.template.intent}\0{frame.template.text}")
        decks = [rng.sample(pool, len(pool)) for pool in frame.pools]
        number = tries = 0
        for digits in combinations([len(deck) for deck in decks]):
            tries += 1
            if tries > TRIES * number + MORE_TRIES:
                return
            picked = [deck[digit] for deck, digit in zip(decks, digits, strict=True)]
            if _repeats(frame, picked):
                continue
            text, slots = self.render(frame, picked)
            if text in seen:
                continue
            seen.add(text)
            number += 1
            yield Example(frame.template, number, text, slots)

    def render(self, frame: Frame, picked: Sequence[Value | None]) -> tuple[str, tuple[Slot, ...]]:
        """The frame with these values in its sockets."""
        literals = list(frame.literals)
        filled: list[tuple[Filled, Value | None]] = []
        for i, (socket, value) in enumerate(zip(frame.sockets, picked, strict=True)):
            held = frame.template.text[socket.start : socket.end]
            found = Filled(held, 0, len(held))
            if value:
                pronoun, after = literals[i + 1][: socket.after], literals[i + 1][socket.after :]
                spelled, after = self.agreement.count(value, after)
                literals[i], after = self.agreement.agree((literals[i], after), value.entry.gender, socket.bound)
                literals[i + 1] = pronoun + after
                found = socket.fill(spelled, self.agreement.is_adjective) or found
            filled.append((found, value))
        text = literals[0]
        slots = []
        for slot, (found, value), literal in zip(frame.template.slots, filled, literals[1:], strict=True):
            known = (value.text, value.entry.id) if value else ("", "")
            slots.append(Slot(len(text) + found.start, len(text) + found.end, slot.label, slot.item, *known))
            text += found.text + literal
        return text, tuple(slots)


def _repeats(frame: Frame, picked: Sequence[Value | None]) -> bool:
    """Whether two slots of one label name the same thing: nobody asks for a song by Adele and Adele."""
    named = [(socket.label, value.entry.term) for socket, value in zip(frame.sockets, picked, strict=True) if value]
    return len(set(named)) < len(named)


def combinations(sizes: Sequence[int]) -> Iterator[list[int]]:
    """Every combination of indices once. Of any run of them, each index of a slot comes up equally often, give or take one.

    All indices step together; each time two slots have come round together, the later one is shifted by one.
    """
    for i in range(prod(sizes)):
        before, out = 1, []
        for size in sizes:
            step = i % (before * size)
            out.append((step + step // lcm(before, size)) % size)
            before *= size
        yield out

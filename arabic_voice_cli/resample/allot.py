"""How many examples each template gets.

The published account of the field's system ("How Alexa learned Arabic", Amazon Science; the idea of guided resampling is in "Tools
for generating synthetic data helped bootstrap Alexa's new-language releases", Amazon Science, 2019) names what a template's
complexity is made of, the number of slots and of values per slot. We know of no published formula; ours is the information in a
choice of values:

    complexity = Σ log2(1 + values of the slot), over the slots;   examples = rate × complexity

A slot more adds its own bits, twice the values add one bit; a template of one slot is not given a thousand examples because its
catalogue is long. The 1 keeps a slot of one value from counting nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log2
from typing import Literal

FORMULA = "complexity = sum of log2(1 + values of the slot) over the slots; examples = rate * complexity"
RATE = 3.0
ROUNDS = 60
"""Halvings of the search for the rate that gives a wanted total."""

Balance = Literal["none", "intent"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is wanted. ``count`` is all examples together (0: as many as ``rate`` gives); ``low`` and ``high`` are of one template."""

    seed: int = 0
    rate: float = RATE
    count: int = 0
    low: int = 1
    high: int = 1000
    balance: Balance = "none"
    only_new: bool = False


def complexity(sizes: Sequence[int]) -> float:
    """Of a template whose slots have so many values; 0 for one without slots."""
    return sum(log2(1 + size) for size in sizes)


def allot(
    complexities: Sequence[float], room: Sequence[int], intents: Sequence[str], plan: Plan, there: Sequence[int] | None = None
) -> list[int]:
    """Examples of each template: by complexity, no fewer than are ``there`` and ``low``, no more than ``room`` and ``high``."""
    caps = [min(most, plan.high) for most in room]
    lows = [min(max(plan.low, number), cap) for number, cap in zip(there or [0] * len(room), caps, strict=True)]
    free = [min(max(round(plan.rate * c), low), cap) for c, low, cap in zip(complexities, lows, caps, strict=True)]
    total = plan.count or sum(free)
    if plan.balance == "none":
        return _share(complexities, lows, caps, total) if plan.count else free
    groups = {intent: [i for i, other in enumerate(intents) if other == intent] for intent in dict.fromkeys(intents)}
    bounds = [(sum(lows[i] for i in members), sum(caps[i] for i in members)) for members in groups.values()]
    shares = _share([1.0] * len(groups), [low for low, _ in bounds], [cap for _, cap in bounds], total)
    out = [0] * len(room)
    for members, share in zip(groups.values(), shares, strict=True):
        mine = _share([complexities[i] for i in members], [lows[i] for i in members], [caps[i] for i in members], share)
        for i, number in zip(members, mine, strict=True):
            out[i] = number
    return out


def _share(weights: Sequence[float], lows: Sequence[int], caps: Sequence[int], total: int) -> list[int]:
    """``total`` by weight, each within its bounds; less where all caps together are less."""

    def given(rate: float) -> list[float]:
        return [min(max(rate * w, low), cap) for w, low, cap in zip(weights, lows, caps, strict=True)]

    small, large = 0.0, max([1.0, *(cap / w for w, cap in zip(weights, caps, strict=True) if w)])
    for _ in range(ROUNDS):
        middle = (small + large) / 2
        small, large = (small, middle) if sum(given(middle)) >= total else (middle, large)
    parts = given(large)
    out = [floor(part + 1e-9) for part in parts]
    for i in sorted(range(len(parts)), key=lambda i: out[i] - parts[i])[: max(0, total - sum(out))]:
        out[i] += out[i] < caps[i]
    return out

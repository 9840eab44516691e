"""The robust metric: DER and WER over aligned letters and sets of marks; and the counting that other metrics share.

Every metric but catt comes in four figures. ``ce``/``noce``: with and without case ending, the last letter of each word.
``incl``/``excl``: counting and not counting the letters that are bare in the reference (Fadel et al. 2019).
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from .letters import BARE, Letters, read_letters, same_alefs, without_conventions
from .ratios import Counts

VARIANTS = {"ce_incl": (False, False), "noce_incl": (True, False), "ce_excl": (False, True), "noce_excl": (True, True)}
"""Name → (leave out last letters, leave out letters bare in the reference)."""
UNALIGNED = 0.7
"""A line is called unaligned when less than this share of its reference letters has a partner."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A reference letter: is it wrong, bare in the reference, the last of its word?"""

    wrong: bool
    bare: bool
    final: bool


@dataclass
class Drift:
    """How far the letters themselves differ, over all lines."""

    lines: int = 0
    lines_text_differs: int = 0
    lines_unaligned: int = 0
    letters_ins: int = 0
    letters_del: int = 0
    letters_sub: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    """Wrong words as ``reference / hypothesis``."""


def count_words(words: Sequence[tuple[list[Judged], bool]]) -> Counts:
    """Letters and words judged → DER and WER counts. A word is wrong by a counted letter or by an inserted one."""
    counts: Counts = {}
    for name, (no_case, marked_only) in VARIANTS.items():
        kept = [([x for x in word if not (no_case and x.final or marked_only and x.bare)], inserted) for word, inserted in words]
        wrong = [sum(x.wrong for x in word) for word, _ in kept]
        counts[f"DER_{name}"] = (sum(wrong), sum(len(word) for word, _ in kept))
        counts[f"WER_{name}"] = (sum(bool(n or inserted) for n, (_, inserted) in zip(wrong, kept, strict=True)), len(kept))
    return counts


def robust(reference: str, hypothesis: str, drift: Drift, strict_letters: bool = False, neutral: bool = False) -> Counts:
    """One line's counts; ``drift`` is added to.

    The letter streams are aligned (spaces do not matter; word boundaries are the reference's). A reference letter is wrong
    without a partner, with a partner that is another letter, or with another set of marks. أ إ آ ا are one letter unless
    ``strict_letters``. Inserted letters make the word wrong but are not in DER.
    """
    ref, hyp = read_letters(reference), read_letters(hypothesis)
    ref_marks, hyp_marks = (without_conventions(ref), without_conventions(hyp)) if neutral else (ref.marks, hyp.marks)
    partner, inserted = _align(ref, hyp, drift, strict_letters)
    judged = [Judged(p is None or ref_marks[i] != hyp_marks[p], ref_marks[i] == BARE, ref.final(i)) for i, p in enumerate(partner)]
    words = ref.words()
    for word in words:
        if any(judged[i].wrong for i in word):
            drift.errors[f"{ref.show(word)} / {_partners(word, partner, hyp)}"] += 1
    return count_words([([judged[i] for i in word], ref.word[word.start] in inserted) for word in words])


def _align(ref: Letters, hyp: Letters, drift: Drift, strict_letters: bool) -> tuple[list[int | None], set[int]]:
    """[N] the hypothesis letter that stands for each reference letter, and the words that letters were inserted in."""
    a, b = (ref.chars, hyp.chars) if strict_letters else (same_alefs(ref.chars), same_alefs(hyp.chars))
    drift.lines += 1
    drift.lines_text_differs += ref.chars != hyp.chars
    if a == b:
        return list(range(len(a))), set()
    partner: list[int | None] = [None] * len(a)
    inserted: set[int] = set()
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            partner[i1:i2] = range(j1, j2)
            continue
        common = min(i2 - i1, j2 - j1)
        drift.letters_sub += common
        drift.letters_del += i2 - i1 - common
        drift.letters_ins += j2 - j1 - common
        if kind == "insert" and a:
            inserted.add(ref.word[min(i1, len(a) - 1)])
    if a and sum(p is not None for p in partner) / len(a) < UNALIGNED:
        drift.lines_unaligned += 1
    return partner, inserted


def _partners(word: range, partner: list[int | None], hyp: Letters) -> str:
    found = [p for p in partner[word.start : word.stop] if p is not None]
    return hyp.show(range(found[0], found[-1] + 1)) if found else "(nothing)"

"""Count how Latin graphemes are written in Arabic letters, from aligned name pairs: makes ``data/letters_latin.tsv``.

usage: python -m training.transliterate.learn_letters PAIRS.tsv OUT.tsv [--pairs N] [--rounds N] [--without SOURCE …]

PAIRS has the columns arabic, latin, lang, type, source, flags. Expectation maximisation over monotone alignments of a
fixed inventory of graphemes (graphemes.txt) with 0 to 3 Arabic letters each. What is written is P(Arabic | grapheme)
as a cost in nats; no pair is copied but one short example a row, which shows the rule at work.
"""

from __future__ import annotations

import argparse
import math
import random
from collections import defaultdict
from pathlib import Path

from arabic_voice_cli.tables import Row, Table, load_table
from arabic_voice_cli.transliterate.alignment import LetterCosts, check_letters, show_trace
from arabic_voice_cli.transliterate.phonetic import cut, fold_arabic, fold_latin

LONGEST = 3
"""Arabic letters one grapheme may stand for."""
Costs = dict[str, dict[str, float]]


def inventory() -> frozenset[str]:
    """The graphemes of graphemes.txt, all letters and all doubled consonants."""
    text = (Path(__file__).parent / "graphemes.txt").read_text("utf-8")
    listed = {g for line in text.split("\n") if not line.startswith("#") for g in line.split()}
    hand = (Path(__file__).parent / "hand_rules.tsv").read_text("utf-8").split("\n")[2:]
    listed |= {line.split("\t")[0] for line in hand if line}
    letters = "abcdefghijklmnopqrstuvwxyzé"
    return frozenset(listed | set(letters) | {c * 2 for c in letters if c not in "aeiouyé"})


def read_pairs(path: Path, without: set[str], count: int, seed: int = 7) -> list[tuple[str, str]]:
    """(folded Latin, folded Arabic), at most ``count`` and no source more than a third of them."""
    by_source: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in path.read_text("utf-8").split("\n")[1:]:
        cells = line.split("\t")
        if len(cells) < 6 or cells[4].partition("/")[0] in without or "mismatch" in cells[5] or "acronym" in cells[5]:
            continue
        latin, arabic = fold_latin(cells[1]), "".join(fold_arabic(cells[0]).split())
        if 4 <= len(latin) <= 26 and 2 <= len(arabic) <= 20:
            by_source[cells[4].partition("/")[0].partition(":")[0]].append((latin, arabic))
    rng = random.Random(seed)
    out: list[tuple[str, str]] = []
    for pairs in sorted(by_source.values(), key=len):
        rng.shuffle(pairs)
        out += pairs[: count // 3]
    rng.shuffle(out)
    return out[:count]


def allowed(grapheme: str, arabic: str) -> bool:
    """Whether the alignment may use the pair at all."""
    bare = grapheme.strip("|")
    if not bare:
        return not arabic
    return len(arabic) <= min(LONGEST, len(bare) + 1)


def edges(parts: list[str], arabic: str) -> list[tuple[int, int, str, int, str]]:
    """All (i, j, grapheme, k, letters): the i-th grapheme for arabic[j:k]; sorted by i, then j."""
    return [
        (i, j, grapheme, k, arabic[j:k])
        for i, grapheme in enumerate(parts)
        for j in range(len(arabic) + 1)
        for k in range(j, min(len(arabic), j + LONGEST) + 1)
        if allowed(grapheme, arabic[j:k])
    ]


def first_guess(grapheme: str, arabic: str) -> float:
    """Before any counting: shared sounds are likelier."""
    sounds = {
        "b": "ب", "p": "ب", "t": "تط", "d": "دض", "j": "ج", "g": "غجقك", "k": "كق", "c": "كسقش", "q": "كق", "s": "سصزش", "z": "زس", "f": "ف",
        "v": "ف", "l": "ل", "m": "م", "n": "ن", "r": "ر", "h": "هح", "w": "و", "y": "ي", "x": "كس", "a": "اهي", "e": "يا", "i": "ي", "o": "و",
        "u": "و", "é": "ي",
    }  # fmt: skip
    good = {letter for char in grapheme for letter in sounds.get(char, "")} | ({"ث", "ذ"} if "th" in grapheme else set())
    weight = 0.2 if not arabic else 1.0
    for letter in arabic:
        weight *= 1.0 if letter in good else 0.02 if letter in "اوي" else 0.002
    return weight * 0.5 ** abs(len(grapheme.strip("|")) - len(arabic))


def one_round(
    pairs: list[tuple[str, str]], table: dict[str, dict[str, float]], graphemes: frozenset[str]
) -> tuple[dict[str, dict[str, float]], float]:
    """Expected counts of (grapheme, letters), and the mean cost of a pair."""
    counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    total, aligned = 0.0, 0
    for latin, arabic in pairs:
        width = len(arabic) + 1
        steps = []
        parts = cut(latin, graphemes)
        for i, j, grapheme, k, letters in edges(parts, arabic):
            row = table.get(grapheme)
            p = first_guess(grapheme, letters) if not table else row.get(letters, 0.0) if row else 0.0
            if p:
                steps.append((i * width + j, (i + 1) * width + k, grapheme, letters, p))
        forward = [0.0] * ((len(parts) + 1) * width)
        forward[0] = 1.0
        for a, b, _, _, p in steps:
            if forward[a]:
                forward[b] += forward[a] * p
        whole = forward[-1]
        if whole <= 0:
            continue
        backward = [0.0] * len(forward)
        backward[-1] = 1.0
        for a, b, _, _, p in reversed(steps):
            if backward[b]:
                backward[a] += p * backward[b]
        for a, b, grapheme, letters, p in steps:
            share = forward[a] * p * backward[b] / whole
            if share > 1e-4:
                counts[grapheme][letters] += share
        total -= math.log(whole)
        aligned += 1
    return counts, total / max(1, aligned)


def normalised(counts: dict[str, dict[str, float]], floor: float, least: float) -> dict[str, dict[str, float]]:
    """P(letters | grapheme) without what is rare: shares under ``floor``, counts under ``least``."""
    table = {}
    for grapheme, row in counts.items():
        size = sum(row.values())
        kept = {letters: n for letters, n in row.items() if n / size >= floor and n >= least}
        if kept:
            table[grapheme] = {letters: n / size for letters, n in kept.items()}
    return table


def merged(table: dict[str, dict[str, float]], hand: Path) -> dict[tuple[str, str], tuple[float, str]]:
    """(grapheme, letters) → (cost, source); rows of ``hand`` replace counted ones."""
    rows = {(g, a): (-math.log(p), "counted in aligned name pairs") for g, row in table.items() for a, p in row.items()}
    by_hand = [line.split("\t") for line in hand.read_text("utf-8").split("\n")[2:] if line]
    whole = {grapheme for grapheme, *_ in by_hand if len(grapheme) > LONGEST + 1 or grapheme[0] == grapheme[-1] == "|"}
    rows = {key: row for key, row in rows.items() if key[0] not in whole}  # too long to be counted well
    for grapheme, letters, cost, source in by_hand:
        if letters:
            rows[grapheme, letters.replace("-", "")] = float(cost), source
    return {key: (max(0.02, cost), source) for key, (cost, source) in rows.items()}


def as_table(rows: dict[tuple[str, str], tuple[float, str]], examples: dict[tuple[str, str], str]) -> Table:
    """The rule table, in order of grapheme and cost."""
    made = []
    for number, ((grapheme, letters), (cost, source)) in enumerate(sorted(rows.items(), key=lambda r: (r[0][0], r[1][0], r[0][1])), 1):
        cells = {"latin": grapheme, "arabic": letters or "-", "cost": f"{cost:.1f}" if cost >= 0.1 else f"{cost:.2f}"}
        made.append(Row(f"lat-{number}", source, examples.get((grapheme, letters), ""), cells, number))
    return Table("letters-latin", "2025.1", tuple(made))


def find_examples(
    rows: dict[tuple[str, str], tuple[float, str]], pairs: list[tuple[str, str, str]], names: Table
) -> dict[tuple[str, str], str]:
    """For each row the shortest pair whose alignment uses it and costs more without it; a row with none is dead."""
    costs = LetterCosts(as_table(rows, {}), names)
    found: dict[tuple[str, str], tuple[float, str]] = {}
    for term, latin, arabic in pairs:
        cost, steps = costs.trace(latin, arabic)
        for step in set(steps):
            # short, and not far-fetched: an example should read as one
            rank = len(arabic) + 2 * cost
            if step in rows and rank < found.get(step, (1e9, ""))[0]:
                found[step] = rank, f"{term} {arabic} → {show_trace(cost, steps)}"
    return {key: example for key, (_, example) in found.items()}


def read_terms(paths: list[Path], without: set[str]) -> list[tuple[str, str, str]]:
    """(term, folded Latin, folded Arabic) of single words, to look for examples in."""
    out = []
    for path in paths:
        for line in path.read_text("utf-8").split("\n")[1:]:
            cells = line.split("\t")
            if len(cells) > 4 and cells[4].partition("/")[0] in without:
                continue
            if len(cells) > 1 and " " not in cells[1] and not set(cells[1]) & set("→;") and cells[1].isalpha() and cells[1][1:].islower():
                arabic = "".join(fold_arabic(cells[0]).split())
                if 2 <= len(arabic) <= 9:
                    out.append((cells[1], fold_latin(cells[1]), arabic))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=20000, help="pairs to align")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--without", action="append", default=[], metavar="SOURCE", help="leave a source of pairs out")
    parser.add_argument("--examples", action="append", default=[], type=Path, metavar="FILE", help="more pairs to take examples from")
    args = parser.parse_args()
    here = Path(__file__).parent
    graphemes = inventory()
    pairs = read_pairs(args.pairs, set(args.without), args.count)
    table: dict[str, dict[str, float]] = {}
    for number in range(args.rounds):
        counts, cost = one_round(pairs, table, graphemes)
        last = number == args.rounds - 1
        table = normalised(counts, 0.012 if last else 0.001, 6.0 if last else 1.5)
        print(f"round {number + 1}: {len(pairs)} pairs, {cost:.2f} nats a pair, {sum(map(len, table.values()))} rules", flush=True)
    rows = merged(table, here / "hand_rules.tsv")
    names = load_table("letter_names.tsv", ("letter", "arabic", "cost"))
    terms = read_terms([args.pairs, *args.examples], set(args.without))
    terms += [(g.strip("|"), f"|{g.strip('|')}|", a) for g, a in rows if a]  # whole words of the hand rules
    terms += [(f"{g.strip('|')}-Matrix", f"{g}|matrix|", "ماتريكس") for g, a in rows if not a and g[0] == g[-1] == "|"]  # silent ones
    while True:
        examples = find_examples(rows, terms, names)
        examples = {key: e for key, e in examples.items() if not _dead(key, e, rows, names)}
        if examples.keys() == rows.keys():
            break
        print(f"{len(rows) - len(examples)} dead rows dropped", flush=True)
        rows = {key: rows[key] for key in examples}
    head = ["# name: letters-latin", "# version: 2025.1", "# license: Apache-2.0"]
    head += [
        "# How a Latin grapheme is spelled in Arabic letters; | is a word edge, - is nothing. cost is in nats: -log P(arabic | latin)."
    ]
    head += ["# An example's right side is the alignment and its cost. Made by training/transliterate/learn_letters.py."]
    lines = [*head, "id\tlatin\tarabic\tcost\tsource\texample"]
    lines += ["\t".join([r.id, r["latin"], r["arabic"], r["cost"], r.source, r.example]) for r in as_table(rows, examples)]
    args.out.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(rows)} rows")


def _dead(key: tuple[str, str], example: str, rows: dict[tuple[str, str], tuple[float, str]], names: Table) -> bool:
    """Whether the example reads the same without the row."""
    near = {k: v for k, v in rows.items() if k != key}
    input_, expected = example.split(" → ")
    return check_letters(LetterCosts(as_table(near, {}), names), input_) == expected


if __name__ == "__main__":
    main()

"""What a set of examples is made of: complexity of its templates, and how even intents, templates and values are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from math import log
from statistics import median
from typing import Any

from ..annotations.cells import quoted
from ..report import page_of
from .allot import FORMULA
from .draw import Frame, Made
from .template import Example

Json = Any


def skeleton(frame: Frame) -> str:
    """The template with the names of its slots in their places: شغل {song} ل{artist}."""
    text, at = "", 0
    for slot in frame.template.slots:
        text += f"{frame.template.text[at : slot.start]}{{{slot.label}}}"
        at = slot.end
    return text + frame.template.text[at:]


def balance(counts: Iterable[int]) -> float:
    """How even counts are: their entropy over the largest that so many can have; 1 is even (also one alone), 0 all in one."""
    shares = list(counts)
    total = sum(shares)
    if len(shares) < 2 or not total:
        return 1.0
    return -sum(n / total * log(n / total) for n in shares if n) / log(len(shares))


def explained(made: Made) -> Iterator[str]:
    """A table: how many examples each template gets, and why."""
    yield f"# {FORMULA}"
    yield "\t".join(("place", "intent", "values", "complexity", "combinations", "wanted", "made", "template"))
    for frame in made.frames:
        sizes = [f"{s.label}={len(pool) if pool[0] else 'as it is'}" for s, pool in zip(frame.sockets, frame.pools, strict=True)]
        numbers = (f"{frame.complexity:.2f}", str(frame.combinations), str(frame.wanted), str(len(frame.examples)))
        cells = (frame.template.place, frame.template.intent, " ".join(sizes), *numbers, skeleton(frame))
        yield "\t".join(quoted(cell, "\t") for cell in cells)


def statistics(made: Made) -> dict[str, Json]:
    """All counts: intents, slots with the catalogue's spellings that were used, complexity, balance."""
    examples = list(made.examples)
    templates = Counter(frame.template.intent for frame in made.frames for _ in frame.members)
    intents = Counter(example.template.intent for example in examples)
    complexities = [frame.complexity for frame in made.frames] or [0.0]
    return {
        "templates": sum(templates.values()),
        "examples": len(examples),
        "complexity": {"least": min(complexities), "median": median(complexities), "most": max(complexities)},
        "balance": {
            "intents": balance(intents[intent] for intent in templates),
            "templates": balance(len(frame.examples) for frame in made.frames),
        },
        "intents": {intent: {"templates": templates[intent], "examples": intents[intent]} for intent in templates},
        "slots": _slots(made),
    }


def _slots(made: Made) -> dict[str, Json]:
    """Label → slots filled, values of the catalogue, values used, how evenly."""
    pools: dict[str, set[str]] = {}
    used: dict[str, Counter[str]] = {}
    for frame in made.frames:
        for socket, pool in zip(frame.sockets, frame.pools, strict=True):
            pools.setdefault(socket.label, set()).update(value.text for value in pool if value)
        for example in frame.examples:
            for slot in example.slots:
                used.setdefault(slot.label, Counter())[slot.value or example.text[slot.start : slot.end]] += 1
    return {
        label: {
            "filled": sum(found.values()),
            "values": len(pools[label]),
            "used": len(pools[label] & set(found)),
            "balance": balance(found.values()),
        }
        for label, found in used.items()
    }


def described(stats: dict[str, Json]) -> Iterator[str]:
    """The same for people."""
    low, middle, high = stats["complexity"].values()
    yield f"templates {stats['templates']}, examples {stats['examples']}"
    yield f"complexity {low:.2f} to {high:.2f}, median {middle:.2f}"
    yield f"balance of intents {stats['balance']['intents']:.2f}, of templates {stats['balance']['templates']:.2f} (1 is even)"
    yield ""
    yield f"{'intent':28} {'templates':>9} {'examples':>9} {'share':>6}"
    for intent, row in stats["intents"].items():
        share = row["examples"] / (stats["examples"] or 1)
        yield f"{intent or '-':28} {row['templates']:9} {row['examples']:9} {share:6.1%}"
    yield ""
    yield f"{'slot':28} {'filled':>9} {'values':>9} {'used':>6} {'balance':>8}"
    for label, row in stats["slots"].items():
        yield f"{label:28} {row['filled']:9} {row['values']:9} {row['used']:6} {row['balance']:8.2f}"


def stats_page(made: Made, title: str, signature: str) -> bytes:
    """A page for a browser: every example beside its template, charts that filter, no network; the page of `avc report`."""
    facets: dict[tuple[str, str], list[int]] = {}
    lines: list[Json] = []
    files: dict[str, int] = {}
    for frame in made.frames:
        name = f"{skeleton(frame)} ({frame.complexity:.1f})"
        for example in frame.examples:
            file, _, number = example.template.place.rpartition(":")
            found = {("templates", name), *([("intents", frame.template.intent)] if frame.template.intent else [])}
            for slot in example.slots:
                found |= {("slots", slot.label), ("values", slot.value or example.text[slot.start : slot.end])}
            for each in sorted(found):
                facets.setdefault(each, []).append(len(lines))
            lines.append(
                {
                    "n": int(number or 0),
                    "f": files.setdefault(file, len(files)),
                    "t": example.template.text,
                    "s": [_cell(example)],
                    "i": [""],
                    "c": int(example.number > 0),
                    "u": 0,
                    "l": 0,
                }
            )
    numbers = {each: number for number, each in enumerate(facets)}
    of_line: list[list[int]] = [[] for _ in lines]
    for each, places in facets.items():
        for place in places:
            of_line[place].append(numbers[each])
    stats = statistics(made)
    return page_of(
        {
            "title": title,
            "files": list(files),
            "low": 0,
            "cut": False,
            "totals": {"examples": stats["examples"], "templates": stats["templates"], "intents": len(stats["intents"])},
            "stages": [{"name": "resample", "to": "", "lang": "ar", "signature": signature, "speaker": "", "rules": {}}],
            "facets": [
                {"chart": chart, "name": name, "n": len(places), "lines": len(places), "id": numbers[chart, name]}
                for (chart, name), places in facets.items()
            ],
            "lines": [line | {"x": sorted(ids)} for line, ids in zip(lines, of_line, strict=True)],
        }
    )


def _cell(example: Example) -> list[Json]:
    """The text with its slots as pieces that tell their label and what was in their place."""
    out: list[Json] = []
    at = 0
    for slot, old in zip(example.slots, example.template.slots, strict=True):
        text, before = example.text[slot.start : slot.end], example.template.text[old.start : old.end]
        out += [example.text[at : slot.start], {"w": text, "k": "loan", "b": slot.label, "o": before}]
        at = slot.end
    return [piece for piece in [*out, example.text[at:]] if piece]

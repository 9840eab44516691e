"""`avc resample`: examples whose slots are where they are said to be, in Arabic that agrees."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from math import prod
from pathlib import Path

import hypothesis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from arabic_voice_cli.cli.app import app
from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.examples import runner
from arabic_voice_cli.resample import Example, Plan, Resampler, Slot, Template
from arabic_voice_cli.resample.agreement import Agreement
from arabic_voice_cli.resample.allot import allot, complexity
from arabic_voice_cli.resample.draw import combinations
from arabic_voice_cli.resample.files import format_of, read, tagged, write
from arabic_voice_cli.resample.socket import SocketFinder, joined_to
from arabic_voice_cli.resample.stats import balance, skeleton, statistics, stats_page
from arabic_voice_cli.resample.values import Values, read_types
from arabic_voice_cli.tables import load_table
from arabic_voice_cli.tokenize.segment import COLUMNS, Clitics
from arabic_voice_cli.transliterate.catalogue import Entry, read_catalogue

from .strategies import TEXT

CATALOGUE = """term\ttype\tgender\taliases\tid
Adele\tartist\tf\tأديل\ta1
Coldplay\tartist\tp\tكولدبلاي|كولد بلاي\ta2
كاظم الساهر\tartist\tm\t\ta3
Elissa\tartist\tf\tاليسا\ta4
Hello\tsong\t\tهيلو\ts1
Yellow\tsong\t\tيلو\ts2
الصالة\troom\tf\t\tr1
المطبخ\troom\tm\t\tr2
غرفة النوم\troom\tf\t\tr3
سيارة\tthing\tf\t\tt1
بيت\tthing\tm\t\tt2
موسيقى\tthing\tf\t\tt3
ليوان\tthing\tm\t\tt4
تلفزيون ذكي\tthing\tm\t\tt5
غرفة نوم\tthing\tf\t\tt6
غرفة الضيوف\tthing\tf\t\tt7
أصدقاء\tthing\tp\t\tt8
الكويت\tcity\tf\t\tc1
دبي\tcity\tf\tDubai\tc2
5\tnumber\t\t\tn1
25\tnumber\t\t\tn2
ثلاثة\tnumber\t\t\tn3
"""
CLITICS = Clitics(load_table("clitics.tsv", COLUMNS))
AGREEMENT = Agreement.load()


@pytest.fixture(scope="module")
def entries(tmp_path_factory: pytest.TempPathFactory) -> list[Entry]:
    path = tmp_path_factory.mktemp("resample") / "catalogue.tsv"
    path.write_text(CATALOGUE, "utf-8")
    return read_catalogue([path])[0]


def template(marked: str, intent: str = "") -> Template:
    """``شغل [هيلو:song]`` as a template."""
    text, slots = "", []
    at = 0
    for found in re.finditer(r"\[(.*?):(\w+)\]", marked):
        text += marked[at : found.start()]
        slots.append(Slot(len(text), len(text) + len(found[1]), found[2]))
        text += found[1]
        at = found.end()
    return Template(text + marked[at:], tuple(slots), intent, "test:1")


def shown(example: Example) -> str:
    """The opposite of `template`."""
    text, at = "", 0
    for slot in example.slots:
        text += f"{example.text[at : slot.start]}[{example.text[slot.start : slot.end]}:{slot.label}]"
        at = slot.end
    return text + example.text[at:]


def no_guess(line: str, start: int, end: int) -> tuple[int, int]:
    return 0, 0


def made(entries: Sequence[Entry], *marked: str, plan: Plan = Plan(rate=1000), guess: object = no_guess) -> list[str]:  # noqa: B008
    resampler = Resampler(Values(entries), SocketFinder(CLITICS, guess), AGREEMENT)  # type: ignore[arg-type]
    return [shown(example) for example in resampler([template(m) for m in marked], plan).examples]


@pytest.mark.parametrize(
    ("given_one", "expected"),
    [
        # outside the slot, inside it, and what ل and ال do
        ("شغل ل[أديل:artist]", "شغل ل[كاظم الساهر:artist]"),
        ("شغل [لأديل:artist]", "شغل [لكاظم الساهر:artist]"),
        ("شغل ل[أديل:artist]", "شغل ل [Coldplay:artist]"),
        ("شغل [لأديل:artist]", "شغل [ل Coldplay:artist]"),
        ("شغل ل[أديل:artist]", "شغل ل[اليسا:artist]"),  # its ال is no article
        ("روح ل[دبي:city]", "روح ل[لكويت:city]"),
        ("روح [لدبي:city]", "روح [للكويت:city]"),
        ("روح [للكويت:city]", "روح [لدبي:city]"),
        ("روح ل[لكويت:city]", "روح ل[دبي:city]"),
        ("روح لل[كويت:city]", "روح ل[دبي:city]"),
        ("روح [للكويت:city]", "روح [ل Dubai:city]"),
        ("الجو ب[دبي:city]", "الجو ب[الكويت:city]"),
        ("و[دبي:city] بعد", "و[الكويت:city] بعد"),
        ("طف ليت [المطبخ:room]", "طف ليت [غرفة النوم:room]"),
        ("ليت ل[لمطبخ:room]", "ليت ل[غرفة النوم:room]"),
        # the article that the catalogue's value does not have
        ("شف ال[بيت:thing]", "شف ال[سيارة:thing]"),
        ("شف [البيت:thing]", "شف [السيارة:thing]"),
        ("شف [البيت:thing]", "شف [التلفزيون الذكي:thing]"),
        ("شف [البيت:thing]", "شف [غرفة النوم:thing]"),
        ("شف [البيت:thing]", "شف [غرفة الضيوف:thing]"),
        ("روح [للبيت:thing]", "روح [للسيارة:thing]"),
        ("روح لل[بيت:thing]", "روح لل[سيارة:thing]"),
        ("روح [للبيت:thing]", "روح [لليوان:thing]"),  # three ل are written as two
        ("وش [هالبيت:thing]", "وش [هالسيارة:thing]"),
        ("روح [عالبيت:thing]", "روح [عالسيارة:thing]"),
        # pronouns
        ("وين [سيارتي:thing]", "وين [بيتي:thing]"),
        ("وين [سيارتي:thing]", "وين [موسيقاي:thing]"),
        ("وين [سيارتي:thing]", "وين [غرفة نومي:thing]"),
        ("وين [سيارتي:thing]", "وين [غرفة ضيوفي:thing]"),
        ("وين [سيارتي:thing]", "وين [تلفزيوني الذكي:thing]"),
        ("وين [سيارتي:thing]", "وين [أصدقائي:thing]"),
        ("وين [سيارت:thing]نا", "وين [موسيقا:thing]نا"),
        ("وين [بيت:thing]هم", "وين [سيارت:thing]هم"),
        ("وين [بيت:thing][ي:owner]", "وين [سيارت:thing][ي:owner]"),  # a possessive with a slot of its own
        ("روح [لبيتك:thing]", "روح [لسيارتك:thing]"),
        # agreement
        ("متى يبدأ [كاظم الساهر:artist]", "متى تبدأ [Adele:artist]"),
        ("[أديل:artist] طلعت", "[كولدبلاي:artist] طلعوا"),
        ("شف هذا [البيت:thing]", "شف هذه [السيارة:thing]"),
        ("شف [البيت:thing] الجديد هذا", "شف [السيارة:thing] الجديدة هذه"),
        ("شف [البيت:thing] الجديد", "شف [التلفزيون الذكي:thing] الجديد"),
        ("شف [السياره:thing] الجديده", "شف [البيت:thing] الجديد"),
        ("شغل اغنية [أديل:artist] الجديدة", "شغل اغنية [كاظم الساهر:artist] الجديدة"),  # the song is new
        # numbers
        ("حط [25:number] دقيقة", "حط [5:number] دقائق"),
        ("حط [5:number] دقايق", "حط [25:number] دقيقة"),
        ("حط [25:number] دقيقة", "حط [ثلاث:number] دقائق"),
        ("حط [5:number] أيام", "حط [ثلاثة:number] أيام"),
    ],
)
def test_a_value_in_its_place(entries: list[Entry], given_one: str, expected: str) -> None:
    examples = made(entries, given_one)
    assert examples[0] == given_one
    assert expected in examples


def test_what_cannot_be_said_is_not(entries: list[Entry]) -> None:
    """No Latin name with a pronoun, no article before an article, no slot by halves."""
    assert not re.search("[A-Za-z]ي|[A-Za-z] ي", "".join(made(entries, "وين [سيارتي:thing]", "وين [بيتي:artist]")))
    every = "".join(made(entries, "روح [للكويت:city]", "شف [البيت:thing]", "ليت [المطبخ:room]", "ليت [للمطبخ:room]"))
    assert "الال" not in every and "لال" not in every and "ببال" not in every


@pytest.mark.model
def test_clitics_of_a_value_that_the_catalogue_lacks(entries: list[Entry]) -> None:
    """The tokenizer says what they are."""
    resampler = Resampler.load(entries)
    examples = [shown(e) for e in resampler([template("روح [للبقالة:thing]"), template("وين [مدرستي:thing]")], Plan(rate=1000)).examples]
    assert {"روح [للسيارة:thing]", "روح [للبيت:thing]", "وين [سيارتي:thing]", "وين [موسيقاي:thing]"} <= set(examples)


@pytest.mark.parametrize(
    ("noun", "pronoun", "joined"),
    [("سيارة", "ها", "سيارتها"), ("مستشفى", "ي", "مستشفاي"), ("أصدقاء", "ي", "أصدقائي"), ("أصدقاء", "ه", "أصدقاءه"), ("بيت", "ك", "بيتك")],
)
def test_a_noun_before_its_pronoun(noun: str, pronoun: str, joined: str) -> None:
    assert joined_to(noun, pronoun) == joined


@pytest.mark.parametrize("name", ["agreement.tsv", "counted.tsv"])
def test_every_row_of_a_table_is_needed(name: str) -> None:
    table = load_table(name, ())
    for row in table:
        run, without = runner(name)(table)(row), runner(name)(table.without(row))(row)
        assert row.examples
        for source, expected in row.examples:
            assert run(source) == expected
            assert without(source) != expected, f"{row.id} is dead: {source}"


# ---------- how many ----------


def test_complexity_counts_slots_and_values() -> None:
    assert complexity([]) == 0
    assert complexity([1]) == 1 and complexity([3]) == 2 and complexity([7, 7]) == 6
    assert complexity([40]) < complexity([40, 1]) < complexity([40, 2])


def test_the_plan_is_kept() -> None:
    plan = Plan(rate=2, low=2, high=9)
    assert allot([0.0, 1.0, 3.0, 100.0], [1, 50, 50, 50], ["a"] * 4, plan) == [1, 2, 6, 9]
    assert allot([1.0, 3.0], [1000, 1000], ["a", "b"], Plan(count=40)) == [10, 30]
    assert allot([1.0, 3.0], [1000, 12], ["a", "b"], Plan(count=40)) == [28, 12]
    balanced = allot([1.0, 1.0, 1.0, 8.0], [500] * 4, ["a", "a", "a", "b"], Plan(count=60, balance="intent"))
    assert balanced == [10, 10, 10, 30]


@given(
    st.lists(st.tuples(st.just(0.0) | st.floats(1, 50), st.integers(0, 60), st.sampled_from("abc")), max_size=8),
    st.integers(0, 200),
    st.integers(0, 5),
    st.sampled_from(["none", "intent"]),
)
@settings(max_examples=50, deadline=None)
def test_shares_are_within_their_bounds(frames: list[tuple[float, int, str]], count: int, low: int, balance: str) -> None:
    weights, room, intents = [f[0] for f in frames], [f[1] for f in frames], [f[2] for f in frames]
    shares = allot(weights, room, intents, Plan(count=count, low=low, high=40, balance=balance))  # type: ignore[arg-type]
    caps = [min(r, 40) for r in room]
    assert all(min(low, cap) <= share <= cap for share, cap in zip(shares, caps, strict=True))
    if count and balance == "none" and all(w > 0.01 for w in weights):
        assert sum(shares) == min(max(count, sum(min(low, c) for c in caps)), sum(caps))


@given(st.lists(st.integers(1, 6), min_size=1, max_size=4))
@settings(max_examples=50, deadline=None)
def test_combinations_come_once_and_evenly(sizes: list[int]) -> None:
    every = [tuple(c) for c in combinations(sizes)]
    assert len(set(every)) == len(every) == prod(sizes)
    for at, size in enumerate(sizes):
        counts = Counter(c[at] for c in every[: len(every) // 2])
        assert max(counts.values(), default=0) - min((counts[v] for v in range(size)), default=0) <= max(2, prod(sizes[:at]) // size + 2)
    assert [tuple(c) for c in islice(combinations([10**9, 10**9]), 3)] == [(0, 0), (1, 1), (2, 2)]


# ---------- what must hold of all ----------

PIECES = st.lists(
    st.sampled_from(["شغل ", "ل", "ال", "لل", "و", "ي", "ها", " الجديدة", " هذا", " دقيقة", "يبدأ ", "َ", "🎉", " ", "x"]) | TEXT, max_size=3
).map("".join)
HELD = st.sampled_from(
    [*Values([Entry("x")])._kinds, "أديل", "لأديل", "هيلو", "الكويت", "للكويت", "بيتي", "سيارته", "5", "ثلاث", "كِتاب", "Adele"]
)


@st.composite
def templates(draw: st.DrawFn) -> Template:
    text, slots = draw(PIECES), []
    for _ in range(draw(st.integers(0, 3))):
        held = draw(HELD) or "x"
        slots.append(Slot(len(text), len(text) + len(held), draw(st.sampled_from(["artist", "thing", "city", "number", "other"]))))
        text += held + draw(PIECES)
    return Template(text, tuple(slots), draw(st.sampled_from("ab")), "t:1")


@given(st.lists(templates(), max_size=4), st.integers(0, 3))
@hypothesis.example([Template("لالكويت", (Slot(1, 7, "city"),), "a", "t:1")], 0)
@settings(max_examples=50, deadline=None)
def test_slots_are_exact_and_nothing_comes_twice(entries: list[Entry], given_ones: list[Template], seed: int) -> None:
    resampler = Resampler(Values(entries), SocketFinder(CLITICS, no_guess), AGREEMENT)
    plan = Plan(seed=seed, rate=2)
    result = resampler(given_ones, plan)
    examples = list(result.examples)
    assert [e.text for e in examples] == [e.text for e in resampler(given_ones, plan).examples]
    texts = [e.text for e in examples]
    assert len(set(texts)) == len(texts)
    assert {t.text for t in given_ones} <= set(texts)
    spellings = {e.type: {s for x in entries if x.type == e.type for s in (x.term, *x.aliases)} for e in entries}
    for frame in result.frames:
        for e in frame.examples:
            assert [s.label for s in e.slots] == [s.label for s in e.template.slots]
            at = 0
            for slot, old, pool in zip(e.slots, frame.template.slots, frame.pools, strict=True):
                assert at <= slot.start < slot.end <= len(e.text)
                at = slot.end
                held = e.text[slot.start : slot.end]
                if e.number and pool[0] is None:
                    assert held == e.template.text[old.start : old.end]
                elif e.number:
                    assert slot.value in spellings[slot.label] and slot.id
                    assert slot.value[2:4] in held or slot.label == "number"


def test_another_seed_makes_other_examples(entries: list[Entry]) -> None:
    one, two = (made(entries, "شغل [هيلو:song] ل[أديل:artist]", plan=Plan(seed=seed, rate=1)) for seed in (0, 1))
    assert one != two and set(one) & set(two)
    more = made(entries, "طف [المطبخ:room]", "شغل [هيلو:song] ل[أديل:artist]", plan=Plan(seed=0, rate=1))
    assert more[-len(one) :] == one  # a template more changes nothing of the others


def test_templates_that_differ_in_values_only_are_one(entries: list[Entry]) -> None:
    resampler = Resampler(Values(entries), SocketFinder(CLITICS, no_guess), AGREEMENT)
    frames = resampler([template("روح ل[دبي:city]"), template("روح ل[لكويت:city]")], Plan(rate=1000)).frames
    assert len(frames) == 1 and frames[0].examples[0].text == "روح لدبي"
    assert [e.text for e in frames[0].examples] == ["روح لدبي", "روح للكويت", "روح ل Dubai"]
    assert [e.number for e in frames[0].examples] == [0, 0, 1]
    [frame] = resampler([template("روح ل[دبي:city]"), template("روح ل[لكويت:city]")], Plan(rate=0)).frames
    assert len(frame.examples) == 2, "what is there stays"
    [frame] = resampler([template("روح ل[دبي:city]"), template("روح ل[لكويت:city]")], Plan(high=1)).frames
    assert len(frame.examples) == frame.wanted == 1


def test_two_slots_of_a_label_name_two_things(entries: list[Entry]) -> None:
    for example in made(entries, "شغل [أديل:artist] و[كولدبلاي:artist]"):
        assert not re.search(r"أديل.*Adele|Adele.*أديل|(كولد ?بلاي|Coldplay).*(كولد ?بلاي|Coldplay)", example)


# ---------- files ----------

JSONL = [
    '{"id": 7, "text": "شغل هيلو لأديل 🎉", "intent": "play", "slots": [{"start": 4, "end": 8, "label": "song", "value": "هيلو", "id": "s1"}, [10, 14, "artist"]], "by": "x"}',
    "",
    '{"text": "وقف", "intent": "stop"}',
]
CONLL = """# id = 3
# text = شغل هيلو لأديل
# text-en = play
# intent = play
1	شغل	play	O
2	هيلو	play	B-song
3	لأديل	play	B-artist

# intent: stop
وقف O
"""


def test_json_lines_keep_the_rest_of_the_record(entries: list[Entry], tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text("\n".join(JSONL), "utf-8")
    resampler = Resampler(Values(entries), SocketFinder(CLITICS, no_guess), AGREEMENT)
    records = [json.loads(write(e, "jsonl")) for e in resampler(list(read(str(path), "jsonl")), Plan(rate=1000)).examples]
    assert records[0] == json.loads(JSONL[0]) and records[-1] == {**json.loads(JSONL[2]), "slots": []}
    record = next(r for r in records if r["text"] == "شغل يلو لكاظم الساهر 🎉")
    assert re.fullmatch(r"7-\d+", record["id"]) and record["by"] == "x" and record["intent"] == "play"
    assert record["slots"] == [{"start": 4, "end": 7, "label": "song", "value": "يلو", "id": "s2"}, [9, 20, "artist"]]


def test_conll_keeps_its_columns(entries: list[Entry], tmp_path: Path) -> None:
    path = tmp_path / "t.conll"
    path.write_text(CONLL, "utf-8")
    resampler = Resampler(Values(entries), SocketFinder(CLITICS, no_guess), AGREEMENT)
    examples = list(resampler(list(read(str(path), "conll")), Plan(rate=1000)).examples)
    assert write(examples[0], "conll").decode() == CONLL[: CONLL.index("# intent:")]
    assert write(examples[-1], "conll").decode() == "# intent = stop\nوقف O\n\n"
    example = next(e for e in examples if e.text == "شغل يلو لكاظم الساهر")
    rows = write(example, "conll").decode().rstrip("\n").split("\n")
    assert rows[1:] == [
        "# text = شغل يلو لكاظم الساهر", "# intent = play", "1\tشغل\tplay\tO", "2\tيلو\tplay\tB-song", "3\tلكاظم\tplay\tB-artist", "4\tالساهر\tplay\tI-artist",
    ]  # fmt: skip
    assert json.loads(write(examples[0], "jsonl")) == {
        "id": "3", "text": "شغل هيلو لأديل", "intent": "play",
        "slots": [{"start": 4, "end": 8, "label": "song"}, {"start": 9, "end": 14, "label": "artist"}],
    }  # fmt: skip


def test_slots_beside_each_other_begin_anew() -> None:
    text = "دبي الكويت"
    assert list(tagged(text, [Slot(0, 3, "city"), Slot(4, 10, "city")])) == [("دبي", "B-city"), ("الكويت", "B-city")]
    assert list(tagged("ل Dubai", [Slot(0, 7, "city")])) == [("ل", "B-city"), ("Dubai", "I-city")]


@pytest.mark.parametrize(
    ("data", "format", "complaint"),
    [
        (
            '{"text": "a"}\n{"text": "شغل", "slots": [[0, 9, "x"]]}',
            "jsonl",
            ":2: 'slots' has [0, 9, \"x\"], which is no place in a text of 3",
        ),
        ('{"text": "شغل", "slots": [[0, 1]]}', "jsonl", ":1: slot 0-1 has no label"),
        ('{"text": "شغل", "slots": [[0, 2, "x"], [1, 3, "y"]]}', "jsonl", ":1: slot 1-3 y overlaps"),
        ('{"text": "شغل", "slots": [[1, 1, "x"]]}', "jsonl", ":1: slot 1-1 x is empty"),
        ('{"utt": "شغل"}', "jsonl", ":1: no field 'text'"),
        ("[]", "jsonl", ":1: not a JSON object"),
        ("شغل O\nهيلو\n", "conll", ":2: no BIO tag"),
        ("# id = 1\nشغل O\nهيلو I-song\n", "conll", ":3: I-song follows no B-song"),
        ("1\tشغل\tO\nهيلو\tO\n", "conll", ":2: 2 columns"),
        ("شغل لي\tO\n", "conll", ":1: the word is 'شغل لي'"),
    ],
)
def test_errors_name_file_and_line(data: str, format: str, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "t"
    path.write_text(data, "utf-8")
    with pytest.raises(AvcError) as failure:
        list(read(str(path), format))  # type: ignore[arg-type]
    assert str(failure.value).startswith(f"{path}{complaint}")


def test_options_that_name_what_is_not_there(entries: list[Entry]) -> None:
    with pytest.raises(AvcError, match="no template has a slot nope"):
        read_types("song,nope", ["song"])
    with pytest.raises(AvcError, match="no entry of type nope"):
        Values(entries, types=read_types("title=nope", ["title"]))
    with pytest.raises(AvcError, match="say so with --from"):
        format_of("templates.txt")
    assert read_types("title=song, artist", ["title", "artist"]) == {"title": "song", "artist": "artist"}


def test_a_gender_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "c.tsv"
    path.write_text("term\tgender\nAdele\tx\n")
    with pytest.raises(AvcError, match=r"c\.tsv:2: gender 'x' is not known"):
        read_catalogue([path])


@pytest.mark.parametrize(("spelling", "seen"), [("arabic", {"دبي", "الكويت"}), ("latin", {"Dubai"}), ("term", {"دبي", "الكويت"})])
def test_spellings(entries: list[Entry], spelling: str, seen: set[str]) -> None:
    kind = Values(entries, spelling).of("city")  # type: ignore[arg-type]
    assert kind and {value.text for value in kind.values} == seen


# ---------- statistics, page, command ----------


def test_statistics(entries: list[Entry]) -> None:
    resampler = Resampler(Values(entries), SocketFinder(CLITICS, no_guess), AGREEMENT)
    result = resampler([template("شغل [هيلو:song]", "play"), template("طف [المطبخ:room]", "off"), template("وقف", "stop")], Plan(rate=1000))
    stats = statistics(result)
    assert (stats["templates"], stats["examples"]) == (3, 8)
    assert stats["intents"]["play"] == {"templates": 1, "examples": 4}
    assert stats["slots"]["song"] == {"filled": 4, "values": 4, "used": 4, "balance": 1.0}
    assert stats["complexity"] == {"least": 0, "median": 2, "most": complexity([4])}
    assert [skeleton(frame) for frame in result.frames] == ["شغل {song}", "طف {room}", "وقف"]
    assert balance([5, 5, 5]) == pytest.approx(1) and balance([9, 0]) == 0 and 0 < balance([9, 1]) < 1
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', stats_page(result, "<t>", "s").decode())[1])  # type: ignore[index]
    assert len(data["lines"]) == 8 and data["totals"] == {"examples": 8, "templates": 3, "intents": 3}
    charts = {(f["chart"], f["name"]): f["n"] for f in data["facets"]}
    assert charts["intents", "play"] == 4 and charts["slots", "room"] == 3 and charts["templates", "شغل {song} (2.3)"] == 4
    assert charts["values", "Hello"] == 1


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["resample", *arguments])
    if done.exception and not isinstance(done.exception, SystemExit):
        return 1, done.stdout, str(done.exception)
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "c.tsv").write_text(CATALOGUE, "utf-8")
    (tmp_path / "t.jsonl").write_text("\n".join(JSONL), "utf-8")
    return ["-c", str(tmp_path / "c.tsv"), str(tmp_path / "t.jsonl")]


def test_the_command(files: list[str], tmp_path: Path) -> None:
    code, out, err = run(*files, "--count", "6", "-o", str(tmp_path / "o.jsonl"))
    assert (code, out, err) == (0, "", "")
    lines = (tmp_path / "o.jsonl").read_text("utf-8").rstrip("\n").split("\n")
    assert len(lines) == 6 and len(set(lines)) == 6
    assert run(*files, "--count", "6")[1].rstrip("\n").split("\n") == lines
    assert run(*files, "--count", "6", "--seed", "1")[1].rstrip("\n").split("\n") != lines
    assert len(run(*files, "--count", "6", "--only-new")[1].rstrip("\n").split("\n")) == 6
    code, out, err = run(*files, "--count", "900")
    assert code == 0 and err == "avc: 33 examples, not 900: the templates allow no more\n" and out.count("\n") == 33
    assert run(*files, "--per-template", "3", "4")[1].count("\n") == 5
    code, out, err = run(*files, "--count", "1")
    assert out.count("\n") == 2 and err.startswith("avc: 2 examples, not 1: each template stays in")
    assert run(*files, "--per-template", "0", "0")[1] == ""
    assert run(*files, "--count", "1", "--only-new", "--per-template", "0", "9")[1].count("\n") == 1
    assert run(*files, "--slots", "song")[1].count("Adele") == 0


def test_the_command_explains(files: list[str], tmp_path: Path) -> None:
    header, names, *rows = run(*files, "--explain")[1].rstrip("\n").split("\n")
    assert "log2" in header and names.split("\t")[3:7] == ["complexity", "combinations", "wanted", "made"]
    assert rows[0].split("\t")[1:] == ["play", "song=4 artist=8", "5.49", "32", "16", "16", "شغل {song} ل{artist} 🎉"]
    code, out, err = run(*files, "--stats", "--page", str(tmp_path / "p.html"))
    assert code == 0 and "templates 2, examples 17" in out and (tmp_path / "p.html").read_bytes().startswith(b"<!doctype html>")
    assert json.loads(run(*files, "--stats", "--json")[1])["examples"] == 17


def test_wrong_use(files: list[str]) -> None:
    assert run(*files, "--per-template", "5", "2")[0] == 2
    assert "no entry of type x" in run(*files, "--slots", "song=x")[2]
    (Path(files[2])).write_text('{"text": "وين الوعد", "slots": [[4, 9, "date"]]}', "utf-8")
    assert run(*files)[2] == "avc: slots left as they were, as the catalogue has no value that fits: date (1)\n"

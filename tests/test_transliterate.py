"""The transliterator: golden lines, table rows that earn their place, catalogues, properties, speed, native text."""

from __future__ import annotations

import json
import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.examples import RUNNERS
from arabic_voice_cli.tables import load_table
from arabic_voice_cli.text import ARABIC_WORD
from arabic_voice_cli.transliterate import Transliterator
from arabic_voice_cli.transliterate.alignment import INFINITE, Aligner, LetterCosts
from arabic_voice_cli.transliterate.catalogue import Entry, read_catalogue
from arabic_voice_cli.transliterate.catalogue_index import CatalogueIndex
from arabic_voice_cli.transliterate.loan_spans import ENDINGS, THRESHOLD
from arabic_voice_cli.transliterate.native import NativeWords
from arabic_voice_cli.transliterate.phonetic import EDGE, arabic_key, fold_arabic, fold_latin, join_keys, word_keys
from arabic_voice_cli.transliterate.spoken import Reader
from arabic_voice_cli.transliterate.words import Rules

from .command import avc
from .strategies import TEXT

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
TABLES = {
    "letters_latin.tsv": ("latin", "arabic", "cost"),
    "letter_names.tsv": ("letter", "arabic", "cost"),
    "loan_proclitics.tsv": ("proclitic", "cost", "term"),
    "homographs.tsv": ("word", "term"),
    "context_words.tsv": ("word", "types", "weight", "term"),
    "spoken_signs.tsv": ("written", "lang", "spoken"),
    "loanwords.tsv": ("arabic", "latin", "lang"),
}
ENTRIES = [
    *(Entry(t, "en", "artist") for t in ("Adele", "Coldplay", "Ed Sheeran", "The Weeknd", "Queen", "50 Cent", "Maroon 5", "Dua Lipa", "Aretha Franklin", "Sia")),
    *(Entry(t, "fr", "artist") for t in ("Indila", "Noir Désir", "Slimane")),
    Entry("Hello", "en", "song", "s1", 90.0, ("هيلو",)),
    *(Entry(t, "en", "song") for t in ("Shape of You", "Bohemian Rhapsody", "Blinding Lights", "Rolling in the Deep", "Viva la Vida", "#SELFIE", "Thriller")),
    *(Entry(t, "fr", "song") for t in ("Dernière danse", "La Vie en rose")),
    *(Entry(t, "en", "film") for t in ("The Matrix", "Helm", "Shrek")),
    *(Entry(t, "en", "app") for t in ("Spotify", "WhatsApp", "YouTube", "Instagram", "Snapchat", "Google", "Zoom", "Netflix", "Disney+", "HBO")),
    *(Entry(t, "en", "brand") for t in ("Nutella", "Pepsi", "Nivea", "Xbox", "BMW")),
    *(Entry(t, "fr", "brand") for t in ("Nescafé", "Peugeot", "Renault", "Paris Saint-Germain", "Vichy")),
    *(Entry(t, "fr", "place") for t in ("Cannes", "Lille", "Nice", "Paris")),
    Entry("cream", "en", "word"),
]  # fmt: skip
LETTERS, READER, NATIVE, RULES = LetterCosts.load(), Reader.load(), NativeWords.load(), Rules.load()


def tool(entries=ENTRIES, **options):
    return Transliterator([CatalogueIndex.of(entries, LETTERS, READER)], NATIVE, RULES, **options)


TOOL = tool()
ANY = st.lists(
    TEXT | st.sampled_from(["شغل ", "كولد بلاي", "وبالواتساب", " ", "بي إم دبليو", "مارون 5", "لأديل", "أغنية ", "كولدبـــلاَيييي"]),
    max_size=6,
).map("".join)


def golden():
    lines = (HERE / "golden" / "transliterate.tsv").read_text("utf-8").split("\n")
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    assert rows[0] == ["id", "input", "expected", "why", "source"]
    return [pytest.param(*row[1:3], id=row[0]) for row in rows[1:]]


@pytest.mark.parametrize(("line", "expected"), golden())
def test_golden(line, expected):
    assert TOOL([line])[0].text == expected


def test_golden_lines_are_enough():
    assert len(golden()) >= 40


# -- rule tables --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TABLES)
def test_every_row_passes_its_example_and_fails_without_it(name):
    table = load_table(name, TABLES[name])
    runner = RUNNERS[name](table)
    few = table.rows if len(table) < 150 else random.Random(len(table)).sample(table.rows, 25)
    for row in table.rows:
        assert row.examples, row.place
        for given_, expected in row.examples:
            assert runner(row)(given_) == expected, row.place
    for row in few:  # taking a row away means loading the table again
        bare = RUNNERS[name](table.without(row))(row)
        assert any(bare(given_) != expected for given_, expected in row.examples), f"{row.place}: dead"


def test_defaults_of_the_command_are_those_of_the_tool():
    help_ = avc("transliterate", "--help").out.decode()
    assert f"{THRESHOLD}" in help_


# -- alignment ----------------------------------------------------------------------------------------------------------


@given(latin=st.text("abcdeghiknoprstuwxyé", min_size=1, max_size=8), arabic=st.text("ابتجرسشفقكلمنهويغعحصط", min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_the_cost_is_that_of_the_trace(latin, arabic):
    folded = fold_latin(latin)
    cost, steps = LETTERS.trace(folded, arabic)
    assert "".join(letters for _, letters in steps) == arabic
    encoded = LETTERS.encode(folded)
    assert Aligner(LETTERS, arabic).cost(encoded, 1000.0) == pytest.approx(cost)
    assert Aligner(LETTERS, arabic).cost(encoded, cost - 0.01) > cost
    assert LETTERS.floor(arabic) <= cost
    assert LETTERS.trace_encoded(encoded, arabic, cost) == (cost, steps)
    assert LETTERS.trace_encoded(encoded, arabic, cost - 0.01) == (INFINITE, [])


@pytest.mark.parametrize(
    ("latin", "right", "wrong"),
    [
        ("Bordeaux", "بوردو", "بورديوكس"),
        ("Wright", "رايت", "وريغهت"),
        ("Google", "قوقل", "بوبل"),
        ("Chanel", "شانيل", "هانيل"),
        ("Boisson", "بواسون", "بيسون"),
    ],
)
def test_the_usual_spelling_is_cheaper(latin, right, wrong):
    assert LETTERS.trace(fold_latin(latin), right)[0] < LETTERS.trace(fold_latin(latin), wrong)[0]


@pytest.mark.parametrize(
    ("arabic", "latin", "french"),
    [
        ("سناب شات", "Snapchat", False),
        ("سنابشات", "Snapchat", False),
        ("رينو", "Renault", True),
        ("غوتشي", "Gucci", False),
        ("ثينقز", "Things", False),
        ("بوردو", "Bordeaux", True),
    ],
)
def test_both_scripts_have_a_key_in_common(arabic, latin, french):
    words = fold_latin(latin).strip(EDGE).split(EDGE * 2)
    assert arabic_key(fold_arabic(arabic).replace(" ", "")) in join_keys([word_keys(w, french) for w in words])


@pytest.mark.parametrize(
    ("term", "lang", "reading"),
    [("BMW", "", "BMW"), ("ChatGPT", "", "chat GPT"), ("50 Cent", "en", "fifty cent"), ("France 24", "fr", "france vingt quatre"), ("P!nk", "", "pink"),
     ("AC/DC", "", "AC DC"), ("1975", "en", "nineteen seventy five"), ("Cardi B", "", "cardi B"), ("#SELFIE", "", "selfie"), ("Disney+", "", "disney plus"),
     ("McDonald's", "", "mc donalds"), ("100", "en", "one hundred")],
)  # fmt: skip
def test_terms_are_read_aloud(term, lang, reading):
    assert reading in [" ".join(word.strip(EDGE) for word in r) for r in READER.readings(term, lang)]


def test_what_has_no_latin_letters_has_no_reading():
    assert READER.readings("Крик") == READER.readings("♥") == []


# -- catalogues ---------------------------------------------------------------------------------------------------------


def write(tmp_path, name, text):
    path = tmp_path / name
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "Adele\n#SELFIE\n"),
        ("a", "Adele\r\n#SELFIE"),
        ("a.tsv", "term\tlang\ttype\nAdele\ten\tartist\n#SELFIE\ten\n"),
        ("a.tsv", "#term\tlang\tsource\nAdele\ten\tx\n#SELFIE\ten\ty\n"),
        ("a.csv", '\ufeffterm,lang\r\n"Adele",en\r\n#SELFIE,en\r\n'),
        ("a.jsonl", '{"term": "Adele", "aliases": ["أديل"]}\n{"term": "#SELFIE", "popularity": 3}\n'),
    ],
)
def test_formats(tmp_path, name, text):
    assert [entry.term for entry in read_catalogue([write(tmp_path, name, text)])[0]] == ["Adele", "#SELFIE"]


def test_a_quoted_cell_may_hold_a_comma_and_quotes(tmp_path):
    path = write(tmp_path, "a.csv", 'term,aliases\n"Non, je ne regrette rien",نو ريغريه|"نو"\n'.replace('"نو"', "نو"))
    [[entry], _] = read_catalogue([path])
    assert entry == Entry("Non, je ne regrette rien", aliases=("نو ريغريه", "نو"))


@pytest.mark.parametrize(
    ("name", "text", "place", "what"),
    [
        ("a.txt", "Adele\n\nQueen\n", ":2", "empty"),
        ("a.tsv", "term\tlang\nAdele\ten\n\ten\n", ":3", "empty"),
        ("a.tsv", "name\tlang\nAdele\ten\n", ":1", "no column 'term'"),
        ("a.tsv", "term\nAdele\tx\n", ":2", "2 cells"),
        ("a.csv", 'term,lang\n"Adele,en\n', "", "not CSV"),
        ("a.csv", "term\nAdele,en\n", ":2", "2 cells"),
        ("a.jsonl", '{"term": "Adele"}\nnot json\n', ":2", "not JSON"),
        ("a.jsonl", '["Adele"]\n', ":1", "'term'"),
        ("a.jsonl", '{"term": "a\\nb"}\n', ":1", "line break"),
        ("a.jsonl", '{"term": ["Adele"]}\n', ":1", "not text"),
        ("a.jsonl", '{"term": "Adele", "aliases": [1]}\n', ":1", "aliases"),
        ("a.tsv", "term\tpopularity\nAdele\tmuch\n", ":2", "not a number"),
        ("a.tsv", "term\tpopularity\nAdele\tnan\n", ":2", "not a number"),
        ("a.tsv", "", ":1", "no column"),
        ("a.txt", "", "", "no term"),
    ],
)
def test_errors_name_file_and_line(tmp_path, name, text, place, what):
    path = write(tmp_path, name, text)
    with pytest.raises(AvcError) as error:
        read_catalogue([path])
    assert str(error.value).startswith(f"{path}{place}")
    assert what in str(error.value) and "\n" not in str(error.value)


def test_bad_bytes_and_missing_files_are_named(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"Adele\n\xff\n")
    for path, what in ((tmp_path / "a.txt", ":2: not UTF-8"), (tmp_path / "none.tsv", ": no such file"), (tmp_path, ": is a directory")):
        with pytest.raises(AvcError, match=what):
            read_catalogue([path])


def test_duplicates_are_told_once(tmp_path, caplog):
    path = write(tmp_path, "a.tsv", "term\ttype\nAdele\tx\nAdele\tx\nAdele\tx\nAdele\ty\n")
    note = f"avc: {path}: 2 duplicate entries were ignored, the first on line {path}:3: 'Adele', as on line {path}:2"
    assert (len(read_catalogue([path])[0]), read_catalogue([path])[1]) == (2, [note])
    Transliterator.load([path])
    assert [r.getMessage() for r in caplog.records] == [note]


def test_types_choose_entries(tmp_path):
    path = write(tmp_path, "a.tsv", "term\ttype\nColdplay\tartist\nNetflix\tapp\n")
    chosen = Transliterator.load([path], types=["app"])
    assert chosen(["كولدبلاي نتفليكس"])[0].text == "كولدبلاي Netflix"
    with pytest.raises(AvcError, match="no term of type film; types there: artist, app"):
        Transliterator.load([path], types=["film"])


# -- options and results ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("clitics", "expected"), [("keep", "وبالNetflix"), ("space", "وبال Netflix"), ("drop", "Netflix")])
def test_clitics(clitics, expected):
    assert tool(clitics=clitics)(["وبالنتفليكس"])[0].text == expected


def test_spans_are_of_the_source_and_name_type_and_id():
    [result] = TOOL(["😀 شغل هَيلو"])
    [span] = result.spans
    assert (result.source[span.start : span.end], span.label, span.form, span.rule, span.id) == ("هَيلو", "song", "Hello", "alias", "s1")
    [span] = tool([Entry("Netflix")])(["وبِنتفليكس"])[0].spans
    assert (span.start, span.label, span.rule, span.id) == (3, "loan", "spelling", "")


def test_dry_run_changes_nothing():
    [result] = tool(dry_run=True)(["شغل كولدبلاي"])
    assert (result.text, [s.form for s in result.spans]) == ("شغل كولدبلاي", ["Coldplay"])


def test_threshold_is_the_evidence_asked_for():
    assert tool(threshold=100)(["شغل كولدبلاي"])[0].text == "شغل كولدبلاي"
    assert tool(threshold=0)(["جاء عديل"])[0].text != tool(threshold=20)(["جاء أديل"])[0].text


def test_span_prints_the_best_term_or_the_line():
    whole = tool(span=True, top=3)
    assert whole(["اديل"])[0].text.split("\t")[0] == "Adele"
    assert whole(["كوين"])[0].text.split("\t")[0] == "Queen"
    assert [whole([line])[0].text for line in ("ضظغ", "", "😀")] == ["ضظغ", "", "😀"]


def test_an_alias_is_exact_and_a_latin_one_is_read():
    one = tool([Entry("Pink", aliases=("P!nk Floyd", "بنكة")), Entry("Kia", aliases=("كيا",))])
    assert one(["أحب بنكه كثيرا"])[0].text == "أحب Pink كثيرا"
    assert one(["أسمع بنك فلويد"])[0].text == "أسمع Pink"
    assert one(["عندي كيا حمرا"])[0].text == "عندي Kia حمرا"


def test_a_common_word_as_alias_waits_for_a_context_word():
    one = tool([Entry("Cannes", type="place", aliases=("كان",))])
    assert one(["كان الجو حلو"])[0].text == "كان الجو حلو"
    assert one(["سافرت إلى مدينة كان"])[0].text == "سافرت إلى مدينة Cannes"


def test_the_more_popular_of_two_equals_wins():
    assert tool([Entry("Zoom", id="a"), Entry("Zoom", id="b", popularity=5)], span=True)(["زوم"])[0].spans[0].id == "b"


def test_a_context_word_prefers_its_types():
    both = [Entry("Halo", type="game", id="g"), Entry("Halo", type="song", id="s")]
    assert tool(both)(["شغل أغنية هالو"])[0].spans[0].id == "s"
    assert tool(both)(["شغل لعبة هالو"])[0].spans[0].id == "g"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("شغل توم وجيري", "شغل Tom and Jerry"),  # و for and
        ("ماركس اند سبنسر", "Marks & Spencer"),
        ("اطلب شحنة من دي اتش ال", "اطلب شحنة من DHL"),  # three words, one term
        ("شغل كاتي بيري رور", "شغل Katy Perry Roar"),  # what is played is an artist and a song
        ("سيارة هيونداي وكيا", "سيارة Hyundai و Kia"),  # a list goes on
        ("تطبيق ماركس اند سبنسر كيا", "تطبيق Marks & Spencer كيا"),  # but what an app is called ends
    ],
)
def test_neighbours_and_readings(line, expected):
    entries = [Entry(term, "en") for term in ("Tom and Jerry", "Marks & Spencer", "DHL", "Katy Perry", "Roar", "Hyundai", "Kia")]
    assert tool(entries)([line])[0].text == expected


@pytest.mark.parametrize(("clitics", "expected"), [("keep", "وبInstagramها."), ("space", "وب Instagram ها."), ("drop", "Instagram.")])
def test_an_ending_stays_outside_the_term(clitics, expected):
    entries = [Entry("Instagram", "en", "app"), Entry("Stromae", "fr", "artist")]
    made = tool(entries, clitics=clitics)
    assert [r.text for r in made(["وبانستغرامُها.", "حق سترومايها"])] == [expected, "حق سترومايها"]


def test_a_loanword_at_home_is_left_to_titles():
    entries = [Entry("Radio", "en", "song"), Entry("Radio Nova", "en", "brand")]
    at_home = tool(entries, at_home=["راديو"])
    assert [r.text for r in at_home(["سمعت راديو قديم", "شغل الراديو", "أغنية راديو", "سمعت راديو نوفا"])] == [
        "سمعت راديو قديم", "شغل الراديو", "أغنية Radio", "سمعت Radio Nova",
    ]  # fmt: skip
    assert tool(entries)(["سمعت راديو قديم"])[0].text == "سمعت Radio قديم"


def test_the_command_says_what_it_needs(tmp_path):
    assert "--catalogue" in avc("transliterate", input=b"").err
    assert avc("transliterate", input=b"").code == 2
    path = write(tmp_path, "a.tsv", "term\ttype\tid\nAdele\tartist\ta1\nAdell\tbrand\ta2\n")
    done = avc("transliterate", "-c", str(path), "--variants", "--span", input=b"")
    assert done.code == 2 and "--variants" in done.err
    shown = avc("transliterate", "-c", str(path), "--dry-run", "-f", "jsonl", input="شغل أغاني أديل\n".encode())
    [span] = json.loads(shown.out)["spans"]
    assert {k: span[k] for k in ("start", "end", "label", "form", "rule", "id")} == {
        "start": 10, "end": 14, "label": "artist", "form": "Adele", "rule": "spelling", "id": "a1"
    }  # fmt: skip
    first, second = span["candidates"]
    assert (first["term"], first["id"], second["term"]) == ("Adele", "a1", "Adell") and first["score"] == span["score"] > second["score"]
    assert "أغاني" in first["reason"] and "spelling" in first["reason"]
    assert "candidates" not in avc("transliterate", "-c", str(path), "-f", "jsonl", input="شغل أغاني أديل\n".encode()).out.decode()


def test_the_signature_knows_the_catalogue_and_the_options(tmp_path):
    a, b = write(tmp_path, "a.txt", "Adele\n"), write(tmp_path, "b.txt", "Queen\n")
    signatures = {Transliterator.load([p], threshold=t).signature for p in (a, b) for t in (13.0, 14.0)}
    assert len(signatures) == 4


# -- properties ---------------------------------------------------------------------------------------------------------


@given(line=ANY)
@settings(max_examples=200, deadline=None)
def test_spans_applied_to_the_source_rebuild_the_text(line):
    for made in (tool(clitics="keep"), tool(clitics="keep", threshold=0.0)):
        [result] = made([line])
        text = list(result.source)
        for span in reversed(result.spans):
            assert 0 <= span.start < span.end <= len(line)
            text[span.start : span.end] = span.form
        assert "".join(text) == result.text
        assert all(a.end <= b.start for a, b in pairwise(result.spans))


@given(line=ANY, other=ANY)
@settings(max_examples=100, deadline=None)
def test_a_line_does_not_depend_on_its_neighbours(line, other):
    assert tool()([other, line, other])[1] == TOOL([line])[0]


@given(line=ANY)
@settings(max_examples=100, deadline=None)
def test_twice_is_once_and_no_line_feed_comes_in(line):
    once = TOOL([line])[0].text
    assert TOOL([once])[0].text == once
    assert once.count("\n") == line.count("\n")


@given(line=st.text(st.characters(max_codepoint=0x5FF)))
def test_without_arabic_nothing_changes(line):
    assert TOOL([line])[0].text == line


@given(line=ANY)
@settings(max_examples=100, deadline=None)
def test_a_span_is_whole_words_from_one_stretch(line):
    for span in TOOL([line])[0].spans:
        assert "\n" not in line[span.start : span.end] and "،" not in line[span.start : span.end]
        rest = ARABIC_WORD.match(line, span.end)
        assert not rest or fold_arabic(rest[0]) in ENDINGS


def test_a_very_long_line_reads_as_its_parts():
    words = "شغل كولد بلاي ثم قالت الفتاة شيئا عن البحر، "
    assert tool()([words * 3000])[0].text == tool()([words])[0].text * 3000


def test_one_endless_word_is_left_alone():
    assert TOOL(["بلا" * 50_000])[0].spans == ()


# -- real text ----------------------------------------------------------------------------------------------------------

CATALOGUE = SHARED / "data" / "loan" / "catalogue_en_fr.tsv"
needs_shared = pytest.mark.skipif(not CATALOGUE.exists(), reason="the development data is not here")


@pytest.fixture(scope="module")
def large():
    return Transliterator.load([CATALOGUE])


@needs_shared
def test_native_words_are_left_alone_with_a_large_catalogue(large):
    lines = (SHARED / "data" / "loan" / "natives.tsv").read_text("utf-8").split("\n")[1:]
    words = random.Random(1).sample([line.split("\t")[0] for line in lines if line], 8000)
    changed = [result.source for result in large(words) if result.spans]
    assert len(changed) <= 0.004 * len(words), changed


@needs_shared
def test_own_pairs_are_found(large):
    rows = [line.split("\t") for line in (SHARED / "data" / "loan" / "pairs_own_catalogue.tsv").read_text("utf-8").split("\n")[1:]]
    catalogue = {entry.term for entry in read_catalogue([CATALOGUE])[0]}
    rows = [row for row in rows if len(row) > 1 and row[1] in catalogue][::12]
    whole = Transliterator.load([CATALOGUE], span=True)
    right = sum(whole([row[0]])[0].text.casefold() == row[1].casefold() for row in rows)
    assert right / len(rows) > 0.88

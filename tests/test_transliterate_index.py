"""The index of a catalogue: its file, the cache, what is found in it, and the spellings to expect for a term."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.transliterate import Transliterator, build, index_file
from arabic_voice_cli.transliterate.alignment import LetterCosts
from arabic_voice_cli.transliterate.catalogue import Entry
from arabic_voice_cli.transliterate.catalogue_index import CatalogueIndex
from arabic_voice_cli.transliterate.loan_spans import AT_ONCE
from arabic_voice_cli.transliterate.native import NativeWords
from arabic_voice_cli.transliterate.phonetic import CONSONANTS, key_code, key_neighbours, key_span
from arabic_voice_cli.transliterate.spoken import Reader
from arabic_voice_cli.transliterate.variants import VariantLister
from arabic_voice_cli.transliterate.words import Rules

from .command import avc

ROWS = "term\ttype\tid\taliases\nAdele\tartist\ta1\t\nColdplay\tartist\ta2\tكولد|كولدبلاي\nNetflix\tapp\ta3\t\n"
LINE, REWRITTEN = "شغل أغاني كولدبلاي في نتفليكس", "شغل أغاني Coldplay في Netflix"
KEY = st.text(CONSONANTS, max_size=14)


@pytest.fixture
def catalogue(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "catalogue.tsv"
    path.write_text(ROWS, "utf-8")
    return path


def kept(catalogue: Path) -> list[Path]:
    return sorted((catalogue.parent / "cache").glob("avc/catalogues/*"))


# -- the file and the cache ---------------------------------------------------------------------------------------------


def test_an_index_is_built_once_and_used(catalogue, monkeypatch):
    path = build([catalogue])
    assert kept(catalogue) == [path]
    before = path.stat().st_ino
    assert build([catalogue]) == path and path.stat().st_ino == before
    monkeypatch.setattr("arabic_voice_cli.transliterate.catalogue_index._new", None)  # nothing is built any more
    assert Transliterator.load([catalogue])([LINE])[0].text == REWRITTEN


def test_another_catalogue_has_another_index(catalogue):
    first = build([catalogue])
    catalogue.write_text(ROWS.replace("Netflix", "Nutella"), "utf-8")
    assert Transliterator.load([catalogue])([LINE])[0].text == "شغل أغاني Coldplay في نتفليكس"
    assert build([catalogue]) != first


def damage(data: bytes) -> dict[str, bytes]:
    middle = len(data) // 2
    return {
        "empty": b"",
        "short": data[:middle],
        "long": data + b"x",
        "byte": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
        "head": bytes([data[0] ^ 1]) + data[1:],
        "sizes": data[:30] + b"\xff" * 8 + data[38:],
        "text": b"nothing of the kind",
    }


@pytest.mark.parametrize("how", damage(b"x" * 100))
def test_a_damaged_index_is_made_again(catalogue, how):
    path = build([catalogue])
    whole = path.read_bytes()
    path.write_bytes(damage(whole)[how])
    assert Transliterator.load([catalogue])([LINE])[0].text == REWRITTEN
    assert build([catalogue]) == path and path.read_bytes() == whole


def test_runs_at_once_do_not_meet(catalogue):
    with ThreadPoolExecutor(4) as pool:
        results = pool.map(lambda _: (build([catalogue]), Transliterator.load([catalogue])([LINE])[0].text), range(12))
    assert {text for _, text in results} == {REWRITTEN}
    assert len(kept(catalogue)) == 1


def test_a_cache_that_cannot_be_written_stops_only_who_asked_for_it(catalogue, monkeypatch):
    blocked = catalogue.parent / "file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    monkeypatch.setattr("arabic_voice_cli.transliterate.catalogue_index.WORTH_KEEPING", 1)
    assert Transliterator.load([catalogue])([LINE])[0].text == REWRITTEN
    with pytest.raises(AvcError, match="XDG_CACHE_HOME"):
        build([catalogue])


def test_only_the_latest_indexes_are_kept(catalogue):
    for number in range(index_file.KEPT + 3):
        catalogue.write_text(f"{ROWS}Term {number}\t\t\t\n", "utf-8")
        path = build([catalogue])
        os.utime(path, (number, number))
    assert len(kept(catalogue)) == index_file.KEPT and path in kept(catalogue)


def test_a_large_catalogue_is_kept_unasked(catalogue, monkeypatch):
    Transliterator.load([catalogue])
    assert kept(catalogue) == []
    monkeypatch.setattr("arabic_voice_cli.transliterate.catalogue_index.WORTH_KEEPING", 3)
    assert Transliterator.load([catalogue])([LINE])[0].text == REWRITTEN
    assert len(kept(catalogue)) == 1


def test_duplicates_are_told_at_every_use(catalogue, caplog):
    catalogue.write_text(ROWS + "Adele\tartist\ta1\t\n", "utf-8")
    build([catalogue])
    Transliterator.load([catalogue])
    assert [f"{catalogue}:5: 'Adele', as on line {catalogue}:2" in r.getMessage() for r in caplog.records] == [True, True]


def test_the_command_builds_and_stops(catalogue):
    done = avc("transliterate", "-c", str(catalogue), "--build-index", input=b"\n")
    assert (done.code, done.out.decode()) == (0, f"{kept(catalogue)[0]}\n")
    assert avc("transliterate", "--build-index", input=b"").code == 2


@given(meta=st.dictionaries(st.text(), st.text()), sections=st.dictionaries(st.text(), st.binary()))
@settings(max_examples=50)
def test_what_is_packed_is_unpacked(meta, sections):
    found = index_file.unpack(memoryview(index_file.pack(meta, {name: memoryview(data) for name, data in sections.items()})))
    assert found is not None
    assert (found[0], {name: bytes(data) for name, data in found[1].items()}) == (meta, sections)


# -- skeletons ----------------------------------------------------------------------------------------------------------


@given(a=KEY, b=KEY)
def test_numbers_of_skeletons_sort_as_they_do(a, b):
    assert (key_code(a) < key_code(b)) == (a < b)
    low, high = key_span(a)
    assert (low <= key_code(b) <= high) == b.startswith(a)


@given(key=KEY.filter(bool), at=st.integers(0, 13))
def test_a_neighbour_has_one_consonant_less(key, at):
    at %= len(key)
    less = key[:at] + key[at + 1 :]
    if all(x != y for x, y in zip(less, less[1:], strict=False)):
        assert less in key_neighbours(key)


# -- search -------------------------------------------------------------------------------------------------------------

LETTERS, READER, NATIVE, RULES = LetterCosts.load(), Reader.load(), NativeWords.load(), Rules.load()


def tool(entries, **options):
    return Transliterator([CatalogueIndex.of(entries, LETTERS, READER)], NATIVE, RULES, **options)


def test_popular_ones_of_a_crowd_are_not_lost():
    crowd = [
        Entry(f"M{a}r{b}k{c}", id="x")
        for a in ("a", "o", "e", "ee", "oo", "ai")
        for b in ("", "a", "e", "o", "ie")
        for c in ("", "a", "o", "ie")
    ]
    whole = tool([*crowd, Entry("Mariko", id="m", popularity=3)], span=True, top=5)
    [result] = whole(["ماريكو"])
    assert result.spans[0].id == "m" and len(result.text.split("\t")) == len(result.spans[0].candidates) == 5


@pytest.mark.parametrize("types", [["app"], ["artist"]])
def test_types_narrow_a_crowd(tmp_path, types):
    path = tmp_path / "a.tsv"
    rows = [f"Zoom{'o' * n}\t{kind}\t{kind}{n}" for n in range(20) for kind in ("app", "artist")]
    path.write_text("\n".join(["term\ttype\tid", *rows, ""]), "utf-8")
    [result] = Transliterator.load([path], types=types, span=True, top=50, ranker=None)(["زوم"])
    assert [c.id for c in result.spans[0].candidates] == [f"{types[0]}{n}" for n in (0, 2, 1)]


class Reverse:
    """Prefers what the alignment likes least."""

    signature, reach, share = "reverse", 8.0, 0.0

    def __init__(self):
        self.queries = []

    def __call__(self, queries):
        self.queries += queries
        return [[20.0 + at for at in range(len(q.matches))] for q in queries]


def test_a_ranker_is_asked():
    entries = [Entry("Mark"), Entry("Marc", lang="fr"), Entry("Marque", lang="fr")]
    plain, rank = tool(entries, span=True, top=3)(["مارك"])[0].text.split("\t"), Reverse()
    assert tool(entries, span=True, top=3, rank=rank)(["مارك"])[0].text.split("\t") == plain[::-1]
    assert {m.entry.term for m in rank.queries[0].matches} == {"Mark", "Marc", "Marque"} and rank.queries[0].arabic == "مارك"
    rank = Reverse()
    [result] = tool(entries, rank=rank, dry_run=True)(["شغل أغاني لمارك الآن"])
    assert [(q.arabic, q.before, q.after) for q in rank.queries if q.arabic == "مارك"][0] == ("مارك", "شغل أغاني ل", " الآن")
    assert [s.form for s in result.spans] == [rank.queries[-1].matches[-1].entry.term]


def test_a_line_longer_than_what_is_held_at_once_reads_as_its_parts():
    words = "شغل أغنية كولد بلاي ثم قالت الفتاة شيئا عن البحر "
    one = tool([Entry("Coldplay"), Entry("Cold")])
    assert one([words * (AT_ONCE // 3)])[0].text == one([words])[0].text * (AT_ONCE // 3)


def test_loanwords_need_no_catalogue():
    one = Transliterator.load(loanwords=True)
    assert one(["افتح الكمبيوتر والتلفزيون"])[0].text == "افتح ال computer وال television"
    assert one(["ما فيني شي بس تعبان"])[0].text == "ما فيني شي بس تعبان"  # شي بس is not chips
    assert avc("transliterate", "--loanwords", input="طفي اللايتات\n".encode()).out.decode() == "طفي ال lights\n"


# -- variants -----------------------------------------------------------------------------------------------------------

LISTER = VariantLister.load(top=10)


@pytest.mark.parametrize(
    ("term", "msa", "gulf"),
    [
        ("Google", "غوغل", "قوقل"),
        ("Adele", "أديل", "اديل"),
        ("Ed Sheeran", "إد شيران", "اد شيران"),
        ("BMW", "بي إم دبليو", "بي ام دبليو"),
        ("iPhone", "آيفون", "ايفون"),
        ("Game of Thrones", "غيم أوف ثرونز", "قيم اوف ثرونز"),
        ("HBO", "إتش بي أو", "اتش بي او"),
    ],
)
def test_both_varieties_are_listed(term, msa, gulf):
    spans = {span.form: span.label for span in LISTER([term])[0].spans}
    assert spans[msa] == "msa" and spans[gulf] == "gulf"


def test_an_alias_of_the_catalogue_is_first_and_french_is_read_as_french(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text("term\tlang\taliases\nRenault\tfr\t\nPink\ten\tبنك\n", "utf-8")
    lister = VariantLister.load([path], 3)
    assert [r.text.split("\t")[0] for r in lister(["Renault", "Pink"])] == ["رينو", "بنك"]


@given(st.text(max_size=30))
@settings(max_examples=100, deadline=None)
def test_variants_of_anything_are_one_line(term):
    [result] = LISTER([term])
    assert result.text.count("\n") <= term.count("\n")
    assert 0 <= sum(span.confidence for span in result.spans) <= 1.001
    assert len(result.spans) <= 10

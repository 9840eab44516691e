"""Scores: handmade numbers, and the same figures as the reference scorers where those are at hand."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.score.catt import units, without_case_endings
from arabic_voice_cli.score.convert import level, score_text, score_vowelled_words, vowelled_words
from arabic_voice_cli.score.diacritize import METRICS, score_diacritize
from arabic_voice_cli.score.distance import levenshtein
from arabic_voice_cli.score.fadel import classes, words
from arabic_voice_cli.score.letters import read_letters, without_conventions
from arabic_voice_cli.score.ratios import Ratios
from arabic_voice_cli.score.report import Bootstrap, Report, table
from arabic_voice_cli.score.tokenize import SCHEMES, reduce_to, score_tokenize
from arabic_voice_cli.score.transliterate import fold, score_pairs, score_retrieval, score_utterances
from arabic_voice_cli.score.words import compare, score_words
from arabic_voice_cli.text import DAMMA, FATHA, FATHATAN, KASRA, MARKS, SHADDA, SUKUN

from .command import avc

SHARED = Path(__file__).parents[2] / "shared"
TOOLS = SHARED / "tools"
DATA = SHARED / "data"
ARABIC = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"


def write(path: Path, *lines: str) -> str:
    path.write_text("".join(line + "\n" for line in lines), "utf-8")
    return str(path)


@pytest.fixture
def files(tmp_path: Path) -> Any:
    """Writes files: files("ref", "line", "line") → path."""
    return lambda name, *lines: write(tmp_path / name, *lines)


def need(*paths: Path) -> None:
    for path in paths:
        if not path.exists():
            pytest.skip(f"{path.name} is not there to compare with")


def reference_scorer(tool: str, *arguments: str) -> dict[str, Any]:
    """What the reference scorer answers."""
    need(TOOLS / tool)
    done = subprocess.run([sys.executable, TOOLS / tool, *arguments, "--json"], capture_output=True, check=True, text=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


# Letters and marks


@pytest.mark.parametrize(
    ("line", "chars", "why"),
    [
        ("ﻻ ﻷ ﻹ ﻵ", "لالألإلآ", "ligatures are opened"),
        ("ا\u0653ا\u0654ا\u0655و\u0654ي\u0654", "آأإؤئ", "combining hamza and madda are composed"),
        ("و\u0653", "و", "waw with madda is no letter"),
        ("اَ\u0654", "أ", "a mark between letter and hamza does not matter"),
        ("ٱلـٰه\u200d", "اله", "wasla is alef; tatweel, dagger alef and joiners are nothing"),
        ("aبcپ1", "ب", "other letters are not counted"),
    ],
)
def test_letters_are_levelled(line: str, chars: str, why: str) -> None:
    assert read_letters(line).chars == chars, why


def test_marks_are_a_set_and_tanwin_moves_off_the_alef() -> None:
    assert read_letters("بَّ").marks == read_letters("بَّ").marks == [{SHADDA, FATHA}]
    assert read_letters("باً").marks == read_letters("بًا").marks == [{FATHATAN}, frozenset()]
    assert read_letters("باًب").marks == [frozenset(), {FATHATAN}, frozenset()], "inside a word it stays"
    assert read_letters("ًا").marks == [frozenset()], "a mark without a letter is nothing"


def test_words_are_runs_of_letters() -> None:
    text = read_letters("قال،ثم a عاد")
    assert [text.show(word) for word in text.words()] == ["قال", "ثم", "عاد"]
    assert [i for i in range(len(text.chars)) if text.final(i)] == [2, 4, 7]


def test_conventions() -> None:
    def neutral(word: str) -> list[frozenset[str]]:
        return without_conventions(read_letters(word))

    assert neutral("قَال") == neutral("قال"), "fatha before a bare alef"
    assert neutral("نُور") == neutral("نور"), "damma before a bare waw"
    assert neutral("فِيل") == neutral("فيل"), "kasra before a bare ya"
    assert neutral("بَيْت") == neutral("بَيت"), "sukun"
    assert neutral("اِسم") == neutral("اسم"), "the vowel of an initial alef"
    assert neutral("بَيت") != neutral("بِيت"), "a diphthong's fatha is not implied"
    assert neutral("قُال") != neutral("قال")


# diacritize


def rates(files: Any, ref: str, hyp: str, metric: str = "robust", **options: Any) -> dict[str, Any]:
    return score_diacritize(files("ref", ref), files("hyp", hyp), metric, **options).figures


def test_a_copy_is_perfect(files: Any) -> None:
    line = "ذَهَبَ الْوَلَدُ إِلَى الْمَدْرَسَةِ."
    figures = rates(files, line, line, "all")
    names = [k for k in figures if "ER_" in k]
    assert len(names) == 3 * 8 + 4
    assert all(figures[k] == 0 for k in names)
    assert (figures["lines"], figures["words"], figures["letters"]) == (1, 4, 18)


def test_one_wrong_ending_and_one_bare_letter(files: Any) -> None:
    # 2 words, 6 letters, of which ا is bare; wrong is only the last letter of the second word
    figures = rates(files, "كَتَبَ وَلَا", "كَتَبَ وَلَاَ")
    assert figures["DER_ce_incl"] == round(100 / 6, 2)
    assert (figures["DER_noce_incl"], figures["DER_ce_excl"], figures["DER_noce_excl"]) == (0, 0, 0)
    assert figures["WER_ce_incl"] == 50
    assert (figures["WER_noce_incl"], figures["WER_ce_excl"], figures["WER_noce_excl"]) == (0, 0, 0)


def test_spelling_drift_is_counted_apart(files: Any) -> None:
    figures = rates(files, "أَكَلَ كَتَبَ", "اَكَلَ كَتَبَبَ")
    assert (figures["DER_ce_incl"], figures["WER_ce_incl"]) == (0, 50), "an inserted letter spoils its word only"
    assert (figures["lines_text_differs"], figures["letters_ins"]) == (1, 1)
    strict = rates(files, "أَكَلَ كَتَبَ", "اَكَلَ كَتَبَبَ", strict_letters=True)
    assert strict["DER_ce_incl"] == round(100 / 6, 2)
    gone = rates(files, "كَتَبَ لَنَا", "")
    assert (gone["DER_ce_incl"], gone["letters_del"], gone["lines_unaligned"]) == (100, 6, 1)


def test_catt_counts_spaces_and_ends(files: Any) -> None:
    # <BOS> كَ تَ space بِ <EOS>: six tags, one wrong
    figures = rates(files, "كَتَ بِ", "كَتُ بِ", "catt")
    assert figures["CATT_DER_ce"] == round(100 / 6, 3)
    assert figures["CATT_DER_noce"] == 0, "the mark before a space is emptied"
    assert rates(files, "كَتَ بِ", "كَتَ بُ", "catt")["CATT_DER_noce"] == round(100 / 6, 3), "a line's last word keeps its ending"
    assert units("مّْ")[1:-1] == [("م", SHADDA)], "shadda with sukun counts as shadda"
    assert units("مُّ")[1:-1] == [("م", SHADDA + DAMMA)], "shadda first, however it is stored"
    assert without_case_endings(units("كَ ب"))[1] == ("ك", "")


def test_fadel_words_and_classes() -> None:
    assert words("ًٌكَتَب1لَ(ه)") == ["كَتَب", "لَ", "ه"]
    assert classes("مُّدَّ") == [SHADDA + DAMMA, SHADDA + FATHA]
    assert classes("مَِب") == [FATHA, ""], "two vowels: the first counts"


def test_errors_are_words(files: Any) -> None:
    ref, hyp = files("ref", "كَتَبَ", "كَتَبَ", "قَالَ"), files("hyp", "كُتِبَ", "كُتِبَ", "قَالُ")
    for metric in ("robust", "fadel", "catt"):
        report = score_diacritize(ref, hyp, metric, errors=True)
        assert report.errors.most_common() == [("كَتَبَ / كُتِبَ", 2), ("قَالَ / قَالُ", 1)]


# words in context


@pytest.mark.parametrize(
    ("gold", "word", "right", "why"),
    [
        ("قَالَ", "قَالَ", "1111", "the same"),
        ("قَالَ", "قَالُ", "0101", "only the ending differs"),
        ("قَالَ", "قالَ", "0011", "fatha is implied by the alef"),
        ("فِي", "فى", "0000", "ى and ي are two letters"),
        ("عَلَى", "عَلى", "0011", "fatha before alef maksura"),
        ("مِنْ", "مِن", "0111", "sukun"),
        ("إِلَى", "الَى", "0000", "initial hamza with kasra is not a bare alef"),
        ("اِبن", "ابن", "0011", "the vowel of an initial alef"),
        ("كَتَبَ", "كَتَبَتَ", "0000", "another word"),
    ],
)
def test_words_in_context(gold: str, word: str, right: str, why: str) -> None:
    assert "".join(str(int(x)) for x in compare(gold, word)) == right, why


def test_word_error_by_genre(files: Any) -> None:
    text = files("text", "قال علي", "من هنا")
    key = files("key", "News\t0\t0\tقَالَ", "News\t0\t1\tعَلِيٌّ", "Poetry\t1\t0\tمِنْ", "Poetry\t1\t5\tهُنَا")
    report = score_words(key, text, files("hyp", "قَالَ عَلِيٌ", "مِن هُنَا"))
    assert report.figures == {
        "ALL": {"words": 4, "exact": 75.0, "exact_noCE": 25.0, "lenient": 50.0, "lenient_noCE": 25.0},
        "News": {"words": 2, "exact": 50.0, "exact_noCE": 0.0, "lenient": 50.0, "lenient_noCE": 0.0},
        "Poetry": {"words": 2, "exact": 100.0, "exact_noCE": 50.0, "lenient": 50.0, "lenient_noCE": 50.0},
    }
    assert report.errors["هُنَا / "] == 1


# tokenize


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ("d0", "وسيكتبونها"),
        ("d1", "و سيكتبونها"),
        ("d2", "و س يكتبونها"),
        ("atb", "و س يكتبون ها"),
        ("d3", "و س يكتبون ها"),
        ("nlu", "وسيكتبون ها"),
        ("nlu+", "و سيكتبون ها"),
    ],
)
def test_schemes(scheme: str, expected: str) -> None:
    pieces = [("و", "CONJ"), ("س", "FUT"), ("يكتب", "STEM"), ("ون", "SUBJ"), ("ها", "PRON_3FS")]
    assert " ".join(surface for surface, _ in reduce_to(scheme, pieces)) == expected


def test_schemes_around_the_preposition_lam() -> None:
    def cut(scheme: str, *pieces: tuple[str, str]) -> str:
        return " ".join(surface for surface, _ in reduce_to(scheme, list(pieces)))

    assert cut("nlu", ("شغل", "STEM"), ("ل", "PREP"), ("ي", "PRON_1S")) == "شغل ل ي", "an indirect object is split"
    assert cut("nlu", ("ل", "PREP"), ("ي", "PRON_1S")) == "ل ي"
    assert cut("nlu", ("ل", "PREP"), ("صاحب", "STEM"), ("ي", "PRON_1S")) == "لصاحب ي"
    assert cut("d2", ("شغل", "STEM"), ("ل", "PREP"), ("ي", "PRON_1S")) == "شغل ل ي"
    assert cut("d1", ("شغل", "STEM"), ("ل", "PREP"), ("ي", "PRON_1S")) == "شغللي"
    assert cut("d3", ("ال", "DET")) == "ال", "a single piece is the stem"


TOKENS = [
    "s1\tوكتابي\tو+كتاب+ي\tCONJ+STEM+PRON_1S",
    "s1\tبيت\tبيت\tSTEM",
    "",
    "s2\t.\t.\tSTEM",
    "s2\tكتبها\tكتب+ها\tSTEM+PRON_3FS\tUNSURE",
    "s2\tقلمهم\tقلم+هم\tSTEM+PRON_3MP",
]
GUESS = [
    "s1\tوكتابي\tوكتاب+ي\tSTEM+PRON_1S",
    "s1\tبيت\tبي+ت\tSTEM+PRON_2S",
    "s2\t.\t.\tSTEM",
    "s2\tكتبها\tكتبها\tSTEM",
    "s2\tقلمهم\tقلمهم\tSTEM",
]


def test_token_figures(files: Any) -> None:
    report = score_tokenize(files("gold", *TOKENS), files("hyp", *GUESS))
    assert report.figures == {
        "scheme": "nlu",
        "words": 3,
        "word_accuracy": 33.33,
        "split_words": 2,
        "split_word_accuracy": 50.0,
        "clitic_f1": {"PRON": [50.0, 2], "all": [50.0, 2]},
    }
    assert report.errors == {"بيت: بيت / بي+ت": 1, "قلمهم: قلم+هم / قلمهم": 1}
    fine = score_tokenize(files("gold", *TOKENS), files("hyp", *GUESS), fine=True).figures["clitic_f1"]
    assert fine == {"PRON_1S": [100.0, 1], "PRON_2S": [0.0, 0], "PRON_3MP": [0.0, 1], "all": [50.0, 2]}


def test_spans_of_a_tokenizer_score_like_their_table(files: Any) -> None:
    def sentence(words: list[str]) -> str:
        source, spans = "", []
        for row in words:
            _, word, pieces, tags, *_ = row.split("\t")
            at = len(source)
            for piece, tag in zip(pieces.split("+"), tags.split("+"), strict=True):
                spans.append({"start": at, "end": at + len(piece), "label": tag, "form": piece})
                at += len(piece)
            source += word + " "
        return json.dumps({"text": "", "source": source.removesuffix(" "), "spans": spans}, ensure_ascii=False)

    gold = files("gold", *TOKENS)
    figures = score_tokenize(gold, files("hyp", *GUESS)).figures
    assert score_tokenize(gold, files("hyp.jsonl", sentence(GUESS[:2]), sentence(GUESS[2:]))).figures == figures
    assert avc("score", "tokenize", "--list", gold).out.decode() == "وكتابي بيت\n. كتبها قلمهم\n"
    assert avc("score", "tokenize", gold).code == 2


def test_words_of_a_tokenized_sentence(files: Any) -> None:
    spans = [(0, 4, "STEM"), (5, 8, "STEM"), (9, 12, "STEM"), (12, 13, "PRON_1S")]
    record = {"source": "واي-فاي  كتبي", "spans": [{"start": a, "end": b, "label": tag} for a, b, tag in spans]}
    gold = files("gold", "s\tواي-فاي\tواي-فاي\tSTEM", "s\t\t\tSTEM", "s\tكتبي\tكتب+ي\tSTEM+PRON_1S")
    figures = score_tokenize(gold, files("hyp", json.dumps(record))).figures
    assert (figures["words"], figures["word_accuracy"]) == (2, 100), "a hyphen is no split, an empty word is a word"


# transliterate


def test_fold() -> None:
    assert fold("  Beyoncé  O’Neill-Smith Jr. ") == "beyonce oneillsmith jr"


def test_pairs(files: Any) -> None:
    gold = files("gold", "arabic\tlatin", "أديل\tAdele\tx", "سميث\tSmith", "سميث\tSmyth")
    report = score_pairs(gold, files("hyp", "adele", "Smit"))
    assert report.figures == {"forms": 2, "top1": 50.0, "CER": 10.0}
    assert report.errors == {"سميث: smith / smit": 1}


def test_retrieval(files: Any) -> None:
    gold = files("gold", "أديل\tAdele", "سميث\tSmith", "جون\tJohn")
    report = score_retrieval(gold, files("hyp", "Adele\tx", "a\tb\tc\td\te\tSMITH", "x"))
    assert report.figures == {"forms": 3, "top1": 33.33, "top5": 33.33, "top10": 66.67, "MRR": 0.3889}


def test_utterances(files: Any) -> None:
    gold = files("gold", "#utterance\tspans", "شغل أغنية هالو لأديل\tهالو=Hello;أديل=Adele\tmsa", "اطفئ النور\t", "شغل شي")
    report = score_utterances(gold, files("hyp", "شغل أغنية Hello ل Adel", "اطفئ النور", "شغل She"))
    assert report.figures == {
        "lines": 3, "exact": 33.33, "latin_word_f1": 40.0, "precision": 33.33, "recall": 50.0, "clean_lines": 2, "clean_lines_changed": 1
    }  # fmt: skip
    glued = score_utterances(gold, files("hyp", "شغل أغنية Hello ل Adele", "اطفئ  النور", "شغل شي"))
    assert glued.figures["exact"] == 100


# convert


def test_level() -> None:
    assert level("هلااااا، يا أُستاذة چم ٢؟") == "هلا يا استاذه جم 2"


def test_vowelled_words() -> None:
    assert vowelled_words("قَالْ نُورٌ؟ بَيْت") == ["قال", "نورٌ", "بَيت"]


def test_dialect_text(files: Any) -> None:
    pytest.importorskip("sacrebleu")
    ref = files("ref", "شنو تبي الحين يا خوي", "أبي أنام في البيت اليوم")
    same = score_text([ref], ref).figures
    assert {k: v for k, v in same.items() if k not in ("lines", "references")} == dict.fromkeys(
        ("chrF_raw", "BLEU_raw", "chrF_norm", "BLEU_norm", "exact_norm"), 100.0
    )
    other = files("hyp", "شنو تبي الحين يا خوي", "ابي انام في البيت اليووووم.")
    report = score_text([ref], other)
    assert report.figures["chrF_raw"] < report.figures["chrF_norm"] == 100
    assert report.figures["exact_norm"] == 100
    wrong = files("wrong", "شنو تبي الحين يا خوي", "ابي انام في الدار اليوم")
    assert score_text([ref], wrong).errors == {"البيت / الدار": 1}
    two = score_text([ref, wrong], wrong).figures
    assert (two["references"], two["exact_norm"]) == (2, 100)


def test_vowelled_word_recall(files: Any) -> None:
    report = score_vowelled_words(files("ref", "شُو تِبي الحين"), files("hyp", "شُو تَبي الحين"))
    assert report.figures == {"lines": 1, "words": 3, "vowelled_word_recall": 66.67, "bare_word_recall": 100.0}
    assert report.errors == {"تِبي / تَبي": 1}


# What all share


def test_distance_is_the_textbook_one() -> None:
    def textbook(a: str, b: str) -> int:
        row = list(range(len(b) + 1))
        for i, x in enumerate(a, 1):
            before, row[0] = row[0], i
            for j, y in enumerate(b, 1):
                before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
        return row[-1]

    rng = random.Random(1)
    assert levenshtein("", "abc") == levenshtein("abc", "") == 3
    for _ in range(300):
        a, b = ("".join(rng.choices("abc", k=rng.randrange(1, 80))) for _ in "ab")
        assert levenshtein(a, b) == textbook(a, b), (a, b)


def test_intervals_hold_the_figure_and_follow_the_seed() -> None:
    ratios = Ratios()
    for i in range(200):
        ratios.add({"half": (i % 2, 1), "none": (0, 1)})
    once, again, other = (ratios.intervals(500, seed) for seed in (7, 7, 8))
    assert once == again != other
    low, high = once["half"]
    assert 42 < low < 48 < 52 < high < 58, "about ± 1.96 * sqrt(.25 / 200)"
    assert once["none"] == [0, 0]


def test_report() -> None:
    assert table([["a", "bb"], ["ccc", "d"]]) == "a    bb\nccc   d"
    report = Report({"DER": 1.5}, "text")
    report.errors.update({"x": 3, "y": 5, "z": 1})
    assert json.loads(report.render(True, 0)) == {"DER": 1.5}
    assert json.loads(report.render(True, 2)) == {"DER": 1.5, "errors": [[5, "y"], [3, "x"]]}
    assert report.render(False, 1) == "text\n\n     5  y"
    report.add_intervals({"DER": [1, 2]})
    assert report.cell(1.5, "DER", 1) == "1.5 [1.0 2.0]"


ANY = st.text(
    alphabet=st.one_of(st.sampled_from(ARABIC + MARKS + " ٱـٰﻻ"), st.characters(codec="utf-8", exclude_characters="\n\r")), max_size=30
)


@settings(max_examples=60, deadline=None)
@given(line=ANY)
def test_any_line_against_itself_is_right(line: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = write(tmp_path_factory.getbasetemp() / "any", line)
    figures = score_diacritize(path, path, "all").figures
    assert all(value == 0 for name, value in figures.items() if "ER_" in name)


# The command


def test_unequal_files_are_named_with_their_counts(files: Any) -> None:
    ref, hyp = files("ref", "ا", "ب"), files("hyp", "ا")
    for arguments in (["diacritize", ref, hyp], ["convert", ref, hyp], ["convert", "--words", ref, hyp]):
        done = avc("score", *arguments)
        assert done.code == 1
        assert ref in done.complaint and hyp in done.complaint
        assert set(re.findall(r"has (\d+)", done.complaint)) == {"1", "2"}
    gold = files("gold", "ا\tA", "ا\tB", "ب\tB")
    for task in ("pairs", "retrieval"):
        assert "has 1 line" in avc("score", "transliterate", "--task", task, gold, hyp).complaint
    assert "has 1 line" in avc("score", "transliterate", "--task", "utterances", gold, hyp).complaint


@pytest.mark.parametrize(
    ("ref", "hyp", "complaint"),
    [
        (["s\tكتابي\tكتاب+ي\tSTEM"], ["s\tكتابي\tكتابي\tSTEM"], "gold:1: 2 pieces but 1 tags"),
        (["s\tكتابي"], ["s\tكتابي\tكتابي\tSTEM"], "gold:1: 2 columns"),
        (["s\tبيت\tبيت\tSTEM"], ["s\tبين\tبين\tSTEM"], "hyp:1: the word is 'بين', at"),
        (["s\tبيت\tبيت\tSTEM"], ["s\tبيت\tبيت\tSTEM"] * 2, "hyp: has 2 words"),
        (["s\tبيت\tبيت\tSTEM"], ["{}"], "hyp:1: no object with source and spans"),
    ],
)
def test_bad_token_files(files: Any, ref: list[str], hyp: list[str], complaint: str) -> None:
    with pytest.raises(AvcError, match=complaint.replace("+", r"\+")):
        score_tokenize(files("gold", *ref), files("hyp", *hyp))


def test_bad_keys(files: Any) -> None:
    text = files("text", "قال")
    with pytest.raises(AvcError, match=r"key:2: not 'genre"):
        score_words(files("key", "News\t0\t0\tقَالَ", "News\tx\t0\tقَالَ"), text, text)
    with pytest.raises(AvcError, match="names line 3"):
        score_words(files("key", "News\t3\t0\tقَالَ"), text, text)


def test_the_command_prints_text_or_one_object(files: Any) -> None:
    ref, hyp = files("ref", "كَتَبَ", "قَالَ"), files("hyp", "كُتِبَ", "قَالَ")
    plain = avc("score", "diacritize", ref, "-", "--errors", "3", "--bootstrap", "50", input=Path(hyp).read_bytes())
    assert plain.code == 0
    assert re.search(r"^all letters +33\.33 \[0\.00 66\.67\] +50\.00 \[0\.00 100\.00\]$", plain.out.decode(), re.MULTILINE)
    assert "     1  كَتَبَ / كُتِبَ\n" in plain.out.decode()
    answer = json.loads(avc("score", "diacritize", ref, hyp, "--metric", "all", "--bootstrap", "50", "--json").out)
    assert answer["DER_ce_incl"] == answer["FADEL_DER_ce_incl"] == 33.33
    assert set(answer["intervals"]) == {k for k in answer if "ER_" in k}
    assert "standard input can be read once" in avc("score", "diacritize", "-", "-").complaint


def test_the_forms_to_transliterate_are_listed(files: Any) -> None:
    gold = files("gold", "arabic\tlatin", "أديل\tAdele", "سميث\tSmith", "أديل\tAdel")
    assert avc("score", "transliterate", "--list", gold).out.decode() == "أديل\nسميث\n"
    assert avc("score", "transliterate", gold).code == 2
    utterances = files("utterances", "#utterance\tspans", "شغل هالو\tهالو=Hello", "اطفئ\t")
    assert avc("score", "transliterate", "--task", "utterances", "--list", utterances).out.decode() == "شغل هالو\nاطفئ\n"


def test_sacrebleu_is_asked_for(files: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sacrebleu", None)
    path = files("a", "ا")
    with pytest.raises(AvcError, match=r"pip install 'arabic-voice-cli\[score\]'"):
        score_text([path], path)


# The reference scorers

BRANCHES = [  # (reference, hypothesis): each line is one way to differ
    ("كَتَبَ الْوَلَدُ", "كَتَبَ الْوَلَدَ"),
    ("كَتَبَ الْوَلَدُ الدَّرْسَ", "كَتَبَ وَلَدٌ درس"),
    ("", "كَتَبَ"),
    ("كَتَبَ", ""),
    ("abc 12 !", "abc 12 !"),
    ("إِلَى أَحْمَدَ", "اِلَى احْمَدَ"),
    ("كِتَاباً", "كِتَابًا"),
    ("هُدًى هُدىً", "هُدى هُدًى"),
    ("مُحَمَّدٌ مُحَمَّدٌ", "مُحَمَّدٌ مُحمَدّ"),
    ("ﻷَنَّ ﻻ ﻹِبِ ﻵ", "لِأَنَّ لا لإبِ لآ"),
    ("ا\u0653ن ا\u0654ب ا\u0655ب و\u0654 ي\u0654 و\u0653", "آن أب إب ؤ ئ و"),
    ("ٱللّٰهُ رَحْمٰن", "اللَّهُ رَحْمَن"),
    ("ـكـتـبَ", "كتبَ"),
    ("كَََتّّب مَُِّ مّْ مْمّ", "كَتّب مُّ مّ مْمّّ"),
    ("ً ٌب ًٌٍَج", "ب ج"),
    ("قالَ،ثُمَّ عادَ", "قالَ ، ثُمَّ عادَ"),
    ("قالَ ٰ ثم", "قالَ ثم"),
    ("في البيتِ", "في البيتِ الكبيرِ"),
    ("في البيتِ الكبيرِ", "الكبيرِ"),
    ("وُو يِي اَا أَا", "وو يي اا أا"),
    ("بيتٌ\u200cبيتٌ\u200bبيت\u2028بيت", "بيتُ بيتٌ بيت بيت"),
    ("پيتزا گبل", "بيتزا جبل"),
    ("ه\u06dfذ\u06e1ا\u0610ب", "هذاب"),
    ("\ufeffبِ", "بَ"),
]


def spoil(line: str, rng: random.Random) -> str:
    """Random mark edits, some letters dropped, doubled or changed, words lost or joined."""
    out = []
    for char in line:
        dice = rng.random()
        if char in MARKS:
            out.append("" if dice < 0.05 else rng.choice(MARKS) if dice < 0.1 else char)
        elif char in ARABIC:
            out.append("" if dice < 0.004 else char * 2 if dice < 0.008 else rng.choice(ARABIC) if dice < 0.012 else char)
            if dice > 0.99:
                out.append(rng.choice(MARKS))
        elif char == " ":
            out.append("" if dice < 0.01 else "  " if dice < 0.02 else " ")
        else:
            out.append("" if dice < 0.02 else char)
    return "".join(out)


def sample(path: Path, count: int, seed: int) -> list[str]:
    need(path)
    lines = path.read_text("utf-8").split("\n")[:-1]
    return random.Random(seed).sample(lines, min(count, len(lines)))


def assert_same(theirs: dict[str, Any], ours: dict[str, Any], *left_out: str) -> None:
    expected = {k: v for k, v in theirs.items() if k not in left_out}
    assert {k: ours.get(k) for k in expected} == expected


@pytest.mark.parametrize("metric", [*METRICS, "all"])
@pytest.mark.parametrize("strict", [False, True])
def test_branches_as_the_reference_scorer(files: Any, metric: Any, strict: bool) -> None:
    ref, hyp = files("ref", *(a for a, _ in BRANCHES)), files("hyp", *(b for _, b in BRANCHES))
    theirs = reference_scorer("diac_eval.py", ref, hyp, "--metric", metric, *["--strict-letters"] * strict)
    assert_same(theirs, score_diacritize(ref, hyp, metric, strict).figures, "ref_lines", "hyp_lines")


@pytest.mark.parametrize("pair", BRANCHES)
def test_each_branch_as_the_reference_scorer(files: Any, pair: tuple[str, str]) -> None:
    ref, hyp = files("ref", pair[0]), files("hyp", pair[1])
    theirs = reference_scorer("diac_eval.py", ref, hyp, "--metric", "all")
    assert_same(theirs, score_diacritize(ref, hyp, "all").figures, "ref_lines", "hyp_lines")


@pytest.mark.parametrize(("name", "count"), [("wikinews_dev.txt", 60), ("tashkeela_val.txt", 120)])
def test_real_text_as_the_reference_scorer(files: Any, name: str, count: int) -> None:
    lines = sample(DATA / "eval" / name, count, 3)
    rng = random.Random(4)
    ref, hyp = files("ref", *lines), files("hyp", *(spoil(line, rng) for line in lines))
    theirs = reference_scorer("diac_eval.py", ref, hyp, "--metric", "all")
    assert theirs["DER_ce_incl"] > 3, "the hypothesis is really spoilt"
    assert_same(theirs, score_diacritize(ref, hyp, "all").figures, "ref_lines", "hyp_lines")


def test_key_as_the_reference_scorer(files: Any) -> None:
    key, text = DATA / "eval" / "wild2max_dev.key.tsv", DATA / "eval" / "wild2max_dev.txt"
    need(key, text)
    rows = [row.split("\t") for row in key.read_text("utf-8").split("\n")[:-1]]
    lines = [line.split(" ") for line in text.read_text("utf-8").split("\n")[:-1]]
    rng = random.Random(5)
    for _, line, at, gold in rows:
        lines[int(line)][int(at)] = spoil(gold, rng) if rng.random() < 0.5 else gold
    hyp = files("hyp", *(" ".join(words) for words in lines))
    theirs = reference_scorer("word_eval.py", str(key), hyp)
    assert 10 < theirs["ALL"]["lenient"] < theirs["ALL"]["exact"]
    assert score_words(str(key), str(text), hyp).figures == theirs


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("fine", [False, True])
@pytest.mark.parametrize("name", ["qcri_glf_dev.tsv", "gumar_glf_dev.tsv"])
def test_tokens_as_the_reference_scorer(files: Any, scheme: Any, fine: bool, name: str) -> None:
    path = DATA / "seg" / name
    need(path)
    rows = path.read_text("utf-8").split("\n")[:3000]
    rng = random.Random(6)
    hyp = []
    for cells in (row.split("\t") for row in rows if row):
        pieces = reduce_to(scheme, list(zip(cells[2].split("+"), cells[3].split("+"), strict=True)))
        if len(pieces) > 1 and rng.random() < 0.2:
            pieces = [("".join(surface for surface, _ in pieces), "STEM")]
        elif len(cells[1]) > 2 and rng.random() < 0.05:
            pieces = [(cells[1][:-1], "STEM"), (cells[1][-1], rng.choice(["PRON_1S", "PRON_3MS", "CONJ"]))]
        hyp.append("\t".join([cells[0], cells[1], "+".join(s for s, _ in pieces), "+".join(t for _, t in pieces)]))
    gold, guess = files("gold", *rows), files("hyp", *hyp)
    theirs = reference_scorer("seg_eval.py", gold, guess, "--scheme", scheme, *["--fine"] * fine)
    assert score_tokenize(gold, guess, scheme, fine).figures == theirs


@pytest.mark.parametrize("name", ["pairs_anetac_dev.tsv", "pairs_google_dev.tsv"])
def test_pairs_as_the_reference_scorer(files: Any, name: str) -> None:
    need(DATA / "loan" / name)
    gold = files("gold", *(DATA / "loan" / name).read_text("utf-8").split("\n")[:400])
    forms: dict[str, str] = {}
    for line in Path(gold).read_text("utf-8").split("\n")[:-1]:
        forms.setdefault(*line.split("\t")[:2])
    rng = random.Random(7)
    latin = list(forms.values())
    pairs = files("pairs", *(w if rng.random() < 0.5 else w[:-1] + rng.choice("aeé'") for w in latin))
    assert_same(reference_scorer("translit_eval.py", "pairs", gold, pairs), score_pairs(gold, pairs).figures)
    ranked = []
    for word in latin:
        candidates = rng.sample(latin, 12)
        candidates.insert(rng.choice([0, 0, 0, 2, 6, 11, 12]), word)
        ranked.append("\t".join(candidates[:12]))
    retrieval = files("retrieval", *ranked)
    assert_same(reference_scorer("translit_eval.py", "retrieval", gold, retrieval), score_retrieval(gold, retrieval).figures)


def test_utterances_as_the_reference_scorer(files: Any) -> None:
    path = DATA / "loan" / "utterances_dev.tsv"
    need(path)
    rng = random.Random(8)
    hyp = []
    for line in path.read_text("utf-8").split("\n")[1:-1]:
        utterance, spans, *_ = [*line.split("\t"), ""]
        for span in filter(None, spans.split(";")):
            surface, _, term = span.partition("=")
            if rng.random() < 0.8:
                utterance = utterance.replace(surface, rng.choice([" ", ""]) + rng.choice([term, term, term.lower()]), 1)
        hyp.append(utterance + rng.choice(["", "", "", " ok"]))
    guess = files("hyp", *hyp)
    theirs = reference_scorer("translit_eval.py", "utterances", str(path), guess)
    assert 5 < theirs["exact"] < 95
    assert_same(theirs, score_utterances(str(path), guess).figures)


def test_dialects_as_the_reference_scorer(files: Any) -> None:
    pytest.importorskip("sacrebleu")
    path = DATA / "khaleeji" / "assistant_dev.tsv"
    need(path)
    rows = [line.split("\t") for line in path.read_text("utf-8").split("\n")[1:-1]]
    rng = random.Random(9)
    kuwaiti, emirati = files("kuwaiti", *(r[3] for r in rows)), files("emirati", *(r[4] for r in rows))
    hyp = files("hyp", *(spoil(rng.choice(r[2:5]), rng) for r in rows))
    theirs = reference_scorer("convert_eval.py", hyp, kuwaiti, emirati)
    assert_same(theirs, score_text([kuwaiti, emirati], hyp).figures)
    theirs = reference_scorer("convert_eval.py", "--words", hyp, kuwaiti)
    assert 5 < theirs["vowelled_word_recall"] < theirs["bare_word_recall"]
    assert_same(theirs, score_vowelled_words(kuwaiti, hyp).figures)


def test_intervals_of_every_task(files: Any) -> None:
    seeded = Bootstrap(40, 1)
    ref, hyp = files("ref", "كَتَبَ", "قَالَ"), files("hyp", "كُتِبَ", "قَالَ")
    assert "DER_ce_incl" in score_diacritize(ref, hyp, "robust", bootstrap=seeded).figures["intervals"]
    gold = files("gold", "أديل\tAdele", "سميث\tSmith")
    assert score_retrieval(gold, files("r", "Adele", "x"), seeded).figures["intervals"].keys() == {"top1", "top5", "top10", "MRR"}
    assert score_pairs(gold, files("p", "Adele", "x"), seeded).figures["intervals"].keys() == {"top1", "CER"}
    tokens = score_tokenize(files("t", *TOKENS), files("g", *GUESS), bootstrap=seeded).figures["intervals"]
    assert tokens.keys() == {"word_accuracy", "split_word_accuracy", "F1 PRON", "F1 all"}
    assert "bare_word_recall" in score_vowelled_words(ref, hyp, seeded).figures["intervals"]


def test_kasra_before_yeh_is_implied() -> None:
    assert without_conventions(read_letters("فِي"))[0] == without_conventions(read_letters("في"))[0] == frozenset()
    assert KASRA in read_letters("فِي").marks[0] and SUKUN not in read_letters("فِي").marks[0]

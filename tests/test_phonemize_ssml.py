"""SSML: what a synthesizer is given is well-formed whatever comes in, and the tags that came in are still there."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from xml.etree import ElementTree
from xml.parsers.expat import ParserCreate

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.formats import as_ssml
from arabic_voice_cli.phonemize import Phonemizer
from arabic_voice_cli.phonemize.ssml import OPEN
from arabic_voice_cli.result import Pipe, Result, Tool
from arabic_voice_cli.text import LETTERS, MARKS

from .command import avc

NAMESPACE = "{http://www.w3.org/2001/10/synthesis}"


@lru_cache
def load(**options: Any) -> Tool:
    return Phonemizer.load(**options).ssml()


def write(text: str, **options: Any) -> str:
    return load(**options)([text])[0].text


def inside(text: str, **options: Any) -> str:
    written = write(text, **options)
    assert written.startswith(OPEN) and written.endswith("</speak>")
    return written[len(OPEN) : -len("</speak>")]


def phoneme(form: str, surface: str, alphabet: str = "ipa") -> str:
    return f'<phoneme alphabet="{alphabet}" ph="{form}">{surface}</phoneme>'


def test_a_phoneme_for_each_word() -> None:
    root = ElementTree.fromstring(write("جَاءَ الْوَلَدُ، وَذَهَبَ & كتب"))
    assert root.tag == f"{NAMESPACE}speak"
    words = root.findall(f"{NAMESPACE}phoneme")
    assert [(w.get("alphabet"), w.get("ph"), w.text) for w in words] == [
        ("ipa", "dʒaːʔa", "جَاءَ"),
        ("ipa", "lwalad", "الْوَلَدُ"),
        ("ipa", "waðahab", "وَذَهَبَ"),
    ]
    assert "".join(root.itertext()) == "جَاءَ الْوَلَدُ، وَذَهَبَ & كتب"  # a word without vowels is left to the engine


def test_xsampa_is_escaped() -> None:
    assert inside("عَرَبِيَّةٌ", alphabet="xsampa", stress=True) == phoneme("?\\ara&quot;bijja", "عَرَبِيَّةٌ", "x-sampa")


def test_a_number_is_one_phoneme() -> None:
    assert (
        inside("بِ5 رِيَالَاتٍ، 50%") == f"{phoneme('bixamsati', 'بِ5')} {phoneme('rijaːlaːt', 'رِيَالَاتٍ')}، {phoneme('xamsuːna bilmiʔa', '50%')}"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<emphasis>فِي</emphasis> الْبَيْتِ", f"<emphasis>{phoneme('fi', 'فِي')}</emphasis> {phoneme('lbajt', 'الْبَيْتِ')}"),  # one breath
        ("فِي<break/> الْبَيْتِ", f"{phoneme('fiː', 'فِي')}<break/> {phoneme('ʔalbajt', 'الْبَيْتِ')}"),
        ("<p>بَابٌ</p><p>دَارٌ</p>", f"<p>{phoneme('baːb', 'بَابٌ')}</p><p>{phoneme('daːr', 'دَارٌ')}</p>"),
        ("<say-as interpret-as='date'>1/5</say-as>", "<say-as interpret-as='date'>1/5</say-as>"),
        ('<sub alias="بَاب">ب &amp; ج</sub>', '<sub alias="بَاب">ب &amp; ج</sub>'),
        ('<phoneme ph="x"><b>بَابٌ</b></phoneme>', '<phoneme ph="x"><b>بَابٌ</b></phoneme>'),
        ('<a href="x?a=1&b=2">1 < 2</a>', f'<a href="x?a=1&amp;b=2">{phoneme("waːħid", "1")} &lt; {phoneme("ʔiθnaːn", "2")}</a>'),
        ("<i><b></i></b>", "<i>&lt;b&gt;</i>&lt;/b&gt;"),
        ('<x a="1" a="2"/><!-- a -- b --><!-- بَاب -->', "&lt;x a=&quot;1&quot; a=&quot;2&quot;/&gt;&lt;!-- a -- b --&gt;<!-- بَاب -->"),
        ("&nbsp;&lt;&#1603;&foo;", "\xa0&lt;ك&amp;foo;"),
        ("x <speak>y</speak> <speak>z", "x y &lt;speak&gt;z"),
        ("a\x00b\x0b\ud800c\ufffe", "abc"),
    ],
)
def test_markup(text: str, expected: str) -> None:
    assert inside(text) == expected


@pytest.mark.parametrize("lead", ["", " ", '<?xml version="1.0"?> '])
def test_a_line_that_is_a_document_is_not_wrapped(lead: str) -> None:
    written = write(f'{lead}<speak version="1.0" xml:lang="ar-SA">بَابٌ <speak>1</speak></speak>  ')
    assert written.strip() == f'<speak version="1.0" xml:lang="ar-SA">{phoneme("baːb", "بَابٌ")} {phoneme("waːħid", "1")}</speak>'


def test_blank_lines_stay_blank() -> None:
    assert [r.text for r in load()(["", " \t"])] == ["", " \t"]


def test_spans_are_those_of_the_text() -> None:
    [result] = load()(["<b>بَابٌ</b> &amp; 5"])
    assert [(s.start, s.end, s.label, s.form) for s in result.spans] == [(3, 8, "word", "baːb"), (19, 20, "number", "xamsa")]


@settings(max_examples=300, deadline=None)
@given(
    text=st.text(max_size=30)
    | st.text(alphabet=LETTERS + MARKS + "<>&;/!-='\" 7:%", max_size=40)
    | st.lists(
        st.sampled_from(
            [
                "<b>",
                "</b>",
                "<speak>",
                "</speak>",
                "<say-as a='&'>",
                "</say-as>",
                "<br/>",
                "&amp;",
                "&#0;",
                "&x",
                "بَابٌ",
                " 5 ",
                "<!--",
                "-->",
                "<?xml ?>",
            ]
        ),
        max_size=12,
    ).map("".join)
)
@example(text="<a b='\x01'>")
@example(text="<a>\ud800</a>")
@example(text='<?xml version="1.0"?><speak/>')
def test_whatever_comes_in_what_comes_out_is_well_formed(text: str) -> None:
    [result] = load()([text])
    assert result.source == text
    if result.text.strip():
        ParserCreate().Parse(result.text.encode(), True)
    assert ("\n" in result.text) <= ("\n" in text or "&" in text)


@pytest.mark.parametrize("text", ["<a " * 30_000, "<!--" * 30_000, "<b>" * 30_000, "</b>" * 30_000, '<a b="' * 20_000, "&amp;" * 30_000])
def test_long_lines_come_through(text: str) -> None:
    assert load()([text])[0].source == text


def test_letters_are_no_sounds() -> None:
    with pytest.raises(AvcError, match="--alphabet buckwalter: SSML wants sounds"):
        load(alphabet="buckwalter")


class Marks:
    """A step before the last: puts a vowel on each beh."""

    signature = "marks"

    def __call__(self, lines: list[str]) -> list[Result]:
        return [Result(line, line.replace("ب", "بَ")) for line in lines]


def test_the_last_step_of_a_pipe_writes_ssml() -> None:
    pipe = as_ssml(Pipe([Marks(), Phonemizer.load()]), markup=True)
    [result] = pipe(['<sub alias="ب">x</sub> ب'])
    assert result.text == f'{OPEN}<sub alias="ب">x</sub> {phoneme("b", "بَ")}</speak>'.replace('ph="b"', 'ph="ba"')
    with pytest.raises(AvcError, match="-f ssml: only phonemize writes it"):
        as_ssml(Pipe([Phonemizer.load(), Marks()]))


def test_the_command_writes_it() -> None:
    done = avc("phonemize", "-f", "ssml", input="بَابٌ\n\n".encode())
    assert (done.code, done.out.decode()) == (0, f"{OPEN}{phoneme('baːb', 'بَابٌ')}</speak>\n\n")
    done = avc("normalize", "-f", "ssml", input=b"")
    assert (done.code, done.complaint) == (2, "-f ssml: only phonemize writes it; end with phonemize, or choose text or jsonl")

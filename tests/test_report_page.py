"""The page of `avc report` in a headless Chromium: it is built, runs from right to left, filters, and asks nobody for anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from arabic_voice_cli.report import Source, Step, page, run_steps
from arabic_voice_cli.resample import Plan, Resampler, Slot, Template
from arabic_voice_cli.resample.stats import stats_page
from arabic_voice_cli.result import Result, Span
from arabic_voice_cli.transliterate.catalogue import Entry

from .browser import Browser, find_chromium
from .test_report import HOSTILE, Fake

CHROMIUM = find_chromium()
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; install one, or name it in CHROMIUM")
MANY = 5000
SAMPLE = ["شغل أغنية أديل", "قائمتي الطويلة", "hello 6:30", "كــم الساعة الآن", HOSTILE, "", "٩:٤٥ مساء"]


def normalize(line: str) -> Result:
    at = line.find("ــ")
    return Result(line, line.replace("ــ", ""), (Span(at, at + 2, "tatweel", "", "tatweel"),) if at >= 0 else ())


def transliterate(line: str) -> Result:
    at = line.find("أديل")
    return Result(line, line.replace("أديل", "Adele"), (Span(at, at + 4, "artist", "Adele", "alias"),) if at >= 0 else ())


def tokenize(line: str) -> Result:
    if not line.startswith("قائمتي"):
        return Result(line, line)
    return Result(line, line.replace("قائمتي", "قائمت +ي"), (Span(0, 5, "STEM", "قائمة"), Span(5, 6, "PRON_1S", "ي", "my-y")))


def diacritize(line: str) -> Result:
    at = line.find("الساعة")
    spans = (Span(at, at + 6, "word", "السَّاعَة", confidence=0.3, alternatives=(("السَّاعَةِ", 0.25),)),) if at >= 0 else ()
    return Result(line, line.replace("الساعة", "السَّاعَة"), spans)


def steps() -> list[Step]:
    tools = [normalize, transliterate, tokenize, diacritize]
    found = [Step(tool.__name__, Fake(tool)) for tool in tools]
    found[-1].speaker = Fake(lambda line: Result(line, "sːaːʕa"))
    return found


def write(path: Path, lines: list[str]) -> Path:
    sources = [Source(line, "sample.txt", i) for i, line in enumerate(lines, 1)]
    path.write_bytes(page(sources, run_steps(lines, steps()), "Sample <i>"))
    return path


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    assert CHROMIUM
    with Browser(CHROMIUM, tmp_path_factory.mktemp("chromium")) as found:
        yield found


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("page") / "sample.html", SAMPLE)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = [f"{SAMPLE[i % 4]} {i}" for i in range(MANY)]
    return write(tmp_path_factory.mktemp("page") / "many.html", lines)


@pytest.fixture
def opened(browser: Browser, sample: Path) -> Iterator[Browser]:
    """The sample, 1,280 pixels wide; afterwards there must have been no complaint and no request."""
    browser.problems.clear()
    browser.requests.clear()
    browser.size(1280, 900)
    browser.media("light")
    browser.open(sample)
    browser.run("localStorage.clear()")
    yield browser
    assert browser.problems == []
    assert {url.partition(":")[0] for url in browser.requests} <= {"file", "data"}
    assert len([url for url in browser.requests if url.startswith("file")]) == 1


def shown(browser: Browser) -> list[int]:
    """Numbers of the lines on the page."""
    found: list[int] = browser.run("[...document.querySelectorAll('.line')].map(row => row.line.n)")
    return found


def find(browser: Browser, text: str) -> list[int]:
    browser.run("document.getElementById('filter').focus(); document.getElementById('filter').select()")
    browser.type(text)
    browser.wait("new Promise(done => setTimeout(() => done(true), 250))")  # the box waits for a pause in typing
    return shown(browser)


def test_the_text_runs_from_right_to_left(opened: Browser) -> None:
    assert opened.run("document.documentElement.dir") == "rtl"
    boxes = opened.run(
        "[...document.querySelectorAll('.line')[0].querySelectorAll('.cell')].map(cell => cell.getBoundingClientRect().right)"
    )
    assert len(boxes) == 5 and boxes == sorted(boxes, reverse=True) and len(set(boxes)) == 5
    first, second = opened.run(
        """(() => { const text = document.querySelector('.line .text').firstChild, edge = (a, b) => { const range = document.createRange();
        range.setStart(text, a); range.setEnd(text, b); return range.getBoundingClientRect().right }; return [edge(0, 3), edge(4, 9)] })()"""
    )
    assert first > second
    assert opened.run("[...document.querySelectorAll('.line')].map(row => row.querySelector('.text').dir)") == [
        "rtl",
        "rtl",
        "ltr",
        "rtl",
        "rtl",
        "rtl",
        "rtl",
    ]
    assert opened.run("getComputedStyle(document.querySelector('.ipa')).direction") == "ltr"


def test_every_stage_of_every_line_is_there(opened: Browser) -> None:
    texts = opened.run(
        "[...document.querySelectorAll('.line')].map(row => [...row.querySelectorAll('.text')].map(text => text.textContent))"
    )
    assert [row[0] for row in texts][:4] == SAMPLE[:4]
    assert texts[0][2] == "شغل أغنية Adele"
    assert texts[1][3] == "قائمت +ي الطويلة"
    assert texts[3][1:] == ["ك∅م الساعة الآن", "كم الساعة الآن", "كم الساعة الآن", "كم السَّاعَة الآن"]


def test_no_text_of_a_line_becomes_markup_or_turns_the_page(opened: Browser) -> None:
    assert opened.run("document.querySelectorAll('#lines script, #lines i, #title i').length") == 0
    assert opened.run("document.title") == "Sample <i>"
    hostile = opened.run("document.querySelectorAll('.line')[4].querySelector('.text').textContent")
    assert hostile.startswith("</script><script>alert(1)</script> <!--{{data}} U+202Eابجد")
    assert "U+D800" in hostile and "\u202e" not in hostile


def test_lines_are_tall_enough_for_marks_and_nothing_is_cut_off(opened: Browser) -> None:
    for width in (1440, 820, 390):
        opened.size(width, 900)
        ratio = opened.run(
            "(() => { const s = getComputedStyle(document.querySelector('.text')); return parseFloat(s.lineHeight) / parseFloat(s.fontSize) })()"
        )
        assert ratio >= 2
        assert opened.run("document.documentElement.scrollWidth") <= width
        assert opened.run("[...document.querySelectorAll('.line p')].filter(p => p.scrollWidth > p.clientWidth + 1).length") == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("الساعة", [4]),
        ("السّاعةُ", [4]),  # marks are no matter
        ("الان ساعه", [4]),  # neither are the shapes of alef and teh marbuta; all words must be there
        ("ADELE", [1]),  # what came out is found too, in any case
        ("PRON_1S", [2]),
        ("tatweel", [4]),
        ("sːaːʕa", [1, 2, 3, 4, 5, 6, 7]),
        ("zzz", []),
    ],
)
def test_the_filter_box(opened: Browser, text: str, expected: list[int]) -> None:
    assert find(opened, text) == expected
    assert opened.run("document.getElementById('nothing').hidden") is bool(expected)
    status = opened.run("document.getElementById('status').textContent")
    assert status == ("7 lines" if len(expected) == 7 else f"{len(expected)} of 7 lines")
    opened.key("Escape")
    assert len(shown(opened)) == 7


def test_a_bar_of_a_chart_filters(opened: Browser) -> None:
    assert opened.run("[...document.querySelectorAll('.chart h2')].map(h => h.textContent)") == [
        "Marks added",
        "Clitics",
        "Loanwords",
        "Spelling rules",
    ]
    opened.run("document.querySelector('.chart-clitics .bar').click()")
    assert shown(opened) == [2]
    assert opened.run("document.querySelector('.chart-clitics .bar').getAttribute('aria-pressed')") == "true"
    opened.run("document.querySelector('.chart-loans .bar').click()")
    assert shown(opened) == []
    opened.run("document.querySelector('.chip').click()")
    assert shown(opened) == [1]
    opened.run("document.getElementById('clear').click()")
    assert len(shown(opened)) == 7


def test_changed_and_unsure_lines(opened: Browser) -> None:
    opened.run("document.getElementById('changed').click()")
    assert shown(opened) == [1, 2, 4]
    opened.run("document.getElementById('unsure').click()")
    assert shown(opened) == [4]


def test_a_word_tells_what_happened_to_it(opened: Browser) -> None:
    opened.point("#lines .k-gone")
    tip = opened.run("document.getElementById('tip').innerText")
    assert "ــ" in tip and "dropped" in tip and "tatweel" in tip and "→" in tip  # the rule, with its example
    opened.point("#lines .low")
    tip = opened.run("document.getElementById('tip').innerText")
    assert "30 %" in tip and "السَّاعَةِ" in tip and "25 %" in tip
    assert opened.run("document.querySelector('#lines .low').getAttribute('aria-describedby')") == "tip"
    opened.point("#title")
    assert opened.run("document.getElementById('tip').hidden") is True


def test_the_keyboard_alone_is_enough(opened: Browser) -> None:
    active = "document.activeElement"
    opened.run("document.activeElement.blur()")
    opened.key("/", "/")
    assert opened.run(f"{active}.id") == "filter"
    assert opened.run("document.getElementById('filter').value") == ""
    assert opened.run("document.querySelectorAll('.line[tabindex=\"0\"]').length") == 1
    opened.run("document.querySelector('.line').focus()")
    for key, line in (("ArrowDown", 2), ("j", 3), ("ArrowUp", 2), ("End", 7), ("Home", 1), ("k", 1)):
        opened.key(key)
        assert opened.run(f"{active}.line.n") == line, key
    opened.key("ArrowLeft")
    assert opened.run(f"{active}.textContent") == "Adele"
    assert "artist" in opened.run("document.getElementById('tip').innerText")
    opened.key("Escape")
    assert opened.run(f"{active}.className") == "line"
    opened.key("ArrowLeft")
    opened.key("Enter")
    assert shown(opened) == [1]


def test_stages_can_be_left_out_and_heads_stand_over_their_columns(opened: Browser) -> None:
    def edges(selector: str) -> list[float]:
        found: list[float] = opened.run(
            f"[...document.querySelectorAll('{selector}')].filter(n => n.offsetParent).map(n => Math.round(n.getBoundingClientRect().right))"
        )
        return found

    assert edges(".heads [data-k]") == edges(".line:first-child [data-k]")
    opened.run("document.querySelector('#columns input[value=\"1\"]').click()")
    assert len(edges(".heads [data-k]")) == 4
    assert edges(".heads [data-k]") == edges(".line:first-child [data-k]")


def contrast(browser: Browser, selector: str) -> float:
    """Of the element's text with what is behind it (WCAG 2)."""
    found: float = browser.run(
        """(selector => { const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        const node = document.querySelector(selector), layers = [];
        for (let n = node; n; n = n.parentElement) layers.unshift(getComputedStyle(n).backgroundColor);
        const paint = colour => { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); };
        const light = () => { const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
        paint('white'); layers.forEach(paint); const back = light(); paint(getComputedStyle(node).color); const front = light();
        return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05) })("""
        + repr(selector)
        + ")"
    )
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(opened: Browser, scheme: str) -> None:
    opened.media(scheme)
    opened.run("document.getElementById('legend').open = true")
    opened.run("document.querySelector('.bar').click()")
    kinds = [f".key .{kind}" for kind in ("c-pron", "c-prep", "c-conj", "c-det", "c-other", "k-loan", "k-gone", "low2")]
    for selector in [
        *kinds,
        ".text",
        ".same .text",
        ".ipa",
        ".number",
        ".status",
        ".totals dt",
        ".low",
        ".k-loan",
        ".chip",
        ".heads .ui",
        "#signatures",
    ]:
        assert contrast(opened, selector) >= 4.5, selector


def test_light_and_dark(opened: Browser) -> None:
    def paper() -> str:
        found: str = opened.run("getComputedStyle(document.body).backgroundColor")
        return found

    light = paper()
    opened.media("dark")
    dark = paper()
    assert light != dark
    for expected in (light, dark, dark):  # the button: light, dark, as the system
        opened.run("document.getElementById('theme').click()")
        assert paper() == expected


def test_the_page_speaks_arabic_too(opened: Browser) -> None:
    opened.run("document.getElementById('language').click()")
    words = opened.run(
        "document.querySelector('.toolbar').innerText + document.querySelector('.charts').innerText + document.querySelector('.heads').innerText"
    )
    assert "المراحل" in words and "اللواصق" in words and "Stages" not in words
    assert len(shown(opened)) == 7


def test_print_has_every_line_and_no_controls(opened: Browser) -> None:
    opened.media("light", "print")
    assert opened.run("getComputedStyle(document.querySelector('.toolbar')).display") == "none"
    widths = opened.run("[...document.querySelectorAll('.line:first-child .cell')].map(cell => Math.round(cell.offsetWidth))")
    assert len(set(widths)) == 1 and widths[0] > 100
    assert opened.pdf().startswith(b"%PDF")
    opened.media("light")


def test_thousands_of_lines_are_not_all_built(browser: Browser, many: Path) -> None:
    browser.problems.clear()
    browser.size(1280, 900)
    browser.open(many)
    browser.wait("document.querySelectorAll('.line').length > 0")
    built = "document.querySelectorAll('.line').length"
    assert browser.run(built) <= 100
    height = browser.run("document.documentElement.scrollHeight")
    assert height > MANY * 50
    for part in (0.3, 0.9, 0.5):
        browser.run(f"window.scrollTo(0, {height * part})")
        browser.wait(
            "[...document.querySelectorAll('.line')].some(row => { const box = row.getBoundingClientRect(); return box.top < 450 && box.bottom > 450 })"
        )
        browser.wait(f"{built} <= 120")
    browser.run("document.querySelector('.line').focus({ preventScroll: true })")
    browser.key("End")
    assert browser.run("document.activeElement.line.n") == MANY
    assert find(browser, "4999")[-1] == MANY
    assert find(browser, "artist")[:3] == [1, 5, 9]
    assert browser.run("document.getElementById('status').textContent") == "1,250 of 5,000 lines"
    browser.run("window.dispatchEvent(new Event('beforeprint'))")
    assert browser.run(built) == 1250
    browser.run("window.dispatchEvent(new Event('afterprint'))")
    browser.wait(f"{built} <= 120")
    assert browser.problems == []


def test_the_page_of_resample(browser: Browser, tmp_path: Path) -> None:
    """Its charts filter examples; Arabic and English; nothing is asked of anybody."""
    entries = [Entry("هيلو", type="song"), Entry("Yellow", type="song"), Entry("أديل", type="artist")]
    templates = [
        Template("شغل هيلو لأديل", (Slot(4, 8, "song"), Slot(10, 14, "artist")), "play", "a.jsonl:1"),
        Template("وقف", (), "stop", "a.jsonl:2"),
    ]
    path = tmp_path / "stats.html"
    path.write_bytes(stats_page(Resampler.load(entries)(templates, Plan()), "a.jsonl", "resample"))
    browser.problems.clear()
    browser.requests.clear()
    browser.size(1280, 900)
    browser.open(path)
    texts = "[...document.querySelectorAll('.line')].map(row => row.querySelectorAll('.text')[1].textContent)"
    assert browser.run(texts) == ["شغل هيلو لأديل", "شغل Yellow لأديل", "وقف"]
    assert browser.run("[...document.querySelectorAll('.chart h2')].map(h => h.textContent)") == [
        "Intents", "Slots", "Templates, by complexity", "Values of slots",
    ]  # fmt: skip
    browser.run("[...document.querySelectorAll('.bar')].find(bar => bar.textContent.includes('Yellow')).click()")
    assert browser.run(texts) == ["شغل Yellow لأديل"]
    browser.run("document.getElementById('language').click()")
    assert browser.run("document.querySelector('.chart h2').textContent") == "المقاصد"
    browser.run("localStorage.clear()")
    assert browser.problems == [] and [url for url in browser.requests if not url.startswith(("file", "data"))] == []

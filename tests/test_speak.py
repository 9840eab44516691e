"""Hearing phonemes: what the engine is given, and what becomes of what it gives; the real one where it is installed."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import wave
from functools import lru_cache
from pathlib import Path

import pytest

from arabic_voice_cli.errors import AvcError
from arabic_voice_cli.phonemize import Phonemizer
from arabic_voice_cli.phonemize.alphabets import Inventory
from arabic_voice_cli.speak import ENGINE, Mnemonics, Speaker

from .command import avc

NOTE = "avc: this is a preview by espeak-ng: it lets phonemes be heard, not the voice of a synthesizer\n"
FAKE = """#!/bin/sh
printf '%s\\n' "$*" > "$0.args"
cat > "$0.stdin"
while [ "$#" -gt 1 ]; do shift; done
printf RIFF > "$1"
"""


@lru_cache
def speaker(variety: str = "msa") -> Speaker:
    phonemizer = Phonemizer.load(variety, stress=True)
    return Speaker(phonemizer, Mnemonics(phonemizer.inventory), lambda text: text.encode())


@pytest.fixture
def engine(tmp_path: Path) -> Path:
    """A program of the engine's name that keeps what it is told; PATH is its folder and the system's."""
    program = tmp_path / "bin" / ENGINE
    program.parent.mkdir()
    program.write_text(FAKE)
    program.chmod(0o755)
    return program


def path(folder: Path) -> dict[str, str]:
    return {"PATH": f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin"}


@pytest.mark.parametrize(
    ("text", "variety", "expected"),
    [
        ("الْبَيْتُ كَبِيرٌ.", "msa", "[[?alb'ajtu kab'i:R]]."),
        ("صَبَاحُ الْخَيْرِ، «يَا» عَلِيُّ؟", "msa", "[[s[a.b'a:Hu lXajR]], [[ja: A'ali:]]?"),
        ("ضَبَّطت المنَبِّه", "kuwaiti", "[[Za.bb'a.t[t limn'abbih]]"),
        ("شلَونِچ اليَوم", "kuwaiti", "[[Sl'o:nitS ilj'o:m]]"),
        ("كتب hello بَابٌ", "msa", "كتب hello [[ba:b]]"),
        ("[[x]] بَابٌ", "msa", "  x   [[ba:b]]"),
        ("0551", "msa", "[[s[ifR]], [[X'amsa]], [[X'amsa]], [[w'a:Hid]]"),
        ("12 بَابًا", "msa", "[[?iTn'a: A'aSaRa b'a:ban]]"),
    ],
)
def test_what_the_engine_gets(text: str, variety: str, expected: str) -> None:
    assert speaker(variety).script(text) == expected


def test_lines_are_utterances() -> None:
    assert speaker()(["بَابٌ", "", "دَارٌ"]) == b"[[ba:b]]\n\n\n\n[[da:R]]\n"


@pytest.mark.parametrize("lines", [[], ["", " "], ["... !"]])
def test_nothing_to_say(lines: list[str]) -> None:
    with pytest.raises(AvcError, match="<input>: nothing to say; give lines with words in them"):
        speaker()(lines)


def test_every_phoneme_has_a_name_in_the_engine() -> None:
    names = {row["ipa"]: row["espeak"] for row in Inventory.load().table}
    assert all(names.values())
    like_another = [ipa for ipa, name in names.items() if list(names.values()).count(name) > 1]
    assert like_another == ["dʒ", "z", "zˤ", "l", "ɫ", "ʒ"]


def test_without_an_engine_one_line_says_how_to_get_it(tmp_path: Path) -> None:
    done = avc("speak", "-o", str(tmp_path / "out.wav"), input="بَابٌ\n".encode(), env={"PATH": str(tmp_path)})
    assert (done.code, done.out) == (1, b"")
    assert done.complaint == "espeak-ng: not found on PATH; install it, e.g. apt install espeak-ng or brew install espeak-ng"
    assert not (tmp_path / "out.wav").exists()


def test_the_engine_is_found_on_path(engine: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "lines.txt", tmp_path / "out.wav"
    source.write_text("بَيت\r\nواحِد\n", "utf-8")
    done = avc("speak", "--variety", "kuwaiti", "--rate", "120", "-o", str(out), str(source), env=path(engine.parent))
    assert (done.code, done.out, done.err) == (0, b"", NOTE)
    assert out.read_bytes() == b"RIFF"
    assert Path(f"{engine}.stdin").read_text("utf-8") == "[[be:t]]\n\n[[w'a:Hid]]\n"
    assert Path(f"{engine}.args").read_text().startswith("-v ar -b 1 -s 120 --stdin -w ")


def test_sound_goes_down_a_pipe(engine: Path) -> None:
    done = avc("speak", "-q", input="بَابٌ\n".encode(), env=path(engine.parent))
    assert (done.code, done.out, done.err) == (0, b"RIFF", "")


def test_a_failing_engine_is_one_line(engine: Path, tmp_path: Path) -> None:
    engine.write_text("#!/bin/sh\ncat > /dev/null\necho 'no voice ar' >&2\nexit 3\n")
    out = tmp_path / "out.wav"
    out.write_bytes(b"old")
    done = avc("speak", "-o", str(out), input="بَابٌ\n".encode(), env=path(engine.parent))
    assert (done.code, done.complaint) == (1, f"{engine}: no voice ar; see that its Arabic voice is installed: espeak-ng --voices=ar")
    assert out.read_bytes() == b"old"


def test_bad_input_is_one_line(engine: Path) -> None:
    done = avc("speak", input=b"\xff\n", env=path(engine.parent))
    assert (done.code, done.out) == (1, b"")
    assert done.complaint.startswith("<stdin>:1: byte 1 is not UTF-8")


@pytest.mark.skipif(shutil.which(ENGINE) is None, reason="espeak-ng is not installed")
def test_the_real_engine_says_our_phonemes() -> None:
    """It repeats each phoneme it was given, so it knows them all; and there is sound."""
    text = "هَذَا ضَيْفٌ صَغِيرٌ ظَرِيفٌ طَيِّبٌ، ثُمَّ جَاءَ حَارِسٌ يَخْتَبِئُ غَدًا فِي قُبَّةِ الذَّهَبِ وَشُكْرًا لَكُمْ سُؤَالٌ"
    gulf = "چاي گال بَيت يَوم پارك ڤِيلّا والله"
    for variety, line in ("msa", text), ("kuwaiti", gulf):
        script = speaker(variety).script(line)
        done = subprocess.run([ENGINE, "-v", "ar", "-x", "-q", script], capture_output=True, text=True, check=True)
        given, repeated = (re.sub(r"[\[\]',\s]", "", said) for said in (script, done.stdout))
        assert repeated == given.replace("[", "")
    done = avc("speak", "-q", input=f"{text}\n".encode())
    with wave.open(io.BytesIO(done.out)) as sound:
        assert sound.getnframes() / sound.getframerate() > 3

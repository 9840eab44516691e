"""docs/khaleeji.md does what it says: its commands print what is shown, its ids are rows, and the dialect it makes up is one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from arabic_voice_cli.convert import Converter
from arabic_voice_cli.convert.dialect import FOLDER
from arabic_voice_cli.tables import DATA, load_table

PAGE = (Path(__file__).parent.parent / "docs" / "khaleeji.md").read_text("utf-8")
ANSWERS = {
    "kuwaiti": [
        "ما الرِّسالَةُ الَّتِي تُرِيدُ إِرْسالَها؟",
        "لَمْ تَبْدَأِ الْمُباراةُ بَعْدُ.",
        "تَمَّ ضَبْطُ الْمُنَبِّهِ عَلَى السّاعَةِ السّابِعَةِ وَالنِّصْفِ صَباحًا.",
        "سَأُرْسِلُ الرِّسالَةَ إِلَى أُمِّكِ بَعْدَ قَلِيلٍ.",
        "لَوْ كُنْتُ مَكانَكَ لَاشْتَرَيْتُ الْبَيْتَ.",
    ],
    "emirati": [
        "لَيْسَ لَدَيْكَ أَيُّ مَواعِيدَ هٰذا الْأُسْبُوعَ.",
        "يُمْكِنُكَ تَغْيِيرُ لُغَةِ الْجِهازِ.",
        "أُغْلِقَتِ السَّتائِرُ وَبُنِيَ الْبَيْتُ.",
    ],
    "najdi": [
        "لَدَيْكَ مُكالَمَتانِ فائِتَتانِ مِنْ صَدِيقِكَ.",
        "سَيَنْزِلُ الْمَطَرُ غَدًا، فَلا تَنْسَ مِظَلَّتَكَ. جارٍ الْبَحْثُ عَنْ أَقْرَبِ صَيْدَلِيَّةٍ.",
    ],
}


@pytest.mark.parametrize("to", ANSWERS)
def test_the_answers_are_explained_as_shown(to: str) -> None:
    block = re.search(rf"^\$ avc convert --to {to} --explain {to}\.txt\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert block
    results = Converter.load(to, diacritize=False, explain=True)(ANSWERS[to])
    assert "".join(result.text + "\n" for result in results) == block[1]
    assert len(block[1].split("\n")) - 1 == len(ANSWERS[to])


def test_the_rows_it_names_are_there() -> None:
    rows = {row.id for path in (DATA / FOLDER).glob("*.tsv") for row in load_table(path, ())}
    named = set(re.findall(r"\b(?:[pwvat]\d{3}|PA\d\w?|PF\d|S-\w+)\b", PAGE))
    assert named - rows == set() and len(named) > 15


def test_the_dialect_it_makes_up_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    block = re.search(r"^(# name: bedouin\n.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert block
    (tmp_path / FOLDER).mkdir()
    for path in (DATA / FOLDER).glob("*.tsv"):
        (tmp_path / FOLDER / path.name).write_bytes(path.read_bytes())
    rows = [re.split(r"\s{2,}", line) if not line.startswith("#") else [line] for line in block[1].split("\n")[:-1]]
    header, row = rows[-2:]
    row.insert(header.index("spared"), "")
    (tmp_path / FOLDER / "bedouin.tsv").write_text("\n".join("\t".join(cells) for cells in rows) + "\n", "utf-8")
    monkeypatch.setattr("arabic_voice_cli.convert.dialect.DATA", tmp_path)
    monkeypatch.setattr("arabic_voice_cli.tables.DATA", tmp_path)
    given, expected = row[-1].split(" → ")
    assert Converter.load("bedouin", diacritize=False)([given])[0].text == expected

"""The network that weighs what the rules find: what it is told, and what its answers do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from arabic_voice_cli.transliterate import Transliterator
from arabic_voice_cli.transliterate.alignment import LetterCosts
from arabic_voice_cli.transliterate.catalogue import Entry
from arabic_voice_cli.transliterate.catalogue_index import CatalogueIndex, Match
from arabic_voice_cli.transliterate.hits import Scored
from arabic_voice_cli.transliterate.native import NativeWords
from arabic_voice_cli.transliterate.phonetic import fold_latin
from arabic_voice_cli.transliterate.ranker import ARABIC, BEFORE, LATIN, NetworkRanker, encode
from arabic_voice_cli.transliterate.ranking import Query, reweighed
from arabic_voice_cli.transliterate.spoken import Reader
from arabic_voice_cli.transliterate.words import Rules

LETTERS = LetterCosts.load()
QUERIES = [
    Query("اديل", (), ()),
    Query("كولدبلاي", (), (), "شغل أغنية ", " الآن", 25.0, 0.0, 2, 4.0, frozenset({"song"}), 100),
]


def match(term: str, arabic: str, kind: str = "") -> Match:
    spelled = LETTERS.encode(fold_latin(term))
    return Match(Entry(term, type=kind), LETTERS.trace_encoded(spelled, arabic)[0], spelled=spelled)


def asked(query: Query, *terms: str) -> Query:
    return replace(query, matches=tuple(match(t, query.arabic) for t in terms), gains=tuple(15.0 - i for i in range(len(terms))))


def test_the_network_is_told_letters_surroundings_and_numbers():
    told = encode([asked(QUERIES[0], "Adele"), asked(QUERIES[1], "Coldplay", "Cold Blue")], LETTERS)
    assert told["of"].tolist() == [0, 1, 1]
    first = [[i for i in row if i] for row in told["latin"][0].tolist()]
    assert "".join(c for c in "".join(next(k for k, v in LATIN.items() if v == i) for row in first for i in row) if c.isalpha()) == "adele"
    assert [i for row in told["arabic"][0].tolist() for i in row if i] == [ARABIC[c] for c in "اديل"]
    assert told["before"][1, :4].tolist() == [ARABIC[c] for c in " هين"]  # the nearest first, folded
    assert told["before"].shape == (2, len("شغل أغنية ")) and not told["before"][0].any()
    assert encode([replace(asked(QUERIES[0], "Adele"), before="ا" * 99)], LETTERS)["before"].shape == (1, BEFORE)
    assert told["match"][1, 2] > told["match"][2, 2]  # the rules' evidence
    assert told["query"][1, 2] == np.float32(2 / 3)


@pytest.mark.model
def test_a_query_is_weighed_alike_beside_others():
    """Longer alignments and other queries in the batch only pad."""
    rank = NetworkRanker.load(LETTERS)
    queries = [asked(QUERIES[0], "Adele", "Adela"), asked(QUERIES[1], "Coldplay", "Cold Blue")]
    together = rank(queries)
    for query, scores in zip(queries, together, strict=True):
        assert rank([query])[0] == pytest.approx(scores, abs=1e-4)
    assert rank([]) == [] and together[1][0] > together[1][1]


class Fixed:
    signature, reach = "fixed", 4.0

    def __init__(self, *scores: float, share: float = 0.0):
        self.scores, self.share = scores, share

    def __call__(self, queries):
        return [list(self.scores[: len(q.matches)]) for q in queries]


def test_aliases_are_not_weighed():
    alias, other = Match(Entry("Zoom"), 0.0, alias=True), match("Zum", "زوم")
    query = Query("زوم", (other,), (14.0,))
    [found] = reweighed(Fixed(20.0), [([Scored(other, 1.0), Scored(alias, 3.0)], query)], 13.0)
    assert [(s.match.entry.term, s.gain) for s in found] == [("Zum", 7.0), ("Zoom", 3.0)]
    [alone] = reweighed(Fixed(), [([Scored(alias, 3.0)], Query("زوم", (), ()))], 13.0)
    assert [s.gain for s in alone] == [3.0]


def test_an_alias_is_measured_on_the_scale_of_the_others():
    """Half of the evidence for the whole name is the network's: the alias of a part of it counts by half too."""
    alias = Match(Entry("Snapchat"), 0.0, alias=True)
    [[found]] = reweighed(Fixed(share=0.5), [([Scored(alias, 12.0)], Query("سناب", (), ()))], 13.0)
    assert (found.gain, found.by_rules) == (6.0, 12.0)
    entries = [Entry("Snapchat", type="app", aliases=("سناب",))]
    both = Transliterator(
        [CatalogueIndex.of(entries, LETTERS, Reader.load())], NativeWords.load(), Rules.load(), rank=Fixed(22.0, share=0.5)
    )
    assert [r.text for r in both(["وافتح سناب شات", "وافتح سناب"])] == ["وافتح Snapchat", "وافتح Snapchat"]


def tool(rank, **options) -> Transliterator:
    entries = [Entry("Shakira", type="artist"), Entry("Zoom", aliases=("زووم",))]
    index = CatalogueIndex.of(entries, LETTERS, Reader.load())
    return Transliterator([index], NativeWords.load(), Rules.load(), rank=rank, **options)


@pytest.mark.parametrize(("score", "text"), [(30.0, "شغل Shakira"), (13.5, "شغل Shakira"), (12.9, "شغل شاكيرا"), (-5.0, "شغل شاكيرا")])
def test_its_evidence_decides(score, text):
    assert tool(Fixed(score))(["شغل شاكيرا"])[0].text == text


def test_the_confidence_is_that_of_its_odds():
    [span] = tool(Fixed(14.0))(["شغل شاكيرا"])[0].spans
    assert span.score == 14.0 and span.candidates == () and span.confidence == pytest.approx(1 / (1 + np.exp(-1.0)), abs=1e-3)


def test_a_candidate_tells_what_the_rules_thought():
    [plain], [weighed] = (tool(rank, top=2)(["شغل شاكيرا"])[0].spans for rank in (None, Fixed(14.0)))
    assert plain.score > 14.0 and "by the rules" not in plain.candidates[0].reason
    assert weighed.candidates[0].reason.endswith(f"by the rules {plain.score:.1f}, in the line 14.0")


def test_a_listed_spelling_comes_first_in_a_line_that_is_one_term():
    assert tool(Fixed(9.0), span=True)(["زووم"])[0].text == "Zoom"

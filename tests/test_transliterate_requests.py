"""Requests as people say them: one half to develop on, one to report on."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from arabic_voice_cli.transliterate import Transliterator

from .score_requests import TERMS, Score, read_requests, score

HALVES = ("dev", "report")
BLIND = ("fresh_a", "fresh_b")
"""Written without sight of the tool, with terms of a long list."""

TITLES = Path(__file__).parents[2] / "shared" / "data" / "loan" / "catalogue_en_fr.tsv"


@pytest.mark.parametrize("half", HALVES + BLIND)
def test_expected_lines_are_the_spans_rewritten(half):
    for request in read_requests(half):
        text, at = "", 0
        for start, end, term in request.spans:
            text += request.line[at:start]
            text += f" {term}" if text and text[-1] != " " else term
            text += " " if request.line[end : end + 1].isalpha() else ""
            at = end
        assert text + request.line[at:] == request.expected, request.id


def test_there_are_enough_requests_and_their_terms_are_listed():
    requests = [r for half in HALVES for r in read_requests(half)]
    assert len({r.line for r in requests}) == len({r.id for r in requests}) == len(requests) >= 400
    assert sum(not r.spans for r in requests) >= 0.4 * len(requests)
    terms = {row["term"] for row in csv.DictReader(TERMS.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE)}
    assert terms >= {term for r in requests for *_, term in r.spans}


@pytest.mark.parametrize(("ranker", "native"), [(None, 0.3), ("ranker", 0.7)])  # for the network شاهد is the app: 1 of 157 lines
@pytest.mark.parametrize("half", HALVES)
def test_requests_are_rewritten_well(half, ranker, native):
    requests = read_requests(half)
    got = score(requests, Transliterator.load([TERMS], ranker=ranker)([r.line for r in requests]))
    assert got.span_f1 >= 93 and got.exact >= 92.5 and got.native <= native, got


@pytest.mark.skipif(not TITLES.exists(), reason="needs the long list of titles")
@pytest.mark.parametrize("half", BLIND)
def test_the_network_is_better_than_the_rules_on_blind_requests(half):
    requests = read_requests(half)
    rules, network = (score(requests, Transliterator.load([TITLES], ranker=r)([q.line for q in requests])) for r in (None, "ranker"))
    assert network.span_f1 > rules.span_f1 and network.exact > rules.exact and network.native <= min(rules.native, 3.0), (rules, network)


def test_the_scorer_counts_what_it_should():
    requests = [r for r in read_requests("dev") if r.spans][:2] + [r for r in read_requests("dev") if not r.spans][:1]

    class Untouched:
        spans = ()

    lines = [type("Line", (Untouched,), {"text": r.line}) for r in requests]
    assert score(requests, lines) == Score(0.0, 33.33, 0.0)
    lines[2].text += "x"
    assert score(requests, lines) == Score(0.0, 0.0, 100.0)

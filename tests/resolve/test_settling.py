"""Statements that become one: none of what they rest on is lost."""

from __future__ import annotations

from collections import Counter

from rdgraph.model.document import Article, OffsetMap
from rdgraph.model.facts import ArticleFacts, Entity, Evidence, Statement
from rdgraph.model.found import Span
from rdgraph.resolve.settle import settle_article

ORGAN, PRACTICE, PLACE = ("org", "甲"), ("practice", "乙"), ("place", "丙")
TEXT = "甲推行乙，甲参与乙，甲把丙作为乙。"


def entity(key, kind):
    return Entity(key, Counter([kind]), Counter([key[-1]]))


def facts(*statements):
    article = Article(1, "article", None, None, None, TEXT, OffsetMap(((0, 0, len(TEXT)),)), (0, len(TEXT)), None)
    return ArticleFacts(("article", "a"), None, article, None, None, (), None, tuple(statements), (), (), ())


def told(predicate, object_, start, confidence, role=None, rule="r.a"):
    return Statement(ORGAN, predicate, object_, Evidence((Span(start, start + 3),), rule, confidence), role)


def test_two_that_become_one_rest_on_both_passages():
    settled = settle_article(
        facts(told("implements", PRACTICE, 0, 0.5), told("participatesIn", PRACTICE, 5, 0.9, "runs", "r.b")),
        {ORGAN: entity(ORGAN, "StandingCommittee"), PRACTICE: entity(PRACTICE, "Program")},
    )
    (statement,) = settled.statements
    assert (statement.predicate, statement.role) == ("participatesIn", "runs")
    assert statement.evidence == Evidence((Span(0, 3), Span(5, 8)), "r.b", 0.9)


def test_what_fits_no_signature_is_told_in_the_article_s_own_words():
    settled = settle_article(
        facts(told("implements", PLACE, 10, 0.5)),
        {ORGAN: entity(ORGAN, "StandingCommittee"), PLACE: entity(PLACE, "Place")},
    )
    assert not settled.statements
    assert [(u.surface, u.reason) for u in settled.unresolved] == [("甲把丙", "type-conflict:implements")]

"""The order of extraction within one article: divisions, mentions, tape, agents, relations, activities, quantities."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from rdgraph.extract.acts import find_activities, find_topic
from rdgraph.extract.agents import find_agents
from rdgraph.extract.amounts import find_quantities
from rdgraph.extract.candidates import (
    Candidate,
    find,
    priority_then_longest,
    repeated,
    resolve_anaphors,
)
from rdgraph.extract.divisions import FULL, UNLISTED, DivisionMention, article_area, division_finder
from rdgraph.extract.matching import Matching
from rdgraph.extract.modality import Modalities
from rdgraph.extract.reading import Reading, read_article
from rdgraph.extract.relate import find_relations
from rdgraph.extract.tape import make_tape
from rdgraph.model.document import Article
from rdgraph.model.found import Found, Mention, Rejection, Relation
from rdgraph.rules.alphabet import CHARACTER, GROUPS
from rdgraph.rules.divisions import Division
from rdgraph.rules.matcher import TriggerIndex
from rdgraph.rules.pack import RulePack

_BEARING_AREA = frozenset((*GROUPS["Organ"], "Place"))


@cache
def _index(pack: RulePack, stage: str) -> TriggerIndex:
    return TriggerIndex(pack.stage(stage))


def extract(
    article: Article, home: Division | None, year: int | None, pack: RulePack, explaining: bool = False
) -> tuple[Found, Division | None]:
    """Return what the rules find in an article, and the division it is about (None where it does not say).

    *explaining*: what almost matched as well.
    """
    finder = division_finder(pack)
    reading = read_article(article, home, year)
    hits = finder.hits(reading.text)
    divisions, _ = finder.find(reading, hits, rows=False)
    area = article_area(reading, divisions, pack)
    reading = replace(reading, area=area)
    divisions, refused = finder.find(reading, hits)

    names = make_tape(reading.text, [(d.start, d.end, CHARACTER["Division"], i) for i, d in enumerate(divisions)])
    naming = Matching(reading, names, _index(pack, "mention"), explaining)
    kept, lost = priority_then_longest([*find(naming), *_authors(reading)])
    kept, orphans = resolve_anaphors(kept, {reading.text[d.start : d.end] for d in divisions})
    kept.extend(repeated(reading.text, kept, [*kept, *(_as_candidate(d) for d in divisions)]))
    outer, nested = _with_divisions(kept, divisions)

    mentions, relations = _mentions(reading, outer, nested)
    tape = make_tape(reading.text, [(c.start, c.end, CHARACTER[c.type], i) for i, c in enumerate(outer)])
    agents = find_agents(reading, tape, _index(pack, "agent"))
    modality = Modalities(tape, _index(pack, "modality"))
    stages = [
        Matching(reading, tape, _index(pack, name), explaining)
        for name in ("relation", "topic", "activity", "quantity")
    ]
    relating, telling, acting, counting = stages
    relations.extend(find_relations(relating, modality, agents))
    referents = {i: c.name for i, c in enumerate(outer) if not c.alias and "{area}" not in c.name}
    activities = find_activities(acting, find_topic(telling), modality, agents, referents, pack.lists["answered-acts"])
    quantities = find_quantities(counting, modality)
    found = Found(tuple(mentions), tuple(relations), tuple(quantities), tuple(activities))
    if not explaining:
        return found, area
    unchosen = [*lost, *((orphan, "no-antecedent") for orphan in orphans)]
    rejections = [
        *refused,
        *naming.rejections,
        *(Rejection(c.rule, reading.span(c.start, c.end), reading.surface(c.start, c.end), why) for c, why in unchosen),
        *(rejection for stage in stages for rejection in stage.rejections),
    ]
    return replace(found, rejections=tuple(rejections)), area


def _authors(reading: Reading) -> list[Candidate]:
    byline = reading.article.byline
    if byline is None:
        return []
    found = []
    for author in byline.authors:
        start, end = reading.dense.to_dense(author.start), reading.dense.to_dense(author.end)
        found.append(Candidate("Person", start, end, author.name, None, None, "area", "byline.author", 100, 0.98))
    return found


def _as_candidate(d: DivisionMention) -> Candidate:
    return Candidate("Division", d.start, d.end, d.division.name, d.division.key, None, "national", d.rule, 0, 0.97)


def _with_divisions(kept: list[Candidate], divisions: list[DivisionMention]) -> tuple[list[Candidate], list[Candidate]]:
    """Split into the outer mentions, by position, and the divisions that stand inside the name of an organization.

    A division in the title of a document, or in the name of a practice, is no mention of its own, but where a work is
    named after its area (上城区…工程); nor is a short name in that of a company or a school (沈阳 in 沈阳农业大学).
    """
    owner = {i: c for c in kept for i in range(c.start, c.end)}
    outer, nested = list(kept), list[Candidate]()
    for d in divisions:
        around = owner.get(d.start) or owner.get(d.end - 1)
        if around is None:
            outer.append(_as_candidate(d))
        elif around.type in (_BEARING_AREA if d.rule in (FULL, UNLISTED) else GROUPS["Authority"]) or (
            around.type == "Program" and d.rule == FULL and d.start == around.start
        ):
            nested.append(_as_candidate(d))
    return sorted(outer, key=lambda c: c.start), nested


def _mentions(
    reading: Reading, outer: list[Candidate], nested: list[Candidate]
) -> tuple[list[Mention], list[Relation]]:
    """Return the mentions, numbered as *outer* first, with the organs that the names of their parts imply."""
    mentions, parts = [_mention(reading, c) for c in outer], list[Relation]()
    for number, candidate in enumerate(outer):
        if candidate.parent is None:
            continue
        kind, start, end, name, area_text = candidate.parent
        implied = (start, end) == (candidate.start, candidate.end)
        parent = Candidate(
            kind, start, end, name, area_text, None, "area", candidate.rule, 0, candidate.confidence, implied
        )
        span = reading.span(candidate.start, candidate.end)
        parts.append(Relation(number, "partOf", len(mentions), span, candidate.rule, candidate.confidence))
        mentions.append(_mention(reading, parent))
    mentions.extend(_mention(reading, c) for c in nested)
    return mentions, parts


def _mention(reading: Reading, c: Candidate) -> Mention:
    return Mention(
        c.type, reading.span(c.start, c.end), reading.surface(c.start, c.end), c.name, c.area, c.core, c.scope,
        c.rule, c.confidence, c.anaphor, c.alias,
    )  # fmt: skip

"""Give every merged entity one type, and every statement subjects and objects of a class its predicate takes."""

from __future__ import annotations

from dataclasses import replace

from rdgraph.model.facts import ArticleFacts, Entity, Facts, Key, Statement, Unresolved
from rdgraph.rules.alphabet import GROUPS, TYPES

_ORGANS = tuple(t for t in TYPES if t in {*GROUPS["Organ"]})
_OWN = ("Mechanism", "Program")
SIGNATURES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "implements": (_ORGANS, GROUPS["Practice"]),
    "participatesIn": (_ORGANS, ("Program",)),
    "involves": (_OWN, (*_ORGANS, "Platform")),
    "cooperatesWith": (_ORGANS, _ORGANS),
    "includes": (_OWN, GROUPS["Practice"]),
    "hostedBy": (("Platform",), (*_ORGANS, "Place")),
    "basedOn": (_OWN, ("Document",)),
    "issues": (_ORGANS, ("Document",)),
    "inspects": (_ORGANS, ("Document",)),
    "supervises": (_ORGANS, _ORGANS),
    "partOf": (_ORGANS, _ORGANS),
    "locatedIn": (("Place", *_ORGANS), ("Division",)),
    "targets": ((*_OWN, *_ORGANS), ("Place", "Company", "School")),
}
"""Subject and object types of each relation, after the definitions of the annotation guideline."""


def settle(facts: Facts) -> Facts:
    """Return the facts with statements that fit their entities' final types.

    One name may have been taken for a mechanism in one article and for a program in another. Its node has the type
    given most often; implements and participatesIn follow it, and what fits no signature is kept as unresolved.
    """
    return replace(facts, articles={k: settle_article(a, facts.entities) for k, a in facts.articles.items()})


def settle_article(article: ArticleFacts, entities: dict[Key, Entity]) -> ArticleFacts:
    """Return an article's facts as `settle` leaves them; two statements that become one rest on both passages."""
    kept: dict[tuple[Key | None, str, Key, str | None], Statement] = {}
    lost = list(article.unresolved)
    for statement in article.statements:
        fitted = _fit(statement, entities)
        if fitted is None:
            span = statement.evidence.spans[0]
            surface = article.article.text[span.start : span.end]
            lost.append(Unresolved(surface, span, f"type-conflict:{statement.predicate}"))
            continue
        key = (fitted.subject, fitted.predicate, fitted.object, fitted.evidence.modality)
        kept[key] = _joined(kept[key], fitted) if key in kept else fitted
    return replace(article, statements=tuple(kept.values()), unresolved=tuple(lost))


def _joined(one: Statement, other: Statement) -> Statement:
    """Return one statement for two that say the same: the rule that is trusted more, and the passages of both."""
    best = max(one, other, key=lambda s: (s.evidence.confidence, -s.evidence.spans[0].start, s.evidence.rule))
    spans = tuple(sorted({*one.evidence.spans, *other.evidence.spans}, key=lambda span: (span.start, span.end)))
    return replace(best, role=best.role or one.role or other.role, evidence=replace(best.evidence, spans=spans))


def _fit(statement: Statement, entities: dict[Key, Entity]) -> Statement | None:
    if statement.subject is None:
        return statement
    subject, object_ = entities[statement.subject].type, entities[statement.object].type
    predicate = statement.predicate
    if predicate in ("implements", "participatesIn") and object_ in GROUPS["Practice"]:
        predicate = "participatesIn" if object_ == "Program" else "implements"
    subjects, objects = SIGNATURES[predicate]
    if subject not in subjects or object_ not in objects:
        return None
    role = statement.role if predicate == "participatesIn" else None
    return replace(statement, predicate=predicate, role=role)

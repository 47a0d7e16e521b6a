"""Run every rule's own examples and counter-examples, and find rules that can never match."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from rdgraph.errors import RuleError
from rdgraph.extract.article import extract
from rdgraph.messages import both
from rdgraph.model.document import Article, OffsetMap
from rdgraph.model.facts import ArticleFacts, Entity, Key
from rdgraph.model.found import Mention
from rdgraph.resolve.areas import AreaResolver
from rdgraph.resolve.article import ArticleLinker
from rdgraph.resolve.naming import Namer
from rdgraph.resolve.settle import settle_article
from rdgraph.rules.gazetteer import load
from rdgraph.rules.pack import CompiledRule, RulePack
from rdgraph.rules.schema import Example

_REFERENCE = regex.compile(r"\{([A-Za-z_][\w-]*)(?::first|:last)?\}")


def check_pack(pack: RulePack) -> Iterator[str]:
    """Yield a message for every fault of a pack."""
    for compiled in pack.rules:
        compiled.pattern, compiled.guards  # noqa: B018  (raises RuleError where one is no valid pattern)
        if not compiled.rule.examples:
            yield both("rules.no-example", rule=compiled.rule.id)
        for example in compiled.rule.examples:
            got = run(compiled, example, pack)
            for want in example.finds:
                if want not in got:
                    yield both("rules.missed", rule=compiled.rule.id, text=example.text, want=want, got="、".join(got))
        for example in compiled.rule.counter_examples:
            got = run(compiled, example, pack)
            if got:
                yield both("rules.wrong", rule=compiled.rule.id, text=example.text, got="、".join(got))
        for trigger in compiled.triggers:
            if not _can_fire(compiled, trigger):
                yield both("rules.dead", rule=compiled.rule.id, trigger=trigger)
    for name in sorted(_unused(pack)):
        yield both("rules.unused", name=name)


def run(compiled: CompiledRule, example: Example, pack: RulePack) -> list[str]:
    """Return what one rule finds in an example, with all other rules at work, as the example's `finds` write it."""
    gazetteer = load()
    area = gazetteer.resolve(example.area).division
    if area is None:
        raise RuleError.of("rule.example-area", file=compiled.file, place=compiled.rule.id, area=example.area)
    headline, _, rest = example.text.partition("\n")
    has_title = bool(rest) and not rest.startswith("（")
    text = example.text
    begin = len(headline) + 1 if has_title else 0
    end = text.rfind("\n（") if "\n（" in text else len(text)
    if text.startswith("（") and text.endswith("）"):
        end = 0
    article = Article(
        1, "article", None, headline if has_title else None, None, text, OffsetMap(((0, 0, len(text)),)),
        (begin, end), None,
    )  # fmt: skip
    found, told = extract(article, area, None, pack)
    linker = ArticleLinker(
        article, told or area, gazetteer, Namer(pack, gazetteer, AreaResolver(gazetteer, area, told or area, None))
    )
    facts = settle_article(linker.link(("article", "例句", "1", "01"), None, found), linker.entities)
    rule = compiled.rule
    if rule.stage == "mention":
        return _mention_labels(found.mentions, linker, rule.id)
    if rule.stage == "modality":
        everything = [*(s.evidence for s in facts.statements), *(m.evidence for m in facts.measures)]
        return sorted({e.modality for e in (*everything, *(a.evidence for a in facts.acts)) if e.modality})
    if rule.stage == "agent":
        actors = {s.subject for s in facts.statements if s.predicate != "mentions" and s.subject}
        actors |= {a.agent for a in facts.acts if a.agent}
        return sorted(linker.entities[k].label for k in actors)
    return list(_findings(facts, linker.entities, rule.id, rule.stage))


def _mention_labels(mentions: tuple[Mention, ...], linker: ArticleLinker, rule: str) -> list[str]:
    labels = []
    for mention in mentions:
        if mention.rule == rule:
            named = linker.namer.name(mention)
            if not isinstance(named, str):
                labels.append(named.label)
    return labels


def _findings(facts: ArticleFacts, entities: dict[Key, Entity], rule: str, stage: str) -> Iterator[str]:
    if stage == "relation":
        for s in facts.statements:
            if s.evidence.rule == rule and s.subject is not None:
                yield f"{entities[s.subject].label} → {entities[s.object].label}"
    elif stage == "quantity":
        for m in facts.measures:
            if m.evidence.rule == rule:
                yield " ".join(part for part in (f"{m.value.normalize():f}", m.unit, m.counted) if part)
    else:  # a topic shows in the acts that are about it
        for a in facts.acts:
            if a.evidence.rule == rule or stage == "topic":
                yield f"{a.type}：{a.object}"


def _can_fire(compiled: CompiledRule, trigger: str) -> bool:
    """Is there any way for the trigger to stand in a match, or beside it where a lookaround reads?"""
    letters = set(compiled.expanded)
    return set(trigger) <= letters or bool(regex.search(r"\\p\{Han\}|\[\^|\\d|\\w", compiled.expanded))


def _unused(pack: RulePack) -> set[str]:
    used: set[str] = {"law-names"}
    sources = [*pack.fragments.values()]
    for compiled in pack.rules:
        rule = compiled.rule
        sources += [rule.pattern, *rule.triggers, *(str(v) for _, v in rule.guards if isinstance(v, str))]
    for source in sources:
        used.update(_REFERENCE.findall(source))
    # read by name from code: what makes an administrative name a name here, which organs are one, what is answered
    used.update(n for n in (*pack.fragments, *pack.lists) if n.startswith("division-"))
    used.update(("area-organ-follows", "home-organ", "bare-organ", "organ-forms", "answered-acts"))
    return (set(pack.fragments) | set(pack.lists)) - used

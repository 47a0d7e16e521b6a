"""Activities: acts of supervision and deputy duty, from patterns over the tape."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from rdgraph.extract.agents import Agents
from rdgraph.extract.matching import Hit, Matching
from rdgraph.extract.modality import Modalities
from rdgraph.extract.taken import Taken
from rdgraph.extract.tape import Tape
from rdgraph.model.found import Activity, Span

ANTECEDENT_REACH = 300
"""How far before an act, in characters of the tape, what 该建议 stands for is sought."""


@dataclass(frozen=True, slots=True)
class _Proposal:
    """A match that may become an activity: `[low, high)` is the dense span of its object."""

    low: int
    high: int
    act: Activity
    hit: Hit


def find_activities(
    stage: Matching, topic: tuple[int, int] | None, modalities: Modalities, agents: Agents,
    referents: Mapping[int, str], answered: Container[str],
) -> list[Activity]:  # fmt: skip
    """Return one activity for each act and object; of matches of one type that overlap, the better rule's stays.

    A match within one that stays (召开听证会 in 召开听证会，就噪声扰民开展听证) tells the same act with less, and goes.
    An act that names no object (开展专题询问) is about the article's topic, if no act of its type names one; one that
    points back (将该建议列为重点督办件) is about what its rule's antecedent matched last.
    What another organ does (区法院开展调研) is none, but for the types in `answered`: 区教育局接受询问.
    `referents` gives what the mentions that say nothing by themselves (该法) stand for, by their number on the tape.
    """
    kept: list[_Proposal] = []
    taken: defaultdict[str, Taken[_Proposal]] = defaultdict(lambda: Taken(len(stage.reading.text)))
    told: set[tuple[str, str]] = set()
    around: defaultdict[tuple[str, int], list[_Proposal]] = defaultdict(list)
    for proposal in sorted(_propose(stage, topic, modalities, agents, referents, answered), key=_rank):
        low, high, act = proposal.low, proposal.high, proposal.act
        if proposal.hit.compiled.rule.topical and act.type in taken:
            stage.reject(proposal.hit.compiled, low, high, "told-already")
            continue
        rival = taken[act.type].rival(low, high)
        if rival is None:
            rival = next((p for p in around[act.type, proposal.hit.number] if _inside(act.span, p.act.span)), None)
        if rival is None and (act.type, act.object) not in told:
            taken[act.type].add(low, high, proposal)
            told.add((act.type, act.object))
            kept.append(proposal)
            around[act.type, proposal.hit.number].append(proposal)
        elif rival is not None and (rival.act.rule, rival.low, rival.high) != (act.rule, low, high):
            stage.reject(proposal.hit.compiled, low, high, f"overlap:{rival.act.rule}")
    return [p.act for p in sorted(kept, key=lambda p: (p.act.span.start, p.act.type, p.low))]


def _objects(hit: Hit, tape: Tape) -> list[tuple[int, int]]:
    """Return the spans of a match's objects on the tape: its own, or that of the antecedent of 该建议."""
    rule, start = hit.compiled.rule, hit.offset
    if rule.topical:
        return []
    if hit.compiled.antecedent is None:
        return [(start + a, start + b) for a, b in hit.match.spans("object")]
    at = start + hit.match.start()
    told = list(hit.compiled.antecedent.finditer(tape.text, max(0, at - ANTECEDENT_REACH), at))
    return [told[-1].span("object")] if told else []


def _told(hit: Hit, tape: Tape) -> int | None:
    """Return the mention that a match itself names as acting (被列为市人大常委会重点督办建议), in its group `agent`."""
    named = hit.match.spans("agent") if "agent" in hit.match.re.groupindex else []
    return next((slot for a, b in named for slot in tape.slots_in(hit.offset + a, hit.offset + b)), None)


def _inside(inner: Span, outer: Span) -> bool:
    return inner != outer and outer.start <= inner.start and inner.end <= outer.end


def find_topic(stage: Matching) -> tuple[int, int] | None:
    """Return the dense span of what an article is about, as its headline or else its first sentence says, or None."""
    spans = [
        (-hit.compiled.rule.priority, *stage.tape.below(hit.offset + low, hit.offset + high))
        for hit in stage.hits()
        for low, high in hit.match.spans("object")
        if stage.admits(hit, hit.match["object"], low, high)
    ]
    return min(spans)[1:] if spans else None


def _rank(p: _Proposal) -> tuple[bool, int, int, int, str]:
    rule = p.hit.compiled.rule
    return (rule.topical, -rule.priority, p.low, p.high - p.low, p.act.rule)


def _propose(
    stage: Matching, topic: tuple[int, int] | None, modalities: Modalities, agents: Agents,
    referents: Mapping[int, str], answered: Container[str],
) -> Iterator[_Proposal]:  # fmt: skip
    tape, reading = stage.tape, stage.reading
    for hit in stage.hits():
        rule, match, start = hit.compiled.rule, hit.match, hit.offset
        objects = _objects(hit, tape)
        if not objects and not rule.topical:
            continue
        name = match[0] if rule.topical else tape.surface(*objects[-1])
        if not stage.admits(hit, name, match.start(), match.end()):
            continue
        at = start + match.start()
        clause = max(start, tape.text.rfind("，", start, at) + 1)
        told = _told(hit, tape)
        if told is None and rule.by == "Congress" and rule.type not in answered and agents.is_other(at, clause):
            stage.reject(hit.compiled, *tape.below(at, start + match.end()), "other-agent")
            continue
        spans = [tape.below(a, b) for a, b in objects if len(tape.surface(a, b)) > 1]
        meant = {tape.below(a, b): referents.get(tape.slots.get(a, -1), "") for a, b in objects if b - a == 1}
        whole = reading.span(*tape.below(at, start + match.end()))
        for low, high in [topic] if rule.topical and topic is not None else spans:
            agent = agents.at(at, start, rule.by, start + match.end())[0] if told is None else told
            act = Activity(
                rule.type or "", agent, meant.get((low, high)) or reading.surface(low, high), reading.span(low, high),
                whole, rule.id, rule.confidence, modality=modalities.at(hit.number, at),
            )  # fmt: skip
            yield _Proposal(low, high, act, hit)

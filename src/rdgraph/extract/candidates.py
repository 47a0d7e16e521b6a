"""Find and choose mentions. Finding proposes every match of every rule; choosing keeps a set without overlaps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import regex

from rdgraph.extract.matching import Hit, Matching, refusal
from rdgraph.extract.taken import Taken
from rdgraph.extract.tape import Tape
from rdgraph.rules.pack import CompiledRule

_SLOT = regex.compile(r"\{(\w+)\}")
_SITED = frozenset(("Company", "School", "Institute", "Organization"))
_TOWNS = ("街道", "镇", "乡")
_QUOTES = str.maketrans("", "", "“”‘’《》〈〉「」『』")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposed mention; offsets are dense. `name` may still hold ``{area}``; see `Mention`."""

    type: str
    start: int
    end: int
    name: str
    area: str | None
    core: str | None
    scope: str
    rule: str
    priority: int
    confidence: float
    anaphor: bool = False
    alias: bool = True
    parent: tuple[str, int, int, str, str | None] | None = None
    """``(type, start, end, name, area)`` of the organ that the name shows its bearer to be a part of."""


def find(stage: Matching) -> list[Candidate]:
    """Propose a candidate for every match of every mention rule that its guards admit."""
    return [
        _known_without_town(candidate, hit, start, end, stage.tape)
        for hit in stage.hits()
        for candidate, start, end in _propose(hit.compiled, hit.match, stage.tape, hit.offset)
        if stage.admits(hit, candidate.name, start, end)
    ]


def _known_without_town(candidate: Candidate, hit: Hit, start: int, end: int, tape: Tape) -> Candidate:
    """Let a school or a company that is printed with its town (荷城街道沧江中学) be known without it (沧江中学).

    What remains has to pass the rule's own guards: 中心小学 alone is no name.
    """
    town = tape.surface(hit.offset + start, hit.offset + start + 1)
    if candidate.type not in _SITED or candidate.core is not None or not town.endswith(_TOWNS):
        return candidate
    rest = candidate.name.removeprefix(town)
    if len(rest) < 4 or refusal(hit.compiled, rest, hit.sentence[: start + 1], hit.sentence[end:]) is not None:
        return candidate
    return replace(candidate, core=rest)


def _propose(
    compiled: CompiledRule, match: regex.Match[str], tape: Tape, offset: int
) -> Iterable[tuple[Candidate, int, int]]:
    rule = compiled.rule
    groups = compiled.pattern.groupindex
    spans = match.spans("m") if "m" in groups else [match.span()]

    def group(name: str) -> str:
        if name not in groups or match.start(name) < 0:
            return ""
        return tape.surface(offset + match.start(name), offset + match.end(name))

    for start, end in spans:
        if start == end:
            continue
        low, high = tape.below(offset + start, offset + end)
        surface = tape.underlying[low:high]

        def fill(template: str, surface: str = surface) -> str:
            if template == "{m}":
                return tidy(surface, rule.type or "")
            filled = _SLOT.sub(
                lambda slot: slot[0] if slot[1] == "area" else surface if slot[1] == "m" else group(slot[1]), template
            )
            return tidy(filled, rule.type or "")

        name = fill(rule.name or "{m}")
        area = group("area") if "{area}" in name else None
        parent = None
        if rule.parent is not None and "parent" in groups and match.start("parent") >= 0:
            p_low, p_high = low, high
            if match["parent"]:
                p_low, p_high = tape.below(offset + match.start("parent"), offset + match.end("parent"))
            parent = (rule.parent.type, p_low, p_high, rule.parent.name, area)
        core = fill(rule.core) if rule.core else None
        yield (
            Candidate(
                rule.type or "", low, high, name, area, core or None, rule.scope, rule.id, rule.priority,
                rule.confidence, rule.anaphor,
                rule.alias,
                parent,
            ),
            start,
            end,
        )  # fmt: skip


def tidy(name: str, kind: str) -> str:
    """Drop the marks that are no part of a name: all quotation marks, of a document the outer ones only."""
    if kind == "Document":
        return name[1:-1] if name[:1] in "《“" and name[-1:] in "》”" and name[1:-1].count(name[0]) == 0 else name
    return name.translate(_QUOTES)


def priority_then_longest(candidates: Sequence[Candidate]) -> tuple[list[Candidate], list[tuple[Candidate, str]]]:
    """The overlap policy: higher priority first, then the longer, then the earlier, then the rule's id.

    Return the kept candidates by position, and the losers with the rule they lost to.
    """
    order = sorted(candidates, key=lambda c: (-c.priority, c.start - c.end, c.start, c.rule, c.type, c.name))
    kept: list[Candidate] = []
    lost: list[tuple[Candidate, str]] = []
    taken = Taken[Candidate](max((c.end for c in candidates), default=0))
    for candidate in order:
        rival = taken.rival(candidate.start, candidate.end)
        if rival is None:
            kept.append(candidate)
            taken.add(candidate.start, candidate.end, candidate)
        elif (rival.rule, rival.start, rival.end) != (candidate.rule, candidate.start, candidate.end):
            lost.append((candidate, f"overlap:{rival.rule}"))
    kept.sort(key=lambda c: c.start)
    return kept, lost


def resolve_anaphors(kept: Sequence[Candidate], divisions: Collection[str]) -> tuple[list[Candidate], list[Candidate]]:
    """Give each anaphor the type and name of the antecedent with its core; return (linked, those without one).

    One whose own name tells whose it is (``{area}人大常委会财经工委``) stands for itself where nothing goes before it;
    镇人大 does where *divisions*, the areas that the article names, hold a 镇.
    """
    antecedents: dict[str, Candidate] = {}
    for c in kept:
        if not c.anaphor:
            for key in (c.core, c.name):
                if key:
                    antecedents.setdefault(key, c)
    linked, orphans = [], []
    for c in kept:
        if not c.anaphor:
            linked.append(c)
        elif (found := antecedents.get(c.core or c.name) or _fuller(c, kept)) is not None:
            linked.append(
                replace(c, type=found.type, name=found.name, area=found.area, core=found.core, scope=found.scope)
            )
        elif "{area}" in c.name and (not c.area or any(name.endswith(c.area) for name in divisions)):
            linked.append(replace(c, anaphor=False))
        else:
            orphans.append(c)
    return linked, orphans


def _fuller(anaphor: Candidate, kept: Sequence[Candidate]) -> Candidate | None:
    """Return the nearest mention before an anaphor whose name ends in the anaphor's (教科文卫工委)."""
    fits = [
        c for c in kept
        if not c.anaphor and c.type == anaphor.type and c.end <= anaphor.start
        if c.name.endswith(anaphor.core or anaphor.name)
    ]  # fmt: skip
    return fits[-1] if fits else None


def repeated(text: str, kept: Sequence[Candidate], taken: Sequence[Candidate]) -> list[Candidate]:
    """Find where a kept name or core of three or more characters stands again, outside every kept mention."""
    busy = Taken[Candidate](len(text))
    for c in taken:
        busy.add(c.start, c.end, c)
    found: list[Candidate] = []
    for form, source in sorted(
        {form: c for c in reversed(kept) for form in (c.core, c.name) if form and len(form) >= 3}.items(),
        key=lambda item: (-len(item[0]), item[0]),
    ):
        if source.type in ("Division", "StandingCommittee") or "{area}" in form:
            continue
        at = text.find(form)
        while at >= 0:
            end = at + len(form)
            if busy.rival(at, end) is None:
                found.append(replace(source, start=at, end=end, rule=source.rule, anaphor=True, parent=None))
                busy.add(at, end, source)
            at = text.find(form, end)
    return found

"""Quantities: value, unit, qualifier and what is counted, from patterns over the tape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from rdgraph.extract.matching import Hit, Matching
from rdgraph.extract.modality import Modalities
from rdgraph.extract.taken import Taken
from rdgraph.model.found import Quantity
from rdgraph.text.numerals import parse_number


@dataclass(frozen=True, slots=True)
class _Proposal:
    """A match that may become a quantity: `[low, high)` is the tape span of its number and unit."""

    low: int
    high: int
    value: Decimal
    hit: Hit


def find_quantities(stage: Matching, modalities: Modalities) -> list[Quantity]:
    """Return the quantities of an article by position; where rules overlap, the one of higher priority stays."""
    taken = Taken[_Proposal](len(stage.tape.text))
    kept: list[_Proposal] = []
    for proposal in sorted(_propose(stage), key=_rank):
        compiled, low, high = proposal.hit.compiled, proposal.low, proposal.high
        rival = taken.rival(low, high)
        if rival is None:
            taken.add(low, high, proposal)
            kept.append(proposal)
        elif (rival.hit.compiled.rule.id, rival.low, rival.high) != (compiled.rule.id, low, high):
            stage.reject(compiled, *stage.tape.below(low, high), f"overlap:{rival.hit.compiled.rule.id}")
    kept.sort(key=lambda p: p.low)
    quantities = [(_quantity(p, stage, modalities), p.hit.compiled.rule.counts_as) for p in kept]
    return _distinct(_with_antecedents(quantities, stage.reading.article.text))


def _rank(p: _Proposal) -> tuple[int, int, int, str]:
    rule = p.hit.compiled.rule
    return (-rule.priority, p.low - p.high, p.low, rule.id)


def _propose(stage: Matching) -> Iterator[_Proposal]:
    for hit in stage.hits():
        match = hit.match
        scaled = "scale" in match.re.groupindex
        value = _value(match["number"], match["scale"] if scaled else None)
        low, high = match.start("number"), match.end("unit")
        if value is not None and stage.admits(hit, match["number"], low, high):
            yield _Proposal(hit.offset + low, hit.offset + high, value, hit)


def _quantity(proposal: _Proposal, stage: Matching, modalities: Modalities) -> Quantity:
    hit, tape, reading = proposal.hit, stage.tape, stage.reading
    match, rule, start = hit.match, hit.compiled.rule, hit.offset
    groups = match.groupdict()
    counted, mention, reach = None, None, start + match.end()
    if groups.get("of"):
        a, b = start + match.start("of"), start + match.end("of")
        counted = reading.surface(*tape.below(a, b))
        reach = max(reach, b)
        slots = tape.slots_in(a, b)
        mention = slots[0] if len(slots) == 1 else None
    return Quantity(
        proposal.value, groups["unit"] or rule.unit or "", groups.get("qualifier") or groups.get("total") or None,
        counted, reading.span(*tape.below(start + match.start(), reach)), rule.id, rule.confidence, mention,
        groups.get("status") or None, modalities.at(hit.number, proposal.low),
    )  # fmt: skip


def _with_antecedents(quantities: Iterable[tuple[Quantity, str | None]], text: str) -> Iterator[Quantity]:
    """Let a number without a noun count what one before it counts: of its unit in its paragraph, or in its sentence."""
    of_unit: dict[str, Quantity] = {}
    nearest: Quantity | None = None
    for quantity, counts_as in quantities:
        if quantity.counted is None and counts_as is not None:
            before, limit = (nearest, "。") if counts_as == "nearest" else (of_unit.get(quantity.unit), "\n")
            if before is not None and limit not in text[before.span.start : quantity.span.start]:
                quantity = replace(quantity, counted=before.counted, mention=before.mention)
        if quantity.counted:
            of_unit[quantity.unit] = nearest = quantity
        yield quantity


def _distinct(quantities: Iterable[Quantity]) -> list[Quantity]:
    """Let what an article reports twice in the same words stay once, where it is said first."""
    seen: dict[object, Quantity] = {}
    for quantity in quantities:
        seen.setdefault((quantity.value, quantity.unit, quantity.counted) if quantity.counted else quantity, quantity)
    return list(seen.values())


@lru_cache(maxsize=4096)
def _value(number: str, scale: str | None) -> Decimal | None:
    plain = number.replace("，", "")
    if scale is None or plain[:1].isdecimal():
        return parse_number(plain + (scale or ""))
    value, factor = parse_number(plain), parse_number("一" + scale)
    return None if value is None or factor is None else value * factor

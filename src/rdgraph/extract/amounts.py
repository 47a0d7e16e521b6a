"""Quantities: value, unit, qualifier and what is counted, from patterns over the tape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

import regex

from rdgraph.extract.candidates import refusal
from rdgraph.extract.modality import Modalities
from rdgraph.extract.reading import Reading
from rdgraph.extract.taken import Taken
from rdgraph.extract.tape import Tape
from rdgraph.model.found import Quantity
from rdgraph.rules.matcher import TriggerIndex
from rdgraph.rules.pack import CompiledRule
from rdgraph.text.numerals import parse_number


@dataclass(frozen=True, slots=True)
class _Proposal:
    """A match that may become a quantity: `[low, high)` is the tape span of its number and unit."""

    low: int
    high: int
    value: Decimal
    match: regex.Match[str]
    compiled: CompiledRule
    sentence: int


def find_quantities(reading: Reading, tape: Tape, index: TriggerIndex, modalities: Modalities) -> list[Quantity]:
    """Return the quantities of an article by position; where rules overlap, the one of higher priority stays."""
    taken = Taken(len(tape.text))
    kept: list[_Proposal] = []
    for proposal in sorted(_propose(tape, index), key=_rank):
        if not taken.overlaps(proposal.low, proposal.high):
            taken.add(proposal.low, proposal.high)
            kept.append(proposal)
    kept.sort(key=lambda p: p.low)
    anaphors = frozenset(c.rule.id for c in index.rules if c.rule.anaphor)
    quantities = [_quantity(p, reading, tape, modalities) for p in kept]
    return _with_antecedents(quantities, anaphors, reading.article.text)


def _rank(p: _Proposal) -> tuple[int, int, int, str]:
    return (-p.compiled.rule.priority, p.low - p.high, p.low, p.compiled.rule.id)


def _propose(tape: Tape, index: TriggerIndex) -> Iterator[_Proposal]:
    starts = [s for s, _ in tape.sentences]
    for number, rules in index.candidates(tape.text, starts):
        start, end = tape.sentences[number]
        sentence = tape.text[start:end]
        for compiled in rules:
            scaled = "scale" in compiled.pattern.groupindex
            for match in compiled.pattern.finditer(sentence):
                value = _value(match["number"], match["scale"] if scaled else None)
                low, high = match.start("number"), match.end("unit")
                if value is not None and not refusal(compiled, match["number"], sentence[:low], sentence[high:]):
                    yield _Proposal(start + low, start + high, value, match, compiled, number)


def _quantity(proposal: _Proposal, reading: Reading, tape: Tape, modalities: Modalities) -> Quantity:
    match, rule = proposal.match, proposal.compiled.rule
    start = proposal.low - match.start("number")
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
        groups.get("status") or None, modalities.at(proposal.sentence, proposal.low),
    )  # fmt: skip


def _with_antecedents(quantities: list[Quantity], anaphors: frozenset[str], text: str) -> list[Quantity]:
    """Let a number without a noun count what the number of the same unit before it, in its paragraph, counts.

    What an article reports twice in the same words stays once, where it is said first.
    """
    done: list[Quantity] = []
    latest: dict[str, Quantity] = {}
    for quantity in quantities:
        if quantity.counted is None and quantity.rule in anaphors:
            before = latest.get(quantity.unit)
            if before is not None and "\n" not in text[before.span.start : quantity.span.start]:
                quantity = replace(quantity, counted=before.counted, mention=before.mention)
        done.append(quantity)
        if quantity.counted:
            latest[quantity.unit] = quantity
    return list({(q.value, q.unit, q.counted) if q.counted else q: q for q in reversed(done)}.values())[::-1]


@lru_cache(maxsize=4096)
def _value(number: str, scale: str | None) -> Decimal | None:
    value = parse_number(number.replace("，", ""))
    if value is None:
        return None
    return value * {"万": 10_000, "亿": 100_000_000, "千": 1000, "百": 100}.get(scale or "", 1)

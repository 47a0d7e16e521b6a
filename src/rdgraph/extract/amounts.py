"""Quantities: value, unit, qualifier and what is counted, from patterns over the tape."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from rdgraph.extract.candidates import refusal
from rdgraph.extract.modality import modality_at
from rdgraph.extract.reading import Reading
from rdgraph.extract.taken import Taken
from rdgraph.extract.tape import Tape
from rdgraph.model.found import Quantity
from rdgraph.rules.matcher import TriggerIndex
from rdgraph.text.numerals import parse_number


def find_quantities(reading: Reading, tape: Tape, index: TriggerIndex, modalities: TriggerIndex) -> list[Quantity]:
    """Return the quantities of an article by position; where rules overlap, the one of higher priority stays."""
    proposed: list[tuple[int, int, int, Quantity]] = []
    starts = [s for s, _ in tape.sentences]
    modal = dict(modalities.candidates(tape.text, starts))
    for number, rules in index.candidates(tape.text, starts):
        start, end = tape.sentences[number]
        sentence = tape.text[start:end]
        for compiled in rules:
            rule = compiled.rule
            for match in compiled.pattern.finditer(sentence):
                value = _value(match["number"], match.groupdict().get("scale"))
                if value is None or refusal(
                    compiled, match["number"], sentence[: match.start("number")], sentence[match.end("unit") :]
                ):
                    continue
                groups = match.groupdict()
                low, high = start + match.start("number"), start + match.end("unit")
                unit = groups["unit"] or rule.unit or ""
                counted, mention, reach = None, None, start + match.end()
                if groups.get("of"):
                    a, b = start + match.start("of"), start + match.end("of")
                    counted = reading.surface(*tape.below(a, b))
                    reach = max(reach, b)
                    slots = tape.slots_in(a, b)
                    mention = slots[0] if len(slots) == 1 else None
                proposed.append(
                    (
                        rule.priority,
                        low,
                        high,
                        Quantity(
                            value, unit, groups.get("qualifier") or groups.get("total") or None, counted,
                            reading.span(*tape.below(start + match.start(), reach)), rule.id,
                            rule.confidence, mention, groups.get("status") or None,
                            modality_at(tape, (start, end), start + match.start("number"), modal.get(number, [])),
                        ),
                    )
                )  # fmt: skip
    anaphors = frozenset(c.rule.id for c in index.rules if c.rule.anaphor)
    kept: list[tuple[int, Quantity]] = []
    taken = Taken(len(tape.text))
    for _, low, high, quantity in sorted(proposed, key=lambda p: (-p[0], p[1] - p[2], p[1], p[3].rule)):
        if not taken.overlaps(low, high):
            taken.add(low, high)
            kept.append((low, quantity))
    return _with_antecedents([q for _, q in sorted(kept, key=lambda k: k[0])], anaphors, reading.article.text)


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


def _value(number: str, scale: str | None) -> Decimal | None:
    value = parse_number(number.replace("，", ""))
    if value is None:
        return None
    return value * {"万": 10_000, "亿": 100_000_000, "千": 1000, "百": 100}.get(scale or "", 1)

"""Activities: acts of supervision and deputy duty, from patterns over the tape."""

from __future__ import annotations

from collections import defaultdict

from rdgraph.extract.agents import Agents
from rdgraph.extract.candidates import refusal
from rdgraph.extract.modality import modality_at
from rdgraph.extract.reading import Reading
from rdgraph.extract.taken import Taken
from rdgraph.extract.tape import Tape
from rdgraph.model.found import Activity
from rdgraph.rules.matcher import TriggerIndex


def find_activities(
    reading: Reading, tape: Tape, index: TriggerIndex, modalities: TriggerIndex, agents: Agents
) -> list[Activity]:
    """Return one activity for each act and object; of matches of one type that overlap, the better rule's stays."""
    matches = []
    starts = [s for s, _ in tape.sentences]
    modal = dict(modalities.candidates(tape.text, starts))
    for number, rules in index.candidates(tape.text, starts):
        start, end = tape.sentences[number]
        sentence = tape.text[start:end]
        for compiled in rules:
            rule = compiled.rule
            if rule.guards.only_in and reading.zone(tape.below(start, start + 1)[0]) not in rule.guards.only_in:
                continue
            for match in compiled.pattern.finditer(sentence):
                if refusal(
                    compiled,
                    tape.surface(start + match.start("object"), start + match.end("object")),
                    sentence[: match.start()],
                    sentence[match.end() :],
                ):
                    continue
                for a, b in match.spans("object"):
                    if len(tape.surface(start + a, start + b)) < 2:
                        continue
                    low, high = tape.below(start + match.start(), start + match.end())
                    o_low, o_high = tape.below(start + a, start + b)
                    span = reading.span(o_low, o_high)
                    modality = modality_at(tape, (start, end), start + match.start(), modal.get(number, []))
                    agent = agents.at(start + match.start(), start)[0]
                    matches.append(
                        (
                            rule.priority,
                            o_low,
                            o_high,
                            Activity(
                                rule.type or "", agent, reading.surface(o_low, o_high), span,
                                reading.span(low, high), rule.id, rule.confidence, modality=modality,
                            ),
                        )
                    )  # fmt: skip
    return _distinct(matches, len(reading.text))


def _distinct(matches: list[tuple[int, int, int, Activity]], length: int) -> list[Activity]:
    kept: list[tuple[int, Activity]] = []
    taken: defaultdict[str, Taken] = defaultdict(lambda: Taken(length))
    told: set[tuple[str, str]] = set()
    for _, low, high, act in sorted(matches, key=lambda m: (-m[0], m[1], m[2] - m[1], m[3].rule)):
        if not taken[act.type].overlaps(low, high) and (act.type, act.object) not in told:
            taken[act.type].add(low, high)
            told.add((act.type, act.object))
            kept.append((low, act))
    return [act for _, act in sorted(kept, key=lambda k: (k[1].span.start, k[1].type, k[0]))]

"""Whether a stretch of a sentence states a fact, or a wish, a possibility, a plan, a forecast."""

from __future__ import annotations

from rdgraph.extract.tape import Tape
from rdgraph.rules.pack import CompiledRule


def modality_at(tape: Tape, sentence: tuple[int, int], position: int, rules: list[CompiledRule]) -> str | None:
    """Return the modality of the rule whose match reaches a tape position, the nearest before it, or None."""
    start, end = sentence
    best: tuple[int, str] | None = None
    for compiled in rules:
        for match in compiled.pattern.finditer(tape.text[start:end]):
            if match.start() + start <= position < match.end() + start and compiled.rule.modality:
                found = (match.start(), compiled.rule.modality)
                best = found if best is None else max(best, found)
    return best[1] if best else None

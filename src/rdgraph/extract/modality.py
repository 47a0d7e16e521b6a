"""Whether a stretch of a sentence states a fact, or a wish, a possibility, a plan, a forecast."""

from __future__ import annotations

from rdgraph.extract.tape import Tape
from rdgraph.rules.matcher import TriggerIndex


class Modalities:
    """The stretches of an article that state no fact, by sentence."""

    def __init__(self, tape: Tape, index: TriggerIndex) -> None:
        self._stretches: dict[int, list[tuple[int, str, int]]] = {}
        for number, rules in index.candidates(tape.text, [s for s, _ in tape.sentences]):
            start, end = tape.sentences[number]
            sentence = tape.text[start:end]
            found = [
                (start + match.start(), compiled.rule.modality, start + match.end())
                for compiled in rules
                if compiled.rule.modality
                for match in compiled.pattern.finditer(sentence)
            ]
            if found:
                self._stretches[number] = sorted(found, reverse=True)

    def at(self, number: int, position: int) -> str | None:
        """Return the modality of the stretch that holds a tape position of a sentence, the one that begins last."""
        stretches = self._stretches.get(number, ())
        return next((modality for start, modality, end in stretches if start <= position < end), None)

"""Every match of the rules of a stage, the guards it has to pass, and the record of those that did not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import regex

from rdgraph.extract.reading import Reading
from rdgraph.extract.tape import Tape
from rdgraph.model.found import Rejection
from rdgraph.rules.matcher import TriggerIndex
from rdgraph.rules.pack import CompiledRule


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule's pattern matched in a sentence; `number` is the sentence's, `offset` where it begins on the tape."""

    compiled: CompiledRule
    match: regex.Match[str]
    sentence: str
    number: int
    offset: int


@dataclass(frozen=True, slots=True)
class Matching:
    """One stage of an article. `explaining`: every match that is refused or gives way goes to `rejections`.

    Otherwise nobody asks for them, and a rule is not tried in places where it does not count.
    """

    reading: Reading
    tape: Tape
    index: TriggerIndex
    explaining: bool = False
    rejections: list[Rejection] = field(default_factory=list)

    def hits(self) -> Iterator[Hit]:
        """Yield every match of every rule, in the sentences that hold a trigger of it, by sentence and rule."""
        for number, rules in self.index.candidates(self.tape.text, [start for start, _ in self.tape.sentences]):
            start, end = self.tape.sentences[number]
            sentence = self.tape.text[start:end]
            zone = self.reading.zone(self.tape.below(start, start + 1)[0])
            for compiled in rules:
                places = compiled.rule.guards.only_in
                if places and zone not in places and not self.explaining:
                    continue
                for match in compiled.pattern.finditer(sentence):
                    yield Hit(compiled, match, sentence, number, start)

    def admits(self, hit: Hit, name: str, start: int, end: int) -> bool:
        """Test the guards of a rule on a name at ``[start, end)`` of a sentence; note the one that refuses it."""
        low, high = hit.offset + start, hit.offset + end
        reason = self._out_of_place(hit) or refusal(hit.compiled, name, hit.sentence[:start], hit.sentence[end:])
        if reason is None:
            return True
        self.reject(hit.compiled, *self.tape.below(low, high), reason)
        return False

    def _out_of_place(self, hit: Hit) -> str | None:
        places = hit.compiled.rule.guards.only_in
        if not places or self.reading.zone(self.tape.below(hit.offset, hit.offset + 1)[0]) in places:
            return None
        return "only_in"

    def reject(self, compiled: CompiledRule, start: int, end: int, reason: str) -> None:
        """Note that a match over a dense span is not kept, and why, where somebody asks."""
        if not self.explaining:
            return
        surface = self.reading.surface(start, end)
        self.rejections.append(Rejection(compiled.rule.id, self.reading.span(start, end), surface, reason))


def refusal(compiled: CompiledRule, name: str, left: str, right: str) -> str | None:
    """Return the name of the first guard that refuses a match, or None."""
    for guard, pattern, wanted in compiled.guards:
        side = {"left": left, "right": right, "name": name}[guard.split("_")[1]]
        if (pattern.search(side) is not None) != wanted:
            return guard
    return None

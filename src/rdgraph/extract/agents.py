"""Who acts: which organ is the subject of which stretch of a sentence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from rdgraph.extract.reading import Reading
from rdgraph.extract.tape import Tape
from rdgraph.model.found import BODY
from rdgraph.rules.alphabet import GROUPS, TYPE_OF
from rdgraph.rules.matcher import TriggerIndex


@dataclass(frozen=True, slots=True)
class Agents:
    """Agents of an article by tape position; within a sentence an agent acts until another one takes over."""

    positions: tuple[int, ...]
    actors: tuple[tuple[int, ...], ...]
    default: int
    kinds: Mapping[int, str]
    """The type of every mention that may act."""

    def is_other(self, position: int, clause_start: int) -> bool:
        """Tell whether one whom the congress supervises was named as acting in the clause up to a tape position."""
        actors = self._named(clause_start, position) or ()
        return bool(actors) and all(self.kinds[actor] in GROUPS["Supervised"] for actor in actors)

    def at(self, position: int, sentence_start: int, among: str = "Organ", until: int | None = None) -> tuple[int, ...]:
        """Return the mentions that act at a tape position; the article's own organ where none was named.

        `among` is a group of types: what another organ does is left to the article's own. Where none was named before
        the position, one that is named between it and `until` counts (针对甲，乙工委开展回访).
        """
        actors = self._named(sentence_start, position)
        if actors is None and until is not None:
            actors = self._named(sentence_start, until)
        return tuple(actor for actor in actors or () if self.kinds[actor] in GROUPS[among]) or (self.default,)

    def _named(self, start: int, position: int) -> tuple[int, ...] | None:
        """Return the mentions last named as acting from `start` to `position`; none for the article's own organ."""
        i = bisect_right(self.positions, position) - 1
        if i < 0 or self.positions[i] < start:
            return None
        return () if self.actors[i] == (BODY,) else self.actors[i]


def find_agents(reading: Reading, tape: Tape, index: TriggerIndex) -> Agents:
    """Apply the agent rules; ``agent.article`` sets the article's own agent, from its headline or first sentence."""
    found: dict[int, tuple[int, ...]] = {}
    default = BODY
    starts = [s for s, _ in tape.sentences]
    for number, rules in index.candidates(tape.text, starts):
        start, end = tape.sentences[number]
        sentence = tape.text[start:end]
        for compiled in rules:
            for match in compiled.pattern.finditer(sentence):
                if "body" in compiled.pattern.groupindex:
                    found.setdefault(start + match.start("body"), (BODY,))
                    continue
                actors = tuple(slot for a, b in match.spans("agent") for slot in tape.slots_in(start + a, start + b))
                if not actors:
                    continue
                if compiled.rule.id == "agent.article":
                    first = tape.below(start, start + 1)[0] in (0, reading.headline_end)
                    default = actors[0] if first and default == BODY else default
                else:
                    found.setdefault(start + match.start("agent"), actors)
    positions = tuple(sorted(found))
    kinds = {number: TYPE_OF[tape.text[at]] for at, number in tape.slots.items()}
    return Agents(positions, tuple(found[p] for p in positions), default, kinds)

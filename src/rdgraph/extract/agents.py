"""Who acts: which organ is the subject of which stretch of a sentence."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from rdgraph.extract.tape import Tape
from rdgraph.model.found import BODY
from rdgraph.rules.alphabet import GROUPS, TYPE_OF
from rdgraph.rules.matcher import TriggerIndex


@dataclass(frozen=True, slots=True)
class Agents:
    """Agents of an article by tape position; within a sentence an agent acts until another one takes over.

    Behind a full stop a dropped subject is still the last agent where that is a body of the congress and the
    paragraph goes on; else it is the article's own organ.
    """

    positions: tuple[int, ...]
    actors: tuple[tuple[int, ...], ...]
    lasting: tuple[bool, ...]
    paragraphs: tuple[int, ...]
    default: int

    def at(self, position: int, sentence_start: int) -> tuple[int, ...]:
        """Return the mentions that act at a tape position; the article's own organ where none was named."""
        i = bisect_right(self.positions, position) - 1
        if i < 0:
            return (self.default,)
        if self.positions[i] >= sentence_start:
            return self.actors[i]
        paragraph = self.paragraphs[bisect_right(self.paragraphs, position) - 1]
        return self.actors[i] if self.lasting[i] and self.positions[i] >= paragraph else (self.default,)


def find_agents(tape: Tape, index: TriggerIndex) -> Agents:
    """Apply the agent rules; a rule with the name ``agent.article`` in the lead sets the article's own agent."""
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
                    default = actors[0] if default == BODY else default
                else:
                    found.setdefault(start + match.start("agent"), actors)
    positions = tuple(sorted(found))
    lasting = tuple(TYPE_OF.get(tape.text[p]) in GROUPS["Congress"] for p in positions)
    breaks = [i + 1 for i, c in enumerate(tape.text) if c == "\n"]
    return Agents(positions, tuple(found[p] for p in positions), lasting, (0, *breaks), default)

"""Which rules to try where: one Aho-Corasick pass over a text finds the sentences that hold a rule's trigger."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ahocorasick_rs import AhoCorasick

from rdgraph.rules.pack import CompiledRule

CHOSEN = 4096
"""Sets of rules that an index remembers."""


class TriggerIndex:
    """Finds, for each sentence, the rules of one stage with a trigger in it.

    The plain definition (a rule is tried on a sentence iff it has no triggers or one of them occurs in it) is
    `plain`; `candidates` gives the same answer in one pass, and is tested against it.
    """

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        self.rules = tuple(rules)
        self._always = sum(1 << i for i, r in enumerate(rules) if not r.triggers)
        by_word: defaultdict[str, int] = defaultdict(int)
        for i, r in enumerate(rules):
            for word in r.triggers:
                by_word[word] |= 1 << i
        self._rules_of = list(by_word.values())
        self._chosen: dict[int, list[CompiledRule]] = {}
        self._automaton = AhoCorasick(list(by_word)) if by_word else None

    def candidates(self, text: str, starts: Sequence[int]) -> Iterator[tuple[int, list[CompiledRule]]]:
        """Yield ``(sentence index, rules in pack order)`` for each sentence; `starts` are sentence starts, sorted."""
        found = [self._always] * len(starts)
        if self._automaton is not None:
            rules_of = self._rules_of
            for word, start, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
                index = bisect_right(starts, start) - 1
                if index >= 0:
                    found[index] |= rules_of[word]
        for index, hits in enumerate(found):
            if hits:
                yield index, self._rules_in(hits)

    def _rules_in(self, hits: int) -> list[CompiledRule]:
        """Return the rules whose bits are set; sentences of one kind ask for the same ones again and again."""
        if hits not in self._chosen:
            if len(self._chosen) > CHOSEN:
                self._chosen.clear()
            self._chosen[hits] = [rule for i, rule in enumerate(self.rules) if hits >> i & 1]
        return self._chosen[hits]

    def plain(self, sentences: Iterable[str]) -> Iterator[tuple[int, list[CompiledRule]]]:
        """Yield what `candidates` yields, by trying every trigger on every sentence."""
        for index, sentence in enumerate(sentences):
            hits = [r for r in self.rules if not r.triggers or any(word in sentence for word in r.triggers)]
            if hits:
                yield index, hits

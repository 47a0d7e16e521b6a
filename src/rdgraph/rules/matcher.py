"""Which rules to try where: one Aho-Corasick pass over a text finds the sentences that hold a rule's trigger."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ahocorasick_rs import AhoCorasick

from rdgraph.rules.pack import CompiledRule


class TriggerIndex:
    """Finds, for each sentence, the rules of one stage with a trigger in it.

    The plain definition (a rule is tried on a sentence iff it has no triggers or one of them occurs in it) is
    `plain`; `candidates` gives the same answer in one pass, and is tested against it.
    """

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        self.rules = tuple(rules)
        self._always = tuple(i for i, r in enumerate(rules) if not r.triggers)
        by_word: dict[str, list[int]] = defaultdict(list)
        for i, r in enumerate(rules):
            for word in r.triggers:
                by_word[word].append(i)
        self._rules_of = [tuple(v) for v in by_word.values()]
        self._automaton = AhoCorasick(list(by_word)) if by_word else None

    def candidates(self, text: str, starts: Sequence[int]) -> Iterator[tuple[int, list[CompiledRule]]]:
        """Yield ``(sentence index, rules in pack order)`` for each sentence; `starts` are sentence starts, sorted."""
        found: dict[int, set[int]] = defaultdict(set)
        if self._automaton is not None:
            rules_of = self._rules_of
            for word, start, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
                found[bisect_right(starts, start) - 1].update(rules_of[word])
        for index in range(len(starts)):
            hits = found.get(index)
            if hits:
                hits.update(self._always)
                yield index, [self.rules[i] for i in sorted(hits)]
            elif self._always:
                yield index, [self.rules[i] for i in self._always]

    def plain(self, sentences: Iterable[str]) -> Iterator[tuple[int, list[CompiledRule]]]:
        """Yield what `candidates` yields, by trying every trigger on every sentence."""
        for index, sentence in enumerate(sentences):
            hits = [r for r in self.rules if not r.triggers or any(word in sentence for word in r.triggers)]
            if hits:
                yield index, hits

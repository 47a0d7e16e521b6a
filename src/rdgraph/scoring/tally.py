"""Hits, misses and extras, and the figures that follow from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from rdgraph.rules.alphabet import GROUPS

PARTS = ("structure", "entities", "practices", "relations", "quantities", "quantity_of", "activities", "evidence")
_BY_KIND = ("entities", "relations", "activities")
_ACCURACY = ("structure", "quantity_of", "evidence")


@dataclass
class Tally:
    """Hits, misses and extras of one part."""

    hits: int = 0
    extras: int = 0
    misses: int = 0

    @property
    def precision(self) -> float:
        """Share of what was built that is right."""
        return self.hits / (self.hits + self.extras) if self.hits + self.extras else 0.0

    @property
    def recall(self) -> float:
        """Share of what was wanted that was built."""
        return self.hits / (self.hits + self.misses) if self.hits + self.misses else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __str__(self) -> str:
        wanted, built = self.hits + self.misses, self.hits + self.extras
        return f"P {self.precision:.3f}  R {self.recall:.3f}  gold {wanted:4}  built {built:4}"


@dataclass
class Score:
    """Tallies by part and kind, and every single hit, miss and extra as a line of text."""

    tallies: defaultdict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    hits: dict[str, str] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)
    extras: dict[str, str] = field(default_factory=dict)
    """Hits and extras by line, with the rule that made them."""

    def add(self, part: str, kind: str, outcome: str, line: str, rule: str = "") -> None:
        """Count one outcome: ``hit``, ``miss`` or ``extra``; *rule* is the id of the rule that made a hit or extra."""
        tally = self.tallies[part, kind]
        if outcome == "hit":
            tally.hits += 1
            if part != "evidence":  # the passage of a false statement may be sound: no gain, and no loss when it goes
                self.hits[f"{part} {line}"] = rule
        elif outcome == "miss":
            tally.misses += 1
            self.misses.append(f"{part} {line}")
        else:
            tally.extras += 1
            self.extras[f"{part} {line}"] = rule

    def part(self, name: str) -> Tally:
        """Return the sum of a part's tallies."""
        wanted, kinds = ("entities", set(GROUPS["Practice"])) if name == "practices" else (name, None)
        total = Tally()
        for (part, kind), tally in self.tallies.items():
            if part == wanted and (kinds is None or kind in kinds):
                total.hits += tally.hits
                total.extras += tally.extras
                total.misses += tally.misses
        return total

    def figure(self, name: str) -> float:
        """Return a part's F1, or its accuracy where only presence counts."""
        part = self.part(name)
        return part.recall if name in _ACCURACY else part.f1

    def lines(self) -> Iterator[str]:
        """Yield the figures of every part, and of every type of entity, relation and activity, a line each."""
        for name in PARTS:
            yield f"{name:12} {self.figure(name):.3f}   {self.part(name)}"
        for name in _BY_KIND:
            kinds = sorted(kind for part, kind in self.tallies if part == name)
            if kinds:
                yield f"-- {name} by type"
            yield from (
                f"   {kind:18} F1 {self.tallies[name, kind].f1:.3f}  {self.tallies[name, kind]}" for kind in kinds
            )

    def merge(self, other: Score) -> None:
        """Add another score to this one."""
        for key, tally in other.tallies.items():
            mine = self.tallies[key]
            mine.hits += tally.hits
            mine.extras += tally.extras
            mine.misses += tally.misses
        self.hits |= other.hits
        self.misses += other.misses
        self.extras |= other.extras

    def changes(self, before: Score) -> tuple[dict[str, str], dict[str, str]]:
        """Return what was gained and what was lost against another score: lines, and the rule behind each.

        A gain is a new hit or a dropped extra, a loss a dropped hit or a new extra.
        """
        gained = {f"+ {line}": rule for line, rule in self.hits.items() if line not in before.hits}
        gained |= {f"− {line}": rule for line, rule in before.extras.items() if line not in self.extras}
        lost = {f"− {line}": rule for line, rule in before.hits.items() if line not in self.hits}
        lost |= {f"+ {line}": rule for line, rule in self.extras.items() if line not in before.extras}
        return dict(sorted(gained.items())), dict(sorted(lost.items()))

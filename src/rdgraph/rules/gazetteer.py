"""The national gazetteer: which division a name means, for a text about a given area at a given time.

    gazetteer = load()
    hangzhou = gazetteer.by_code("330100")
    gazetteer.resolve("江干区", within=hangzhou, year=2016).division  # the former 330104, successor 330102 上城区

Names repeat: there are four 鼓楼区 today, and eighty 城关镇. `Gazetteer.resolve` therefore asks outwards from the
area a text is about, and gives no division where two remain.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal

from rdgraph.rules.divisions import LEVELS, Division, parse_divisions, parse_towns

Reason = Literal["within", "nearby", "nationwide", "ambiguous", "outside", "unknown"]

# 北京, 天津, 上海, 重庆: a province that is a single city, so that its counties are neighbours.
_MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name means, or why that is open.

    With a division, ``reason`` says where it was found: "within" the given area, "nearby" in an area around that one
    (or the name of such an area), or "nationwide" as the only one of that name. Without: "ambiguous" (``candidates``
    has them), "outside" (the name exists, but not where the context allows it), or "unknown".
    """

    division: Division | None
    reason: Reason
    candidates: tuple[Division, ...] = ()


REMEMBERED = 1 << 16
"""Answers that a gazetteer remembers: a newsletter asks for the same few names again and again."""


class Gazetteer:
    """Divisions by code, by name and by everyday form, and the choice among them."""

    def __init__(self, divisions: Iterable[Division], towns: Mapping[str, str]) -> None:
        """Index *divisions* (current and former; zones too) and *towns* (county code → line of ``towns.tsv``)."""
        self._divisions = sorted(divisions, key=lambda d: (d.is_former, d.code, d.until or 0))
        self._towns = towns
        self._by_code: dict[str, Division] = {}
        self._named: defaultdict[str, list[Division]] = defaultdict(list)
        self._called: defaultdict[str, list[Division]] = defaultdict(list)
        self._children: defaultdict[str, list[Division]] = defaultdict(list)
        self._resolved: dict[tuple[str, str | None, int | None], Resolution] = {}
        for division in self._divisions:
            if division.is_former:
                # Of several former divisions with one code, the last one to hold it.
                held = self._by_code.get(division.code)
                if held is None or held.is_former:
                    self._by_code[division.code] = division
            else:
                self._by_code[division.code] = division
                if division.parent:
                    self._children[division.parent].append(division)
            self._named[division.name].append(division)
            for short in division.shorts:
                self._called[short].append(division)

    @cached_property
    def _towns_named(self) -> dict[str, tuple[str, ...]]:
        # Half of the loading time, so not before somebody asks for a name; tuples, for the garbage collector's sake.
        found: dict[str, tuple[str, ...]] = {}
        for county, line in self._towns.items():
            for town in line.split(" "):
                found[town[3:]] = (*found.get(town[3:], ()), county + town[:3])
        return found

    # Looking up

    def by_code(self, code: str) -> Division | None:
        """Return the division of a six-digit code, or the town of a nine-digit one; None for no such code.

        A code that is in use today means its current division, any other the last division that held it.
        """
        if len(code) != 9:
            return self._by_code.get(code)
        for town in self._towns.get(code[:6], "").split():
            if town.startswith(code[6:]):
                return _town(code, town[3:])
        return None

    def by_key(self, key: str) -> Division | None:
        """Return the division whose `Division.key` this is, a former one included; None for no such key."""
        code, _, until = key.partition("-")
        if not until:
            return self.by_code(code)
        if not until.isdigit():
            parent = self.by_code(code)
            return unlisted_town(until, parent) if parent is not None else None
        return next((d for d in self._divisions if d.key == key), None)

    def named(self, name: str) -> tuple[Division, ...]:
        """Return every division of that full name, at all levels: current ones, former ones, then towns."""
        towns = (_town(code, name) for code in self._towns_named.get(name, ()))
        return (*self._named.get(name, ()), *towns)

    def called(self, short: str) -> tuple[Division, ...]:
        """Return every province, city and county, current or former, with that everyday form: 淳安, 内蒙古, 恩施州."""
        return tuple(self._called.get(short, ()))

    def children(self, division: Division) -> tuple[Division, ...]:
        """Return the current divisions directly below *division*, ordered by code; the towns of a county."""
        if division.is_former:
            return ()
        towns = self._towns.get(division.code, "").split()
        return (*self._children.get(division.code, ()), *(_town(division.code + t[:3], t[3:]) for t in towns))

    def ancestors(self, division: Division) -> tuple[Division, ...]:
        """Return the divisions above *division*, nearest first, its province last."""
        chain = []
        code = division.parent
        while code is not None:
            chain.append(self._by_code[code])
            code = chain[-1].parent
        return tuple(chain)

    def is_within(self, division: Division, ancestor: Division) -> bool:
        """Whether *division* is *ancestor* or lies in it, by its place today.

        A former division and its successors lie in each other: 江干区 is within 上城区, 临浦镇 within 萧山市.
        """
        area = {ancestor.code, *ancestor.successors}
        own = {division.code, *division.successors, *(d.code for d in self.ancestors(division))}
        return not area.isdisjoint(own)

    def names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the full names of all levels, and the everyday forms that are no full name; both sorted, unique."""
        full = self._named.keys() | self._towns_named.keys()
        return tuple(sorted(full)), tuple(sorted(self._called.keys() - full))

    # Naming

    def qualified_name(self, division: Division) -> str:
        """Return the shortest chain of names that no other province, city, county or zone, current or former, has.

        临平区; 杭州市西湖区 (南昌 has one too); 临平区乔司街道, a town being qualified by its county.
        """
        if division.level == "town":
            return self.qualified_name(self.ancestors(division)[0]) + division.name
        chains = self._chains(division)
        return next((chain for chain in chains if self._chain_counts[chain] == 1), chains[-1])

    @cached_property
    def _chain_counts(self) -> Counter[str]:
        return Counter(chain for division in self._divisions for chain in self._chains(division))

    def _chains(self, division: Division) -> list[str]:
        chains = [division.name]
        for ancestor in self.ancestors(division):
            chains.append(ancestor.name + chains[-1])
        return chains

    # Resolving

    def resolve(self, name: str, within: Division | None = None, year: int | None = None) -> Resolution:
        """Return the one division that *name* means in a text about *within*, written in *year*.

        *name* is a full name, an everyday form, or a chain of either (杭州市西湖区). It is sought in *within*, then in
        each area around that, then in the country; the first area that has it decides. A full name goes before an
        everyday form, what existed in *year* (None: today) before what did not, a city before a county called the
        same. *year* only decides among several: 临平区 in a text of 2015 is still the 临平区 of 2021, and 江干区 in one
        of 2024 still the former 江干区, with its successors.

        Towns are never sought beyond the city, because former towns are not in the data: the only 九堡镇 left today is
        in 江西, while an older text from 杭州 means the one that has become 九堡街道.
        """
        asked = (name, within.key if within else None, year)
        if asked not in self._resolved:
            if len(self._resolved) > REMEMBERED:
                self._resolved.clear()
            full, short = self.named(name), self.called(name)
            chained = () if full or short else self._split(name)
            self._resolved[asked] = self._choose([full or chained, short], within, year)
        return self._resolved[asked]

    def _is_below(self, division: Division, areas: Iterable[Division]) -> bool:
        return any(area.key != division.key and self.is_within(division, area) for area in areas)

    def _split(self, name: str) -> tuple[Division, ...]:
        """Return the divisions that *name* means as a chain of names, written without a gap."""
        found: dict[str, Division] = {}
        for cut in range(2, len(name) - 1):
            head, tail = name[:cut], name[cut:]
            areas = [d for d in (*self.named(head), *self.called(head)) if d.level != "town"]
            if not areas:
                continue
            lower = [d for d in (*self.named(tail), *self.called(tail)) if self._is_below(d, areas)]
            deeper = [d for d in self._split(tail) if self._is_below(d, areas)]
            found.update((d.key, d) for d in (*lower, *deeper))
        return tuple(found[key] for key in sorted(found))

    def _choose(self, groups: Sequence[tuple[Division, ...]], within: Division | None, year: int | None) -> Resolution:
        """Choose from *groups*, the earlier before the later one, in each area in turn; see `resolve`."""
        candidates = tuple(division for group in groups for division in group)
        if not candidates:
            return Resolution(None, "unknown")

        around = self.ancestors(within) if within else ()
        scopes: tuple[Division, ...] = (within, *around) if within else ()
        by_short = () if groups[0] else groups[1]
        if above := [area for area in reversed(scopes) if area in by_short]:
            # 长沙 in an article about 长沙县 is the city.
            return Resolution(above[0], "within" if above[0] == within else "nearby", candidates)

        for scope in scopes:
            far = self._is_beyond_city(scope, scopes[0])
            for group in groups:
                inside = [d for d in group if self.is_within(d, scope) and not (far and d.level == "town")]
                if inside:
                    return _decide(inside, year, "within" if scope == within else "nearby")
        for group in groups:
            if anywhere := [d for d in group if within is None or d.level != "town"]:
                return _decide(anywhere, year, "nationwide")
        return Resolution(None, "outside", candidates)

    def _is_beyond_city(self, scope: Division, area: Division) -> bool:
        return scope != area and scope.level == "province" and scope.code not in _MUNICIPALITIES


def unlisted_town(name: str, parent: Division) -> Division:
    """Return a town that the tables do not hold, because it is new or gone: a name in an area, without a code."""
    return Division(f"{parent.code}-{name}", name, "", "town", parent.code)


def _town(code: str, name: str) -> Division:
    return Division(code, name, "", "town", code[:6])


def _decide(candidates: Sequence[Division], year: int | None, reason: Reason) -> Resolution:
    """Choose among the divisions of one name in one area: what existed then, and of that the highest level."""
    existing = [d for d in candidates if d.existed_in(year)] or list(candidates)
    highest = min(LEVELS.index(d.level) for d in existing)
    chosen = [d for d in existing if LEVELS.index(d.level) == highest]
    if len(chosen) == 1:
        return Resolution(chosen[0], reason, tuple(candidates))
    return Resolution(None, "ambiguous", tuple(candidates))


@cache
def load() -> Gazetteer:
    """Return the gazetteer of the data that come with the package, read once.

    Measured: some 30 ms, and 20 ms more at the first name looked up.
    """
    folder = files("rdgraph.rules") / "data" / "gazetteer"
    divisions = [
        division
        for name in ("divisions.tsv", "history.tsv")
        for division in parse_divisions((folder / name).read_text("utf-8"), name)
    ]
    return Gazetteer(divisions, parse_towns((folder / "towns.tsv").read_text("utf-8")))

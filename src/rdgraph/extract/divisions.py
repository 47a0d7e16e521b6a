"""Administrative names in an article, each resolved against the areas in view; and the area it is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex
from ahocorasick_rs import AhoCorasick

from rdgraph.extract.reading import Reading
from rdgraph.model.found import Rejection
from rdgraph.rules.divisions import Division
from rdgraph.rules.gazetteer import Gazetteer, load, unlisted_town
from rdgraph.rules.pack import RulePack

FULL, SHORT, LISTED, UNLISTED = "division.full", "division.short", "division.listed", "division.unlisted"
_CLAUSE = regex.compile(r"[^，。；：！？\n]*[、和与及][^，。；：！？\n]{4,}")
_LONGEST_TOWN = 4
"""Characters of the longest town name that is told by its surroundings, without 街道, 镇 or 乡."""
_LEVEL_WORDS = ("街道", "镇", "乡", "区", "县", "市")


@dataclass(frozen=True, slots=True)
class DivisionMention:
    """A division named at ``[start, end)`` of the dense text."""

    start: int
    end: int
    division: Division
    rule: str


class DivisionFinder:
    """Finds every name of the gazetteer in one pass, and keeps those that mean a division here.

    Which short names count, and what must not stand beside a name, is rule data (lists ``division-…``).
    """

    def __init__(self, gazetteer: Gazetteer, pack: RulePack) -> None:
        self.gazetteer = gazetteer
        full, short = gazetteer.names()
        self._names = [*full, *(s for s in short)]
        self._is_full = len(full)
        self._automaton = AhoCorasick(self._names)

        def compile_(name: str) -> regex.Pattern[str]:
            return pack.compile("{" + name + "}", "fragments", name)

        self._common = frozenset(pack.lists["division-common-nouns"])
        self._never = frozenset(pack.lists["division-never"])
        self._organ_follows = compile_("division-organ-follows")
        self._not_after_full = compile_("division-not-after-full")
        self._not_after_short = compile_("division-not-after-short")
        self._not_before_short = compile_("division-not-before-short")
        self._visited = compile_("division-visited")
        self._visiting = compile_("division-visiting")
        self._row = compile_("division-row")
        self._unlisted_town = compile_("division-unlisted")
        self._town_word = compile_("division-town-word")
        self._never_town = compile_("division-unlisted-never")

    def hits(self, text: str) -> list[tuple[int, int, int]]:
        """Return ``(name's number, start, end)`` of every name in a dense text, by position, the longest first."""
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        found.sort(key=lambda h: (h[1], -h[2]))
        return found

    def find(
        self, reading: Reading, hits: list[tuple[int, int, int]], rows: bool = True
    ) -> tuple[list[DivisionMention], list[Rejection]]:
        """Return the divisions named, by position and without overlaps, and the names that could not be linked.

        *rows*: also those that share the word for their level with others (小河、和睦等7个街道), and towns that the
        gazetteer does not hold.
        """
        found: list[DivisionMention] = []
        refused: list[Rejection] = []
        for word, start, end in hits:
            if found and start < found[-1].end:
                continue
            before = found[-1].division if found and found[-1].end == start else None
            name = self._names[word]
            full = word < self._is_full
            division, reason = (
                self._full(reading, name, end, before) if full else self._short(reading, name, start, end)
            )
            if division is not None:
                found.append(DivisionMention(start, end, division, FULL if full else SHORT))
            elif full and reason != "common":
                refused.append(Rejection(FULL, reading.span(start, end), name, reason))
        if rows:
            found.extend(self._listed(reading, found))
            found.extend(self._unlisted(reading, found))
        return sorted(found, key=lambda m: m.start), refused

    def _listed(self, reading: Reading, found: list[DivisionMention]) -> list[DivisionMention]:
        """Return the divisions of rows that name their level once, at the end: 小河、和睦等7个街道."""
        area, text = reading.area or reading.home, reading.text
        if area is None:
            return []
        taken = {i for m in found for i in range(m.start, m.end)}
        clauses = (c for c in _CLAUSE.finditer(text) if any(word in c[0] for word in _LEVEL_WORDS))
        listed = []
        for row in (row for c in clauses for row in self._row.finditer(text, c.start(), c.end())):
            words = [word for word in _LEVEL_WORDS if word[0] in row["level"]]
            for number, (start, end) in enumerate(row.spans("item")):
                # in front of the first name may stand a verb: 走访小河
                starts = range(start, end - 1) if number == 0 else (start,)
                free = [at for at in starts if taken.isdisjoint(range(at, end))]
                named = ((at, text[at:end] + word) for at in free for word in words)
                meant = ((at, self.gazetteer.resolve(name, area, reading.year).division) for at, name in named)
                near = ((at, d) for at, d in meant if d is not None and self._near(d, area))
                at, division = next(near, (start, None))
                if division is not None:
                    listed.append(DivisionMention(at, end, division, LISTED))
        return listed

    def _unlisted(self, reading: Reading, found: list[DivisionMention]) -> list[DivisionMention]:
        """Return towns that are told by how they are named and what stands beside them: they are new, or gone."""
        area = reading.area or reading.home
        if area is None:
            return []
        taken = {i for m in found for i in range(m.start, m.end)}
        ends = {m.end: m.division for m in found if m.division.level in ("county", "city")}
        towns, text = [], reading.text
        words = (m.start() for m in self._town_word.finditer(text) if m.start() not in taken)
        starts = (range(max(0, at - _LONGEST_TOWN), at - 1) for at in words)
        matches = (next(filter(None, (self._unlisted_town.match(text, at) for at in row)), None) for row in starts)
        for match in filter(None, matches):
            for start, end in match.spans("m"):
                name = text[start:end]
                if self._never_town.fullmatch(name) is None and taken.isdisjoint(range(start, end)):
                    town = unlisted_town(name, ends.get(start, area))
                    towns.append(DivisionMention(start, end, town, UNLISTED))
        return towns

    def named_in(self, line: str) -> list[Division]:
        """Return the divisions above towns that a source line names, in full or short, where only one can be meant."""
        found = []
        for word, _, _ in self._automaton.find_matches_as_indexes(line, overlapping=True):
            name = self._names[word]
            candidates = [d for d in (*self.gazetteer.named(name), *self.gazetteer.called(name)) if d.level != "town"]
            current = [d for d in candidates if d.until is None]
            if len(current) == 1:
                found.append(current[0])
        return found

    def _full(self, reading: Reading, name: str, end: int, before: Division | None) -> tuple[Division | None, str]:
        text = reading.text
        if self._not_after_full.match(text, end):
            return None, "common"
        if before is None and (
            name in self._never or (name in self._common and not self._organ_follows.match(text, end))
        ):
            return None, "common"
        if before is not None:
            inner = self.gazetteer.resolve(name, within=before, year=reading.year)
            if inner.division is not None and self.gazetteer.is_within(inner.division, before):
                return inner.division, ""
        for context in (reading.area, reading.home):
            if context is not None:
                found = self.gazetteer.resolve(name, within=context, year=reading.year)
                if found.division is not None and (len(name) > 2 or found.reason != "nationwide"):
                    if found.division.level == "town" and not self._near(found.division, context):
                        return None, "outside"
                    return found.division, ""
        candidates = self.gazetteer.named(name)
        if all(c.level == "town" for c in candidates):
            return None, "outside"
        found = self.gazetteer.resolve(name, year=reading.year)
        if len(name) == 2 and found.division is not None:
            return None, "common"  # 开县 in 召开县人大常委会会议
        return found.division, found.reason or ""

    def _near(self, town: Division, context: Division) -> bool:
        """Is a town inside the context, or inside the city that holds the context?"""
        if self.gazetteer.is_within(town, context):
            return True
        cities = [a for a in self.gazetteer.ancestors(context) if a.level == "city"]
        return any(self.gazetteer.is_within(town, city) for city in cities)

    def _short(self, reading: Reading, name: str, start: int, end: int) -> tuple[Division | None, str]:
        text = reading.text
        if self._not_after_short.match(text, end) or self._not_before_short.search(text[max(0, start - 3) : start]):
            return None, "common"
        candidates = self.gazetteer.called(name)
        for context in (reading.area, reading.home):
            if context is None:
                continue
            own = (context, *self.gazetteer.ancestors(context))
            for division in candidates:
                if division in own:
                    return division, ""
        if reading.home is not None and (text.startswith(("：", ":"), end) or self._organ_follows.match(text, end)):
            inside = [d for d in candidates if self.gazetteer.is_within(d, reading.home)]
            current = [d for d in inside if d.until is None] or inside
            if len(current) == 1 and (start == 0 or text[start - 1] in "，。；、：\n（和与及"):
                return current[0], ""
        if (
            self._visiting.search(text[max(0, start - 12) : start])
            and self._visited.match(text, end)
            and (larger := [d for d in candidates if d.level in ("province", "city")])
        ):
            return (larger[0], "") if len(larger) == 1 else (None, "ambiguous")
        return None, "common"

    def called_in(self, text: str) -> list[Division]:
        """Return the divisions of today that a text may mean by a short name (丰都 in 人大代表丰都联系组)."""
        words = {word for word, _, _ in self.hits(text) if word >= self._is_full}
        return [d for word in sorted(words) for d in self.gazetteer.called(self._names[word]) if d.until is None]


@cache
def division_finder(pack: RulePack) -> DivisionFinder:
    """Return the finder over the national gazetteer, made once a process."""
    return DivisionFinder(load(), pack)


def article_area(reading: Reading, mentions: list[DivisionMention], pack: RulePack) -> Division | None:
    """Return the division an article is about, from its own words alone, or None where they do not tell.

    In this order: the area that a headline begins with (上城区：…), that of the byline's unit (of a town: its county),
    the first organ of a people's congress that is named with its area (that of a street's or town's is the county), the
    area that the body begins with, the newsletter's own area where 市人大常委会 or a unit without area speaks.
    """
    counts = ("city", "county", "province")

    def first(start: int, end: int) -> DivisionMention | None:
        inside = [m for m in mentions if start <= m.start and m.end <= end and m.division.level in counts]
        return inside[0] if inside else None

    def chain_end(mention: DivisionMention) -> Division:
        at, division = mention.end, mention.division
        for other in mentions:
            if other.start == at and other.division.level in counts:
                at, division = other.end, other.division
        return division

    headline = first(0, reading.headline_end)
    if headline is not None and headline.start == 0:
        return chain_end(headline)
    byline = first(reading.body_end, len(reading.text))
    if byline is not None:
        return chain_end(byline)
    town = next((m.division for m in mentions if m.start >= reading.body_end), None)
    above = () if town is None else division_finder(pack).gazetteer.ancestors(town)
    county = next((area for area in above if area.level == "county"), None)
    if county is not None:
        return county
    organ = pack.compile("{area-organ-follows}", "fragments", "area-organ-follows")
    own = pack.compile("{home-organ}", "fragments", "home-organ").search(reading.text)
    for number, mention in enumerate(mentions):
        if organ.match(reading.text, mention.end):
            if own is not None and own.start() < mention.start and reading.home is not None:
                break
            if mention.division.level in counts:
                return mention.division
            before = mentions[number - 1] if number else None
            if before is not None and before.end == mention.start and before.division.level in counts:
                return before.division
    body = first(reading.headline_end, reading.body_end)
    if body is not None and body.start == reading.headline_end:
        return chain_end(body)
    if reading.home is not None and (own is not None or reading.article.byline is not None):
        return reading.home
    return _only_of_its_level(reading, mentions, pack)


def _own_county(reading: Reading, home: Division, mentions: list[DivisionMention], level: str) -> Division | None:
    gazetteer = load()
    own = [
        m
        for m in mentions
        if m.division.level == "county" and m.division.name.endswith(level) and gazetteer.is_within(m.division, home)
    ]
    for part in ([m for m in own if m.end <= reading.headline_end], own):
        if len(found := {m.division.key: m.division for m in part}) == 1:
            return next(iter(found.values()))
    return None


def _only_of_its_level(reading: Reading, mentions: list[DivisionMention], pack: RulePack) -> Division | None:
    """Return the area of an organ that an article names by its level alone (县人大常委会), from the rest of it.

    That is the one county, or city, that the text or its source line names or lies in, or else the one that it calls
    by its short name and that lies in an area named in full; with two, nobody can tell. In a newsletter it is the one
    county of its own area that the text names, the headline's before the others.
    """
    bare = pack.compile("{bare-organ}", "fragments", "bare-organ").search(reading.text)
    if bare is None:
        return None
    if reading.home is not None:
        return _own_county(reading, reading.home, mentions, bare["level"])
    finder = division_finder(pack)
    named = [m.division for m in mentions] + finder.named_in(reading.article.source_line or "")
    found = {
        d.key: d
        for division in named
        for d in (division, *finder.gazetteer.ancestors(division))
        if d.level in ("city", "county") and d.name.endswith(bare["level"])
    }
    if bare["level"] == "市":
        cities = {k: d for k, d in found.items() if d.level == "city"}
        found = cities or found
    if not found:
        found = {
            d.key: d
            for d in finder.called_in(reading.text)
            if d.level in ("city", "county") and d.name.endswith(bare["level"])
            if any(d != area and finder.gazetteer.is_within(d, area) for area in named)
        }
    return next(iter(found.values())) if len(found) == 1 else None

"""Places for nodes: computed beforehand, the same from build to build.

* Districts stand where their administrative code puts them (a schematic tile for known codes, else a place computed
  from the digits). Nothing in the data moves them against each other, but for even steps of widening.
* What one district reports lies around that district. An issue's nodes are laid out by igraph (Fruchterman-Reingold,
  seeded, the district fixed in the middle), using that issue alone, and then put on the nearest free slot; issues are
  placed in the order of their dates. A later issue therefore never moves what an earlier one placed.
* What several districts share lies between them, on a lattice of its own.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections import defaultdict
from collections.abc import Iterable
from typing import TypeAlias

import igraph

from rdgraph.export.network.collect import UNDATED, Knowledge
from rdgraph.export.network.multigraph import districts
from rdgraph.export.network.terms import Terms, data_file

Point: TypeAlias = tuple[float, float]

SLOT = (46.0, 30.0)  # room for a node
TILE = (420.0, 340.0)  # distance between neighbouring districts, before widening
BLOCK = (6.2, 5.2)  # tiles from one prefecture to the next
REACH = 0.43  # how much of a tile the nodes of its district fill
PLATE = (92.0, 34.0)  # room for a district's name
GOLDEN = math.pi * (3 - math.sqrt(5))


def place(knowledge: Knowledge, terms: Terms) -> dict[str, Point]:
    """Return a position for every node."""
    anchored = _anchored(knowledge)
    homes = {iri: districts(entity, knowledge) for iri, entity in knowledge.entities.items()}
    first = _first_report(knowledge)
    widen = _widening(homes, anchored)
    points: dict[str, Point] = {iri: (x * TILE[0] * widen, y * TILE[1] * widen) for iri, (x, y) in anchored.items()}
    main, shared, quiet, loose_ends = (Lattice(shift, points.values()) for shift in (0.0, 0.5, 0.25, 0.75))
    said = _neighbours_by_issue(knowledge)

    # Activities, figures, articles and issues are not shown at first: they get a lattice of their own.
    behind = {iri for iri, entity in knowledge.entities.items() if not terms.family(entity.cls).shown}
    batches: dict[tuple[str, str, str, bool], list[str]] = defaultdict(list)
    for iri, report in first.items():
        if iri not in anchored:
            batches[*report, iri in behind].append(iri)
    for (_, issue, division, is_behind), members in sorted(batches.items()):
        centre = points.get(division, (0.0, 0.0))
        loose = _around(centre, sorted(members), said[issue], widen)
        for iri in sorted(members, key=lambda i: (math.dist(loose[i], centre), i)):
            place_found = (quiet if is_behind else main).nearest(loose[iri])
            # What is shared keeps its first slot, too, so that being shared later moves nobody else.
            if is_behind or len(homes[iri]) <= 1:
                points[iri] = place_found
    for iri in sorted(first, key=lambda i: (first[i], i)):
        if iri not in points:
            points[iri] = shared.nearest(_between([points[d] for d in homes[iri] if d in points], iri))
    linked = _linked(knowledge)
    for iri in sorted(knowledge.entities):
        if iri not in points:  # named in no article: beside what it is linked with
            near = [points[n] for n in sorted(linked[iri]) if n in first or n in anchored]
            points[iri] = loose_ends.nearest(_between(near, iri))
    return {iri: (round(x, 1), round(y, 1)) for iri, (x, y) in points.items()}


# ---------------------------------------------------------------- districts


def _anchored(knowledge: Knowledge) -> dict[str, Point]:
    """Tile coordinates of the divisions that articles are about, and of their whole prefecture if it is known.

    Within a prefecture the code alone decides. Prefectures stand side by side in the order in which they are first
    reported, so that another one that comes later moves none.
    """
    about = [a.division for a in knowledge.articles.values() if a.division in knowledge.entities]  # by date
    prefectures = list(dict.fromkeys(_prefecture(knowledge.entities[d].code) for d in about))
    reported = set(about)
    tiles = {}
    for iri, entity in knowledge.entities.items():
        if iri in reported or (len(entity.code) == 6 and _prefecture(entity.code) in prefectures):
            x, y = tile(entity.code or entity.label)
            column, row = _spiral(prefectures.index(_prefecture(entity.code)))
            tiles[iri] = (x + column * BLOCK[0], y + row * BLOCK[1])
    return tiles


def _prefecture(code: str) -> str:
    return code[:4]


def tile(code: str) -> Point:
    """Return the place of a division in its prefecture, in tiles, from its code (or, without one, its name) alone."""
    known: dict[str, list[float]] = data_file("anchors.json")["places"]
    if code in known:
        x, y = known[code]
        return x, y
    if len(code) < 6 or not code[:6].isdigit():
        return _sunflower(_fraction(code) * 12, 1.1)
    county = int(code[4:6])
    if county <= 20:  # districts, from the middle outwards
        return _sunflower(max(0, county - 1), 1.1)
    # Counties (21 ...) and county-level cities (81 ...) between them; these steps keep all of them apart.
    return _sunflower(2.5 + county - 20 if county <= 80 else 2.25 + county - 80, 1.1)


def _spiral(index: int) -> tuple[int, int]:
    """Cell number *index* of a square spiral: one prefecture in the middle, the next around it."""
    x = y = 0
    dx, dy = 1, 0
    run = turned = walked = 0
    for _ in range(index):
        x, y = x + dx, y + dy
        walked += 1
        if walked == run // 2 + 1:
            dx, dy, walked, run, turned = -dy, dx, 0, run + 1, turned + 1
    return x, y


def _sunflower(index: float, step: float) -> Point:
    """Place number *index* of a sunflower head: even spacing, and no place depends on how many there are."""
    radius = step * math.sqrt(index)
    return radius * math.cos(index * GOLDEN), radius * math.sin(index * GOLDEN)


def _widening(homes: dict[str, list[str]], anchored: Iterable[str]) -> float:
    """How far to spread the districts so that the fullest one fits; in steps of √2, so that it seldom changes."""
    count: dict[str, int] = defaultdict(int)
    for places in homes.values():
        for division in places[:1]:
            count[division] += 1
    fullest = max((count[d] for d in anchored), default=0)
    needed = math.sqrt(fullest * SLOT[0] * SLOT[1] / (math.pi * REACH**2 * TILE[0] * TILE[1]))
    return math.sqrt(2) ** max(0, math.ceil(math.log(needed, math.sqrt(2)))) if needed > 0 else 1.0


# ---------------------------------------------------------------- nodes


def _first_report(knowledge: Knowledge) -> dict[str, tuple[str, str, str]]:
    """Date, issue and district of the first article that names each node."""
    order = {iri: position for position, iri in enumerate(knowledge.articles)}
    first = {}
    for iri, entity in knowledge.entities.items():
        known = [a for a in entity.articles if a in order]
        if known:
            article = knowledge.articles[min(known, key=order.__getitem__)]
            first[iri] = (knowledge.article_date(article.iri) or UNDATED, article.issue, article.division)
    return first


def _neighbours_by_issue(knowledge: Knowledge) -> dict[str, dict[str, set[str]]]:
    """For each issue, which nodes its statements join."""
    joined: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for s in knowledge.statements:
        article = knowledge.articles.get(s.article)
        if article and s.object in knowledge.entities and s.subject in knowledge.entities and s.subject != s.article:
            joined[article.issue][s.subject].add(s.object)
            joined[article.issue][s.object].add(s.subject)
    return joined


def _linked(knowledge: Knowledge) -> dict[str, set[str]]:
    """Which nodes structural links join."""
    linked: dict[str, set[str]] = defaultdict(set)
    for link in knowledge.links:
        linked[link.subject].add(link.object)
        linked[link.object].add(link.subject)
    return linked


def _around(centre: Point, members: list[str], neighbours: dict[str, set[str]], widen: float) -> dict[str, Point]:
    """Lay *members* out around *centre*, neighbours near each other, evenly over the district's ground."""
    position = {iri: k + 1 for k, iri in enumerate(members)}
    edges = [(k, position[n]) for iri, k in position.items() for n in neighbours.get(iri, ()) if position.get(n, 0) > k]
    linked = {end for edge in edges for end in edge}
    edges += [(0, k) for k in position.values() if k not in linked]
    laid = _force_directed(len(members) + 1, sorted(edges), [(0.0, 0.0), *(_spread(iri, 1.0) for iri in members)])
    middle = (sum(x for x, _ in laid) / len(laid), sum(y for _, y in laid) / len(laid))
    polar = {iri: (laid[k][0] - middle[0], laid[k][1] - middle[1]) for iri, k in position.items()}
    # igraph decides who is next to whom and how far out; angles and radii are then evened out, so that the nodes
    # fill the ground from the name plate to its rim.
    outward = sorted(members, key=lambda iri: (round(math.hypot(*polar[iri]), 6), iri))
    round_about = sorted(members, key=lambda iri: (round(math.atan2(polar[iri][1], polar[iri][0]), 6), iri))
    turn = 2 * math.pi * _fraction(members[0])
    places = {}
    for rank, iri in enumerate(outward):
        share = math.sqrt(0.13 + 0.87 * (rank + 0.5) / len(members)) * REACH * widen
        angle = turn + 2 * math.pi * round_about.index(iri) / len(members)
        places[iri] = (centre[0] + math.cos(angle) * share * TILE[0], centre[1] + math.sin(angle) * share * TILE[1])
    return places


def _force_directed(count: int, edges: list[tuple[int, int]], start: list[Point]) -> list[Point]:
    """Fruchterman-Reingold from given starting points, with a random generator of our own."""
    igraph.set_random_number_generator(random.Random(710))
    try:
        graph = igraph.Graph(n=count, edges=edges)
        return [(x, y) for x, y in graph.layout_fruchterman_reingold(niter=300, seed=start, grid="nogrid")]
    finally:
        igraph.set_random_number_generator(random)


def _between(points: list[Point], iri: str) -> Point:
    """The middle of *points*, nudged a little by the IRI."""
    dx, dy = _spread(iri, 1.0)
    n = max(1, len(points))
    return sum(x for x, _ in points) / n + dx * SLOT[0], sum(y for _, y in points) / n + dy * SLOT[1]


def _spread(iri: str, radius: float) -> Point:
    angle = _fraction(iri) * 2 * math.pi
    distance = radius * (0.35 + 0.65 * _fraction(f"{iri} "))
    return distance * math.cos(angle), distance * math.sin(angle)


def _fraction(text: str) -> float:
    """A number in [0, 1) that depends on *text* alone, on every machine."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48


class Lattice:
    """Slots in offset rows; each holds one node."""

    def __init__(self, shift: float, reserved: Iterable[Point]) -> None:
        """Shift the lattice by a part of a slot and keep room around the *reserved* points."""
        self.shift = shift
        self.taken: set[tuple[int, int]] = set()
        self.reserved = [(x, y) for x, y in reserved]

    def nearest(self, point: Point) -> Point:
        """Take the free slot nearest to *point* and return its place."""
        row = round(point[1] / SLOT[1] - self.shift)
        column = round(point[0] / SLOT[0] - self.shift - (row % 2) / 2)
        reach = 4
        while True:
            for di, dj in _offsets(reach):
                slot = (column + di, row + dj)
                if slot not in self.taken:
                    self.taken.add(slot)
                    x, y = self._place(slot)
                    if not any(abs(x - rx) < PLATE[0] and abs(y - ry) < PLATE[1] for rx, ry in self.reserved):
                        return x, y
            reach *= 2

    def _place(self, slot: tuple[int, int]) -> Point:
        column, row = slot
        across, down = (_fraction(f"{column},{row},{self.shift}{axis}") - 0.5 for axis in "xy")
        x = column + (row % 2) / 2 + self.shift + across * 0.4
        return x * SLOT[0], (row + self.shift + down * 0.4) * SLOT[1]


_OFFSETS: dict[int, list[tuple[int, int]]] = {}


def _offsets(reach: int) -> list[tuple[int, int]]:
    """Steps to the slots within *reach*, nearest first."""
    if reach not in _OFFSETS:
        steps = range(-reach, reach + 1)
        wide = [(i, j) for i in steps for j in range(-2 * reach, 2 * reach + 1)]
        _OFFSETS[reach] = sorted(wide, key=lambda s: (math.hypot(s[0] * SLOT[0], s[1] * SLOT[1]), s))
    return _OFFSETS[reach]

"""Which area a name points to: an administrative name, a level word (区, 市, 省), or nothing at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rdgraph.model.document import Issue
from rdgraph.rules.divisions import Division
from rdgraph.rules.gazetteer import Gazetteer

_LEVELS = {
    "省": ("province",),
    "自治区": ("province",),
    "市": ("county", "city", "province"),
    "州": ("city",),
    "盟": ("city",),
    "区": ("county", "zone"),
    "县": ("county",),
    "旗": ("county",),
}
"""Level words and the levels at which they name an area: 市 may be a county-level city, and a municipality."""
_TOWNS = ("镇", "乡", "街道")
_PREFIXES = "全我本该"


class AreaResolver:
    """Resolves the area part of names for one article."""

    def __init__(
        self, gazetteer: Gazetteer, home: Division | None, area: Division | None, year: int | None,
        towns: Sequence[Division] = (), unlisted: Mapping[str, Division] | None = None,
    ) -> None:  # fmt: skip
        """`towns` are those that the article names, in order: 镇政府 means the first 镇 of them.

        `unlisted` are the towns of the article that the gazetteer does not hold, by name.
        """
        self.gazetteer, self.home, self.area, self.year, self.towns = gazetteer, home, area, year, towns
        self._unlisted = unlisted or {}

    def resolve(self, text: str) -> Division | None:
        """Return the division that *text* means here, or None where that cannot be told."""
        word = text.lstrip(_PREFIXES)
        if not word:
            return self.area or self.home
        if word in _TOWNS:
            return next((town for town in self.towns if town.name.endswith(word)), None)
        if word not in _LEVELS:  # 本溪市 and 全椒县 begin with what is no prefix there
            return self._named(text) or self._named(word)
        if word != text and (own := self._named(text)) is not None and self._is_near(own):  # 全州 is a county in 桂林
            return own
        return self._level(word)

    def _is_near(self, division: Division) -> bool:
        near = (self.area, self.home)
        return any(place is not None and self.gazetteer.is_within(division, place) for place in near)

    def _named(self, name: str) -> Division | None:
        """Return the division of a name, the nearest first."""
        for within in (self.area, self.home, None):
            found = self.gazetteer.resolve(name, within=within, year=self.year)
            if found.division is not None:
                return found.division
        return self._unlisted.get(name)

    def _level(self, word: str) -> Division | None:
        """Return the nearest area, from the article's own outwards, whose name ends in a level word.

        区 in an article about a county, or 省 in one about a municipality, names something that nobody can tell.
        """
        base = self.area or self.home
        if base is None:
            return None
        chain = (base, *self.gazetteer.ancestors(base))
        return next((d for d in chain if d.level in _LEVELS[word] and d.name.endswith(word)), None)


def issue_area(issue: Issue | None, gazetteer: Gazetteer) -> Division | None:
    """Return the area whose congress publishes an issue, from its compiler or its title, or None."""
    if issue is None:
        return None
    for text in (issue.compiler, issue.title):
        if text and (found := leading_area(text, gazetteer)) is not None:
            return found
    return None


def leading_area(text: str, gazetteer: Gazetteer) -> Division | None:
    """Return the division that a name begins with (杭州市人大常委会…, 杭州人大信息), the longest first."""
    text = "".join(text.split())
    for end in range(min(len(text), 16), 1, -1):
        found = gazetteer.resolve(text[:end])
        if found.division is not None and found.division.level in ("province", "city", "county"):
            return found.division
    return None

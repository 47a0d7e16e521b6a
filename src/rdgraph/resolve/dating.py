"""When an act took place: what its sentence says, completed by the date of the newsletter."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property

from rdgraph.model.found import Span
from rdgraph.text import fold
from rdgraph.text.numerals import parse_integer
from rdgraph.text.tables import pattern

_CN = "[一二三四五六七八九十]"
_WHEN = re.compile(
    rf"(?:(?P<year>(?:19|20)\d\d)\s*年(?![度来级])|(?P<relative>今年|本年度?|去年|前年|上年))?\s*"
    rf"(?:(?P<month>1[0-2]|0?[1-9]|十[一二]|{_CN})\s*月(?!票|饼|嫂|球)"
    rf"(?:\s*(?P<day>3[01]|[12]\d|0?[1-9]|{_CN}{{1,3}})\s*[日号])?(?P<part>初|底|末|[上中下]旬|份)?)?"
)
_RANGE = re.compile(r"\s*(?:至|到|-|—|~)\s*(?:\d|[一二三四五六七八九十]){1,4}\s*[年月日号]?")
_STOPS = "。！？；\n"
_RELATIVE = {"今年": 0, "本年": 0, "本年度": 0, "去年": -1, "上年": -1, "前年": -2}


@dataclass(frozen=True, slots=True)
class When:
    """A date, month or year as printed at `span`; parts that are not printed are None."""

    span: Span
    year: int | None
    month: int | None
    day: int | None


class Calendar:
    """The dates of one article. `published` is that of the newsletter, as far as it is known."""

    def __init__(self, text: str, published: dt.date | None, year: int | None) -> None:
        self._text, self._published = fold(text), published
        self._year = published.year if published else year

    def date_of(self, act: Span, *, planned: bool) -> tuple[str, Span] | None:
        """Return when an act took place, as ISO 8601 to the day, month or year, and where that is printed.

        That is the last date of its sentence before it, or else the first within it. A month without year is the last
        one before the newsletter, and for what is *planned* the next.
        """
        begin = max(self._text.rfind(stop, 0, act.start) for stop in _STOPS) + 1
        before = [w for w in self._all if begin <= w.span.start and w.span.end <= act.start]
        inside = [w for w in self._all if act.start <= w.span.start and w.span.end <= act.end]
        for when in (*before[-1:], *inside[:1]):
            value = self._value(when, planned)
            return None if value is None else (value, when.span)
        return None

    @cached_property
    def _all(self) -> list[When]:
        """What the text prints, by position, without deadlines and beginnings (截至8月底, 自2023年以来)."""
        found = []
        for match in _WHEN.finditer(self._text):
            if not match[0].strip():
                continue
            left = self._text[max(0, match.start() - 6) : match.start()].rstrip()
            right = self._text[match.end() : match.end() + 12].lstrip()
            if pattern("dating", "no_date_before").search(left) or pattern("dating", "no_date_after").match(right):
                continue
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            year = int(match["year"]) if match["year"] else None
            if match["relative"] and self._year is not None:
                year = self._year + _RELATIVE[match["relative"]]
            elif match["relative"]:
                continue
            month, day = parse_integer(match["month"] or ""), parse_integer(match["day"] or "")
            if _RANGE.match(self._text, match.end()):  # of a range only what both its ends share is told
                month, day = (month, None) if day is not None else (None, None)
                if month is None and year is None:
                    continue
            found.append(When(Span(start, match.end()), year, month, day))
        return found

    def _value(self, when: When, planned: bool) -> str | None:
        year = when.year if when.year is not None else self._year_of(when.month, planned)
        if year is None:
            return None
        if when.month is None:
            return f"{year:04}"
        if when.day is None:
            return f"{year:04}-{when.month:02}"
        if when.day > calendar.monthrange(year, when.month)[1]:
            return None
        return f"{year:04}-{when.month:02}-{when.day:02}"

    def _year_of(self, month: int | None, planned: bool) -> int | None:
        """Return the year of a month that is printed without one."""
        if self._published is None or month is None:
            return self._year
        if planned:
            return self._published.year + (month < self._published.month)
        return self._published.year - (month > self._published.month)

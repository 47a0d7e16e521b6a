"""Dates as newsletters print them: 2025年6月19日, 二〇二二年九月三十日, 2023-05-12."""

from __future__ import annotations

import datetime as dt
import re

from rdgraph.text.numerals import parse_integer

_YEAR = r"(?P<year>(?:19|20)\d{2}|[一二][〇○零九Oo0][〇○零一二三四五六七八九Oo0]{2})"
_CN = "一二三四五六七八九十廿卅"
DATE = re.compile(
    rf"(?<!\d){_YEAR}"
    rf"(?:年(?P<month>1[0-2]|0?[1-9]|[{_CN}]{{1,2}})月(?:(?P<day>[12]\d|3[01]|0?[1-9]|[{_CN}]{{1,3}})[日号]?)?"
    r"|(?P<mark>[-./])(?P<month2>1[0-2]|0?[1-9])(?P=mark)(?P<day2>[12]\d|3[01]|0?[1-9])(?!\d))"
)
"""A date in a text without white space; a day may be missing after 年月."""

_ZEROS = str.maketrans(dict.fromkeys("○零Oo0", "〇"))


def date_of(match: re.Match[str]) -> dt.date | None:
    """Return the day that a match of `DATE` names, or None where no such day exists or the day is not printed."""
    printed = match["year"]
    year = int(printed) if printed.isdecimal() else parse_integer(printed.translate(_ZEROS))
    month = parse_integer(match["month"] or match["month2"] or "")
    day = parse_integer(match["day"] or match["day2"] or "")
    if year is None or month is None or day is None:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def find_date(dense: str) -> dt.date | None:
    """Return the first full date in a text without white space."""
    for match in DATE.finditer(dense):
        day = date_of(match)
        if day is not None:
            return day
    return None

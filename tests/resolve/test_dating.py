"""When an act took place: as printed, completed by the date of the newsletter; nothing where nothing is told."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from rdgraph.model.found import Span
from rdgraph.resolve.dating import Calendar

PUBLISHED = dt.date(2025, 6, 19)
DATED = [
    ("2024年9月28日，常委会召开联组会议。", "2024-09-28"),
    ("5月20日，区人大常委会开展视察。", "2025-05-20"),
    ("11月20日，区人大常委会开展视察。", "2024-11-20"),
    ("今年3月，区人大常委会开展视察。", "2025-03"),
    ("去年10月，区人大常委会开展视察。", "2024-10"),
    ("2023年，区人大常委会开展视察。", "2023"),
    ("5月底，区人大常委会开展视察。", "2025-05"),
    ("六月二日，区人大常委会开展视察。", "2025-06-02"),
    ("2024 年 9 月 28 日，区人大常委会开展视察。", "2024-09-28"),
    ("4月，代表提出建议；5月8日，常委会开展视察。", "2025-05-08"),
    ("5月8日至9日，常委会开展视察。", "2025-05"),
    ("2024年4月至6月，常委会开展视察。", "2024"),
]
UNDATED = [
    "区人大常委会开展视察。",
    "截至5月底，区人大常委会开展视察3次。",
    "自2023年以来，区人大常委会开展视察。",
    "5月前，区人大常委会开展视察。",
    "3月运行以来，代表开展视察。",
    "5月8日收到来信。区人大常委会开展视察。",
    "4月至6月，常委会开展视察。",
    "2月30日，区人大常委会开展视察。",
    "2024年度，区人大常委会开展视察。",
]


def date_of(text: str, *, published: dt.date | None = PUBLISHED, planned: bool = False) -> str | None:
    act = re.search("开展视察|召开联组会议", text)
    assert act
    told = Calendar(text, published, None).date_of(Span(act.start(), act.end()), planned=planned)
    if told is None:
        return None
    assert re.fullmatch(r"[\d年月日底今去一-十 ]+", text[told[1].start : told[1].end])
    return told[0]


@pytest.mark.parametrize(("text", "date"), DATED)
def test_what_is_printed_is_the_date(text, date):
    assert date_of(text) == date


@pytest.mark.parametrize("text", UNDATED)
def test_what_dates_no_act_is_left_out(text):
    assert date_of(text) is None


def test_a_plan_lies_ahead_and_a_newsletter_without_date_gives_no_year():
    assert date_of("3月，区人大常委会将开展视察。", planned=True) == "2026-03"
    assert date_of("3月，区人大常委会开展视察。", published=None) is None
    assert date_of("2024年3月，区人大常委会开展视察。", published=None) == "2024-03"

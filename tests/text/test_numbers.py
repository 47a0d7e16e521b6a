"""Numerals and dates."""

import datetime as dt
from decimal import Decimal

import pytest

from rdgraph.text.dates import find_date
from rdgraph.text.numerals import parse_integer, parse_number

NUMBERS = [
    ("710", "710"), ("１２", "12"), ("二十一", "21"), ("四百零六", "406"), ("一百五十六", "156"), ("二〇二二", "2022"),
    ("十", "10"), ("〇", "0"), ("两万三千", "23000"), ("一万二", "12000"), ("一百五", "150"), ("十二亿三千万", "1230000000"),
    ("一千零五十", "1050"), ("廿一", "21"), ("3.5万", "35000"), ("25.4万", "254000"), ("三点五亿", "350000000"),
    ("1,200", "1200"), ("1，200", "1200"), ("十余", "10"), ("三百多", "300"), ("20余万", "200000"), ("3000多", "3000"),
    ("百分之三十", "30"), ("百分之六点八", "6.8"), ("千分之五", "0.5"), ("30%", "30"), ("四成", "40"), ("七成五", "75"),
    ("两千三", "2300"), ("一万零三百", "10300"), ("12万", "120000"), ("五成半", "55"),
    ("1亿2000万", "120000000"), ("3万5千", "35000"), ("2千多万", "20000000"), ("1万200", "10200"), ("3千万", "30000000"),
]  # fmt: skip
NO_NUMBERS = [
    "",
    "几",
    "几十",
    "半",
    "万",
    "第五",
    "一点",
    "点五",
    "人大",
    "1.2.3",
    "一一十",
    "亿",
    "成",
    "百分之",
    "余",
    "3万5万",
    "-",
]
DATES = [
    ("2025年6月19日", (2025, 6, 19)), ("二〇二二年九月三十日", (2022, 9, 30)), ("二○二二年十月十二日", (2022, 10, 12)),
    ("二零二四年十二月三十一日", (2024, 12, 31)), ("2023-05-12", (2023, 5, 12)), ("2025.6.9", (2025, 6, 9)),
    ("2024/12/01", (2024, 12, 1)), ("（2026年3月5日印发）", (2026, 3, 5)), ("二O二一年一月二日", (2021, 1, 2)),
    ("2025年13月1日", None), ("2025年2月30日", None), ("2025年6月", None), ("6月19日", None), ("12025年6月19日", None),
    ("2023-5.12", None), ("第2024期", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), NUMBERS)
def test_number(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)
    whole = Decimal(value) == int(Decimal(value))
    assert parse_integer(text) == (int(Decimal(value)) if whole else None)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_no_number(text: str) -> None:
    assert parse_number(text) is None
    assert parse_integer(text) is None


@pytest.mark.parametrize(("text", "day"), DATES)
def test_date(text: str, day: tuple[int, int, int] | None) -> None:
    assert find_date(text) == (dt.date(*day) if day else None)

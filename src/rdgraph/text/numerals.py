"""Numbers as Chinese prose writes them: 710, 二十一, 二〇二二, 两万三千, 3.5万, 1亿2000万, 十余, 百分之三十, 四成."""

from __future__ import annotations

import re
from decimal import Decimal

from rdgraph.text.normalize import fold

DIGITS = {
    **{digit: value for value, digit in enumerate("零一二三四五六七八九")},
    **{digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": 0, "○": 0, "两": 2, "俩": 2, "仨": 3, "幺": 1,
}  # fmt: skip
SMALL_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE_UNITS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_CONTRACTIONS = str.maketrans({"廿": "二十", "卅": "三十"})
_ARABIC = re.compile(r"(\d{1,3}(?:，\d{3})+|\d+)(\.\d+)?(?:([余多])?([十百千万亿]*))")
_COMPOUND = re.compile(r"\d+(?:\.\d+)?[十百千万亿]+(?:[余多]?[万亿])?")
_SHARE = re.compile(r"(百|千|万)分之(.+)")
_VAGUE = "余多来"


def parse_integer(text: str) -> int | None:
    """Return the whole number that `text` writes in Arabic or Chinese digits, or None."""
    number = parse_number(text)
    return int(number) if number is not None and number == number.to_integral_value() else None


def parse_number(text: str) -> Decimal | None:
    """Return the number that `text` writes, or None where it writes none.

    余, 多 and 来 inside or after it are passed over (十余 is 10, 20多万 is 200000): whoever reads quantities keeps
    them as the qualifier. Shares are counted in percent: 百分之三十 and 三成 are 30, 30% is 30.
    """
    text = "".join(fold(text).split())
    share = _SHARE.fullmatch(text)
    if share:
        part = parse_number(share[2])
        return None if part is None else part / {"百": 1, "千": 10, "万": 100}[share[1]]
    if text.endswith("%"):
        return parse_number(text[:-1])
    if text.endswith("成") or text[-2:-1] == "成":
        return _tenths(text)
    arabic = _ARABIC.fullmatch(text.rstrip(_VAGUE))
    if arabic:
        number = Decimal(arabic[1].replace("，", "") + (arabic[2] or ""))
        for unit in arabic[4]:
            number *= SMALL_UNITS.get(unit) or LARGE_UNITS[unit]
        return number
    return _compound(text) or _chinese(text.translate(_CONTRACTIONS))


def _compound(text: str) -> Decimal | None:
    """Read digits and units in turn, each part smaller than the one before: 1亿2000万, 3万5千, 2千多万, 1万200."""
    parts = [match[0] for match in _COMPOUND.finditer(text)]
    rest = text[sum(map(len, parts)) :].rstrip(_VAGUE)
    if not parts or not text.startswith("".join(parts)) or (rest and not rest.isdecimal()):
        return None
    total, least = Decimal(0), None
    for part in [*parts, *([rest] if rest else [])]:
        digits = part.rstrip("十百千万亿余多")
        value = Decimal(digits)
        for unit in part[len(digits) :]:
            value *= SMALL_UNITS.get(unit) or LARGE_UNITS.get(unit, 1)
        if least is not None and value >= least:
            return None
        total, least = total + value, value / Decimal(digits) if Decimal(digits) else value
    return total


def _tenths(text: str) -> Decimal | None:
    """Read 三成, 七成五, 3成."""
    whole, _, rest = text.partition("成")
    tens = parse_number(whole)
    if tens is None or (rest and rest not in DIGITS and rest != "半"):
        return None
    return tens * 10 + (5 if rest == "半" else DIGITS.get(rest, 0))


def _chinese(text: str) -> Decimal | None:
    whole, point, fraction = text.partition("点")
    if point:
        tail = fraction.rstrip("".join(LARGE_UNITS))
        scale = fraction[len(tail) :]
        digits = [DIGITS.get(char) for char in tail]
        units = _sections(whole)
        if units is None or not digits or None in digits:
            return None
        number = Decimal(f"{units}.{''.join(map(str, digits))}")
        for unit in scale:
            number *= LARGE_UNITS[unit]
        return number
    value = _sections("".join(char for char in text if char not in _VAGUE) if len(text) > 1 else text)
    return None if value is None else Decimal(value)


def _sections(text: str) -> int | None:
    """Read a whole number in Chinese digits, by sections of 万 and 亿."""
    if not text:
        return None
    if all(char in DIGITS for char in text):  # digit by digit: 二〇二二, 七一〇
        return int("".join(str(DIGITS[char]) for char in text))
    total = section = digit = 0
    last_unit = 0
    pending = False  # a digit waits for its unit
    for char in text:
        if char in DIGITS:
            if pending and digit:
                return None
            digit, pending = DIGITS[char], True
            if digit == 0:
                last_unit, pending = 0, False
        elif char in SMALL_UNITS:
            unit = SMALL_UNITS[char]
            section += (digit if pending else 1) * unit
            digit, pending, last_unit = 0, False, unit
        elif char in LARGE_UNITS:
            unit = LARGE_UNITS[char]
            if not (total or section or digit):
                return None
            if unit == 10**8:
                total = (total + section + digit) * unit
            else:
                total += (section + digit) * unit
            section = digit = 0
            pending, last_unit = False, unit
        else:
            return None
    if pending and last_unit >= 100:  # 一百五 is 150, 两万三 is 23000
        digit *= last_unit // 10
    return total + section + digit

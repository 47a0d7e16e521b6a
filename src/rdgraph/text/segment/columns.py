"""Column headings: told by their decoration, by the contents page, or by the names that newsletters use."""

from __future__ import annotations

import re
from functools import cache

from rdgraph.text.segment.lines import Block
from rdgraph.text.tables import pattern, table, words

LONGEST_NAME = 8
"""Characters of a column name that no list knows."""

_TRIM = "【】〖〗〔〕[]“”‘’《》<>—-·|~=*…◆◇★☆●○■□▲△▶◎※ ："
_LEADING = re.compile(r"[【〖〔]([^【】〖〗〔〕，。；：]{2,14})[】〗〕]\s*(?=\S{4})")
_PUNCTUATION = re.compile(r"[，。；：！？、“”《》（）\d]")
_AREA_KINDS = re.compile(r"（[省市州县区旗、]{1,5}）")
_NUMERAL = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）)")
_COUNT_TAIL = re.compile(r"[（【]?(?:共|计)?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[则条篇][）】]?$")


@cache
def _known() -> frozenset[str]:
    return frozenset({*words("columns", "known"), *words("columns", "briefs")})


def plain(dense: str) -> str:
    """Return a heading without brackets, ornaments and a count of items: 【简讯（4则）】 is 简讯."""
    inner = dense.strip(_TRIM)
    return _COUNT_TAIL.sub("", inner).strip(_TRIM) or inner


def unnumbered(name: str) -> str:
    """Return the name of a column without its number: 一、要闻速递 is 要闻速递."""
    number = _NUMERAL.match(name)
    return (number and name[number.end() :]) or name


def as_printed(name: str, text: str) -> str:
    """Return a column's name with the number that a line prints before it: in **一、要闻速递**（3则）, 一、要闻速递."""
    match = re.search(_NUMERAL.pattern + re.escape(name), "".join(text.split()))
    return match[0] if match else name


def is_known(name: str) -> bool:
    """Tell whether newsletters use `name` for a column, or its words end as such names do; 区（市）县 is 区县 there."""
    name = _AREA_KINDS.sub("", name)
    return name in _known() or (
        2 < len(name) <= 8 and name.endswith(words("columns", "ends")) and not _PUNCTUATION.search(name)
    )


def may_be_name(name: str) -> bool:
    """Tell whether a few words may name a column, whatever they say."""
    return 3 <= len(name) <= LONGEST_NAME and not _PUNCTUATION.search(name)


def is_listed(name: str) -> bool:
    """Tell whether `name` is in the list of column names, no ending being enough."""
    return name in _known()


def is_brief(name: str | None) -> bool:
    """Tell whether the items of a column are briefs, whatever they look like."""
    return name is not None and (name in words("columns", "briefs") or name.endswith(words("columns", "brief_ends")))


def may_be_brief(name: str | None) -> bool:
    """Tell whether the items of a column may be briefs."""
    return name is not None and (is_brief(name) or name.endswith(words("columns", "maybe_briefs")))


def enclosed(block: Block, raw: str) -> str | None:
    """Return the name that brackets or ornaments enclose on a line of its own, or None.

    `raw` is the line as printed: the fold makes quotes of 「」, which enclose columns only where they are corners.
    """
    match = pattern("columns", "enclosed").fullmatch(block.dense)
    if match is not None:
        return plain(next(value for value in match.groups() if value))
    if raw[:1] in "「『" and raw[-1:] in "」』" and block.size <= table("columns")["longest"]:
        return plain(block.dense)
    return None


def split(block: Block, sections: frozenset[str]) -> list[Block]:
    """Part a column in brackets from the headline or text behind it: 【监督之窗】古城街道：…."""
    if block.text[0] not in "【〖〔":
        return [block]
    match = _LEADING.match(block.text)
    name = plain("".join(match[1].split())) if match else ""
    if match is None or not (name in sections or is_listed(name) or (block.size <= 60 and is_known(name))):
        return [block]
    return [block.part(0, match.end(1) + 1), block.part(match.end(), len(block.text))]


def heading(block: Block, raw: str, sections: frozenset[str]) -> str | None:
    """Return the column that a line of the body names, or None."""
    if block.size > table("columns")["longest"] + 6:
        return None
    shown = plain(block.dense)
    name = unnumbered(shown)
    if name in sections:
        return name
    inside = enclosed(block, raw)
    if inside is not None:
        return unnumbered(inside)
    if _PUNCTUATION.search(name) or not 2 <= len(name) <= 10:
        return None
    if is_listed(name):
        return name
    if name != shown:
        return None
    decorated = bool(block.first.marker or block.first.bold or block.first.heading)
    return name if decorated and len(name) <= 8 and is_known(name) else None

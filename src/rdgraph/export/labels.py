"""How a quantity and an issue are called, on every page and in every view."""

from __future__ import annotations

from rdgraph.messages import message

BEHIND_NUMBER = frozenset({"余", "多", "来", "余万", "多万"})
"""Qualifiers that stand between number and unit: 100余条."""
BEHIND_UNIT = frozenset({"以上", "以下", "左右"})
"""Qualifiers that stand last: 100条以上."""


def quantity_label(value: str, qualifier: str, unit: str) -> str:
    """Return a quantity as prose writes it: 近100条, 100余条, 100条以上."""
    number = value.rstrip("0").rstrip(".") if "." in value else value
    if qualifier in BEHIND_NUMBER:
        return f"{number}{qualifier}{unit}"
    return f"{number}{unit}{qualifier}" if qualifier in BEHIND_UNIT else f"{qualifier}{number}{unit}"


def issue_label(title: str, total: str, number: str, year: str = "") -> str:
    """Return an issue's title with what tells it from others of its series: its total number, or year and number."""
    if total:
        return title + message("label.issue-total", number=total)
    if number:
        return title + message("label.issue-number", year=f"{year}年" if year else "", number=number)
    return title

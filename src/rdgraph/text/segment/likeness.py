"""How alike two headlines are: the share of character pairs that they have in common."""

from __future__ import annotations

import re
from itertools import pairwise

_WORDLESS = re.compile(r"[\W_]+")


def key(dense: str) -> str:
    """Return a line without punctuation, for comparison."""
    return _WORDLESS.sub("", dense)


def pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of a key."""
    return frozenset(map("".join, pairwise(text))) or frozenset({text})


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return Dice's coefficient of two sets of pairs."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0

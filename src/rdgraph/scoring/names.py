"""How names compare: what the shared referee takes for one name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from rdgraph.rules.alphabet import GROUPS

LOOSE_NAMES = frozenset(
    {
        *GROUPS["Practice"],
        "Document",
        "Place",
        "LiaisonStation",
        "CongressBody",
        "Department",
        "Organization",
        "Institute",
    }
)
"""Types of which a longer or a shorter form is the same name."""
_LONG = (("人民代表大会常务委员会", "人大常委会"), ("人民检察院", "检察院"), ("人民法院", "法院"), ("人民政府", "政府"))
_MARKS = re.compile(r"[\s\"'“”‘’「」『』《》〈〉()（）·、,，—\-]")


def fold_name(name: str | None) -> str:
    """Fold width, quotes, spaces and long official forms, so that spellings of one name compare equal."""
    text = _MARKS.sub("", unicodedata.normalize("NFKC", name or ""))
    for long, short in _LONG:
        text = text.replace(long, short)
    return text.lower()


def same_name(a: Iterable[str], b: Iterable[str], *, loose: bool) -> bool:
    """Do two sets of folded names share one, or, loosely, does one hold at least half of the other?"""
    a, b = set(a), set(b)
    if a & b:
        return True
    if not loose:
        return False
    pairs = (sorted((x, y), key=len) for x in a for y in b)
    return any(len(short) >= 2 and short in long and len(short) / len(long) >= 0.5 for short, long in pairs)

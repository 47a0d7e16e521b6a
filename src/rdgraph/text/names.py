"""Personal names in bylines: told from other words, and runs of them taken apart.

Typesetters pad names of two characters with a space (蔡 静) and leave none between two names (张三李 四); so neither
the space nor its lack decides. Every way to cut a run into names is weighed, and the cheapest wins.
"""

from __future__ import annotations

import re
from functools import cache

from rdgraph.text.tables import words

HAN = "\u3400-\u9fff〇"
_HAN_RUN = re.compile(f"[{HAN}]+")
_FOREIGN = re.compile(f"[{HAN}A-Za-z]{{1,12}}(?:·[{HAN}A-Za-z]{{1,12}})+")
_LATIN = re.compile(r"[A-Z][A-Za-z.]*(?: [A-Z][A-Za-z.]*)*")
_SEPARATOR = re.compile(r"[、，；/|&+]|和(?= )|(?<=\S)\s{3,}(?=\S)")

SURNAME_MISSING = 4.0
SURNAME_RARE = 0.6
"""Cost of the rarest surname; the list is in order of frequency, and the cost grows along it."""
NO_SPACE_BETWEEN = 3.0
SPACE_INSIDE = {2: 0.5, 3: 1.0, 4: 1.0}
"""Cost of one space inside a name, by the length of the name."""
LENGTH = {2: 0.2, 3: 0.0, 4: 0.8}
LONG_WITHOUT_COMPOUND = 5.0
LONGEST_RUN = 9
"""Characters that names may fill without a space."""

Span = tuple[int, int]


@cache
def _surnames() -> tuple[dict[str, float], frozenset[str]]:
    """Return the cost of each single surname, and the compound ones."""
    single = words("surnames", "single")
    return {name: SURNAME_RARE * i / len(single) for i, name in enumerate(single)}, frozenset(
        words("surnames", "compound")
    )


def has_surname(name: str) -> bool:
    """Tell whether a name without spaces begins with a known surname and is no longer than such names are."""
    single, compound = _surnames()
    if name[:2] in compound:
        return 3 <= len(name) <= 4
    return bool(name) and name[0] in single and 2 <= len(name) <= 3


def name_spans(text: str) -> list[Span] | None:
    """Return where in `text` each name stands, or None where `text` is not a list of names.

    `text` is folded. Names may be separated by 、，/ or spaces, hold spaces, or follow one another directly.
    """
    spans: list[Span] = []
    start = 0
    for stop, resume in [(m.start(), m.end()) for m in _SEPARATOR.finditer(text)] + [(len(text), len(text))]:
        part = _part_spans(text, start, stop)
        if part is None:
            return None
        spans += part
        start = resume
    return spans or None


def names_known(text: str, spans: list[Span]) -> bool:
    """Tell whether every name of `name_spans` begins with a known surname."""
    return all(has_surname("".join(text[start:end].split())) or "·" in text[start:end] for start, end in spans)


def _part_spans(text: str, start: int, stop: int) -> list[Span] | None:
    """Return the names between two separators."""
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    part = text[start:stop]
    if not part:
        return []
    if _FOREIGN.fullmatch(part) or _LATIN.fullmatch(part):
        return [(start, stop)]
    if any(len(run) > LONGEST_RUN for run in part.split()):
        return None
    offsets = [start + m.start() + i for m in _HAN_RUN.finditer(part) for i in range(len(m[0]))]
    if len(offsets) != len("".join(part.split())) or not 2 <= len(offsets) <= 24:
        return None
    return _cut(text, offsets)


def _cut(text: str, offsets: list[int]) -> list[Span] | None:
    """Cut a run of characters at `offsets` into names, at the least cost."""
    count = len(offsets)
    spaced = [i > 0 and offsets[i] - offsets[i - 1] > 1 for i in range(count)]
    best: list[tuple[float, list[Span]] | None] = [(0.0, [])] + [None] * count
    for begin in range(count):
        known = best[begin]
        if known is None:
            continue
        for length in (2, 3, 4):
            end = begin + length
            if end > count:
                break
            cost = known[0] + _name_cost("".join(text[i] for i in offsets[begin:end]))
            cost += SPACE_INSIDE[length] * sum(spaced[begin + 1 : end])
            cost += 0.0 if end == count or spaced[end] else NO_SPACE_BETWEEN
            rival = best[end]
            if rival is None or cost < rival[0]:
                best[end] = (cost, [*known[1], (offsets[begin], offsets[end - 1] + 1)])
    final = best[count]
    return None if final is None else final[1]


def _name_cost(name: str) -> float:
    single, compound = _surnames()
    cost = LENGTH[len(name)]
    if name[:2] in compound and len(name) > 2:
        return cost - 0.6
    cost += single.get(name[0], SURNAME_MISSING)
    if len(name) == 4:
        cost += 1.0 if name[1] in single and name[0] in single else LONG_WITHOUT_COMPOUND
    return cost

"""Former divisions and founding years, out of a log of changes to the code list.

The log is a year-by-year difference of the national code list, with names that moved to another code, codes that moved
to another name, and a few wrong guesses in it. A unit is a pair of code and name here; what counts as former is a unit
that ended under its name in 2000 or later, not one that was merely given another code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gazetteer_names import aliases, short_name
from rdgraph.rules.divisions import Division, Level

FIRST_YEAR = 2000

Unit = tuple[str, str]  # six-digit code, name

# 码位改派: a code given to another unit, no change of the unit. 驻地迁移, 划转: a seat or a few villages moved.
_NO_CHANGE_OF_UNIT = {"码位改派", "驻地迁移", "划转"}

# The new side of these is a division that took over an abolished one, and as a rule was there before.
_TAKEN_OVER = {"撤销", "撤区设区"}


@dataclass(frozen=True)
class Correction:
    """One line of ``gazetteer_corrections.tsv``.

    "former": the unit ended in ``year``, with ``successors``, whatever the log says; "since": it was founded in
    ``year``; "ignore": what the log says followed it is wrong, and nothing happened but a new code.
    """

    kind: str
    year: int
    unit: Unit
    successors: tuple[str, ...]


@dataclass
class Changes:
    """What happened to each unit: the years it ended and what followed, and the year it began and what preceded."""

    following: dict[Unit, list[tuple[int, Unit | None]]] = field(default_factory=lambda: defaultdict(list))
    preceding: dict[Unit, list[tuple[int, Unit | None]]] = field(default_factory=lambda: defaultdict(list))


def read_changes(
    events: Iterable[Mapping[str, Any]], current: Mapping[str, Division], corrections: tuple[Correction, ...]
) -> Changes:
    """Collect the changes of units since `FIRST_YEAR`; *current* maps a code to its division.

    A unit that exists today under the same code and name did not end, whatever the log says: 余杭区 gave 临平区 a part
    of its territory in 2021 and went on.
    """
    changes = Changes()
    ignored = {c.unit for c in corrections if c.kind == "ignore"}
    for event in events:
        year: int = event["year"]
        if year < FIRST_YEAR or event["type"] in _NO_CHANGE_OF_UNIT:
            continue
        old, new = _unit(event["old"]), _unit(event["new"])
        if old == new or old in ignored:
            continue
        if old and not (old[0] in current and current[old[0]].name == old[1]):
            changes.following[old].append((year, new))
        if new and event["type"] not in _TAKEN_OVER and not new[0].endswith("0000"):
            changes.preceding[new].append((year, old))
    return changes


def _unit(side: Mapping[str, Any] | None) -> Unit | None:
    if not side or not side.get("code"):
        return None
    return side["code"][:6], side["name"]


def founding_year(unit: Unit, changes: Changes, corrections: Iterable[Correction]) -> int | None:
    """Return the year *unit* came to be under its name, followed back through mere changes of code."""
    for correction in corrections:
        if correction.kind == "since" and correction.unit == unit:
            return correction.year
    seen = {unit}
    while steps := changes.preceding.get(unit):
        year, old = max(steps, key=lambda step: (step[0], step[1] or ("", "")))
        if old is None or old[1] != unit[1]:
            return year
        if old in seen:
            return None
        seen.add(old)
        unit = old
    return None


def former_divisions(
    changes: Changes, current: Mapping[str, Division], corrections: tuple[Correction, ...]
) -> list[Division]:
    """Return the divisions that ended since `FIRST_YEAR`, with their current successors."""
    corrected = {c.unit: c for c in corrections if c.kind == "former"}
    ends: dict[Unit, int] = {unit: max(year for year, _ in steps) for unit, steps in changes.following.items()}
    ends.update({unit: c.year for unit, c in corrected.items()})

    divisions = []
    for unit, until in sorted(ends.items()):
        steps = changes.following.get(unit, [])
        if unit not in corrected and any(new and new[1] == unit[1] and new[0][:2] == unit[0][:2] for _, new in steps):
            continue  # the name went on under another code
        successors = tuple(sorted(_heirs(unit, changes, current, corrected)))
        division = _former(unit, until, successors, changes, current, corrections)
        if not _name_lives_on(division, current):
            divisions.append(division)
    return divisions


def _heirs(
    unit: Unit,
    changes: Changes,
    current: Mapping[str, Division],
    corrected: Mapping[Unit, Correction],
    seen: frozenset[Unit] = frozenset(),
) -> set[str]:
    """Return the codes of the current divisions that *unit* ended up in."""
    code, name = unit
    if unit in corrected:
        return set(corrected[unit].successors)
    if code in current and current[code].name == name:
        return {code}
    if unit in seen:
        return set()
    found: set[str] = set()
    for _, new in changes.following.get(unit, []):
        if new:
            found |= _heirs(new, changes, current, corrected, seen | {unit})
    return found


def _former(
    unit: Unit,
    until: int,
    successors: tuple[str, ...],
    changes: Changes,
    current: Mapping[str, Division],
    corrections: tuple[Correction, ...],
) -> Division:
    code, name = unit
    level: Level = "city" if code.endswith("00") else "county"
    return Division(
        code=code,
        name=name,
        short=short_name(name),
        level=level,
        parent=_parent(code, level, successors, current),
        since=founding_year(unit, changes, corrections),
        until=until,
        successors=successors,
        aliases=aliases(name),
    )


def _parent(code: str, level: Level, successors: tuple[str, ...], current: Mapping[str, Division]) -> str:
    """Return the current division around a former one: by its code, else by its successor, else its province."""
    province, city = code[:2] + "0000", code[:4] + "00"
    if level == "city":
        return province
    if city in current:
        return city
    if successors:
        heir = current[successors[0]]
        return heir.code if heir.level == "city" else heir.parent or province
    return province


def _name_lives_on(former: Division, current: Mapping[str, Division]) -> bool:
    """Whether a current division took over the name where the former one was.

    县级丽水市 became 莲都区 of 地级丽水市 in 2000: in the texts we read, 丽水市 means the latter.
    """
    around = {former.parent, *former.successors}
    around |= {current[code].parent for code in former.successors}
    return any(d.name == former.name and (d.code in around or d.parent == former.parent) for d in current.values())

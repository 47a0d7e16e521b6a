"""Administrative divisions as values, and the tab-separated files that hold them.

``divisions.tsv`` and ``history.tsv`` share one row shape, a header line and then one division a line::

    code  name  short  aliases  level  parent  since  until  successors

Lists are separated by spaces, what is unknown is empty. ``towns.tsv`` has one line a county: its code, a tab, and its
towns as three digits and a name, separated by spaces (``330113<TAB>001临平街道 002东湖街道 …``).

Codes are those of GB/T 2260 (six digits) and GB/T 10114 (nine digits, towns); years are calendar years.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

Level = Literal["province", "city", "county", "town", "zone"]

LEVELS: tuple[Level, ...] = get_args(Level)
COLUMNS = ("code", "name", "short", "aliases", "level", "parent", "since", "until", "successors")

_HEADER = "\t".join(COLUMNS)


@dataclass(frozen=True, slots=True)
class Division:
    """One administrative division, current or former.

    ``level`` is "zone" for statistical areas (经济技术开发区 …) that have a code of the statistics office but are no
    divisions under GB/T 2260. ``parent`` is always a current division: for a former one, the division in which its
    territory now lies. ``successors`` are current as well, followed through every later change; a former division whose
    territory was scattered may have none.
    """

    code: str
    name: str
    short: str
    level: Level
    parent: str | None
    since: int | None = None
    until: int | None = None
    successors: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def is_former(self) -> bool:
        """Whether the division exists no more under this name."""
        return self.until is not None

    @property
    def admin_code(self) -> str | None:
        """The code under GB/T 2260; None for a town that the tables do not hold."""
        return self.code if self.code.isdigit() else None

    @property
    def key(self) -> str:
        """An identifier no other division has: the code, and for a former division the year it ended.

        The code alone does not do: renaming keeps it (130502 was 桥东区 until 2020 and is 襄都区 now).
        """
        return self.code if self.until is None else f"{self.code}-{self.until}"

    @property
    def shorts(self) -> tuple[str, ...]:
        """Every everyday form: ``short``, where there is one, and the aliases."""
        return (self.short, *self.aliases) if self.short else self.aliases

    def existed_in(self, year: int | None) -> bool:
        """Whether the division existed in *year*, as far as known; None asks about the present."""
        if year is None:
            return self.until is None
        return (self.since is None or self.since <= year) and (self.until is None or year <= self.until)


def parse_divisions(text: str, source: str) -> tuple[Division, ...]:
    """Read the rows of ``divisions.tsv`` or ``history.tsv``.

    Raises ValueError, naming *source* and the line, where the header, the number of columns or a level is not as
    described above.
    """
    header, *lines = text.splitlines()
    if header != _HEADER:
        raise ValueError(f"{source}:1: expected the columns {' '.join(COLUMNS)}; rebuild the file")
    return tuple(_parse_row(line, source, number) for number, line in enumerate(lines, start=2))


def _parse_row(line: str, source: str, number: int) -> Division:
    cells = line.split("\t")
    if len(cells) != len(COLUMNS) or cells[4] not in LEVELS:
        raise ValueError(f"{source}:{number}: not a division row: {line!r}; rebuild the file")
    code, name, short, aliases, level, parent, since, until, successors = cells
    return Division(
        code=code,
        name=name,
        short=short,
        level=cast(Level, level),
        parent=parent or None,
        since=int(since) if since else None,
        until=int(until) if until else None,
        successors=tuple(successors.split()),
        aliases=tuple(aliases.split()),
    )


def format_divisions(divisions: Iterable[Division]) -> str:
    """Write rows that `parse_divisions` reads back, ordered by code and then by the year a division ended."""
    rows = [_HEADER]
    for d in sorted(divisions, key=lambda d: (d.code, d.until or 0, d.name)):
        since, until = (str(year) if year else "" for year in (d.since, d.until))
        cells = (d.code, d.name, d.short, " ".join(d.aliases), d.level, d.parent or "", since, until)
        rows.append("\t".join((*cells, " ".join(d.successors))))
    return "\n".join(rows) + "\n"


def parse_towns(text: str) -> dict[str, str]:
    """Read ``towns.tsv``: county code → its towns, still as one line (38,000 objects nobody asked for are slow)."""
    return dict(cast("list[tuple[str, str]]", [line.split("\t") for line in text.splitlines()]))


def format_towns(towns: Mapping[str, Mapping[str, str]]) -> str:
    """Write what `parse_towns` reads back from county code → {nine-digit town code: name}, ordered by code."""
    lines = []
    for county, names in sorted(towns.items()):
        lines.append(f"{county}\t{' '.join(code[6:] + name for code, name in sorted(names.items()))}\n")
    return "".join(lines)

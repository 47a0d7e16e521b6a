"""Compare the gazetteer with a second source, and print where they differ.

    python scripts/check_gazetteer.py CHINA_DIVISION_DIR

CHINA_DIVISION_DIR is the unpacked archive of china-division 2.7.0 (npm), the statistics office's list of 2023. Counties
that only one side has should be what changed since, or a zone; a province whose towns differ by more than a few in a
hundred deserves a look.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

from rdgraph.rules.gazetteer import load


def rows(path: Path) -> list[dict[str, str]]:
    """Read a table of the other source."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main(china_division: Path) -> None:
    """Print the differences of counties, one a line, and the number of towns of each province."""
    gazetteer = load()
    provinces = [d for code in range(11, 83) if (d := gazetteer.by_code(f"{code}0000"))]
    ours, zones, towns = {}, {}, Counter[str]()
    for province in provinces:
        below = list(gazetteer.children(province))
        while below:
            division = below.pop()
            below += gazetteer.children(division)
            if division.level == "town":
                towns[province.code[:2]] += 1
            elif division.level == "county":
                ours[division.code] = division.name
            elif division.level == "zone":
                zones[division.code] = division.name

    theirs = {row["code"]: row["name"] for row in rows(china_division / "dist" / "areas.csv")}
    for code in sorted(ours.keys() | theirs.keys() - zones.keys()):
        if ours.get(code) != theirs.get(code):
            print(f"{code}: here {ours.get(code)}, there {theirs.get(code)}")
    print(f"counties: here {len(ours)} and {len(zones)} zones, there {len(theirs)}")

    other = Counter(row["provinceCode"] for row in rows(china_division / "dist" / "streets.csv"))
    for province in provinces:
        code = province.code[:2]
        print(f"{province.name}: towns here {towns[code]}, there {other[code]}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))

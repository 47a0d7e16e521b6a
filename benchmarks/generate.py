"""Make any number of different newsletters from the bundled samples: other cities, other sentences, other numbers.

    python benchmarks/generate.py FOLDER [--issues 100] [--seed 1]

The same seed makes the same newsletters. They are for measuring time, not rightness: their sentences are those of the
samples in another order, with the districts of another city and numbers nobody counted.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from pathlib import Path

from rdgraph.pipeline import sample_sources
from rdgraph.rules.divisions import Division
from rdgraph.rules.gazetteer import Gazetteer, load

HOMES = {"quanzhou-2025-05": "泉州市", "xiangyang-12": "襄阳市"}
"""The bundled newsletters, and whose they are."""
PROSE = 60
"""Lines of so many characters are prose; shorter ones are masthead, contents, headlines, bylines."""
_SENTENCE = re.compile(r"[^。]+。")
_NUMBER = re.compile(r"(?<![\d.:%-])(?!20\d\d(?!\d)|19\d\d(?!\d))\d{2,6}(?![\d.:%-])")
_TOTAL = re.compile(r"总第[^)）]+期")


def newsletters(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield ``(file name, text)`` of *count* newsletters."""
    chance, gazetteer = random.Random(seed), load()
    samples = {p.stem: p.read_text(encoding="utf-8") for p in sample_sources() if p.stem in HOMES}
    cities = [
        city
        for province in (gazetteer.by_code(f"{code}0000") for code in range(11, 66))
        if province is not None
        for city in gazetteer.children(province)
        if city.level == "city" and len(gazetteer.children(city)) >= 5
    ]
    pool = [s for text in samples.values() for line in text.split("\n") for s in _SENTENCE.findall(line)]
    for number in range(1, count + 1):
        stem = chance.choice(sorted(samples))
        city = chance.choice(cities)
        renamed = _renaming(gazetteer, gazetteer.resolve(HOMES[stem]).division, city, chance)
        lines = [_line(line, pool, chance) for line in samples[stem].split("\n")]
        text = _replaced("\n".join(lines), renamed)
        yield f"{number:04}-{city.name}.txt", _TOTAL.sub(f"总第 {1000 + number} 期", text, count=1)


def _line(line: str, pool: list[str], chance: random.Random) -> str:
    if len(line) < PROSE:
        return line
    first, *rest = _SENTENCE.findall(line) or [line]
    rest = [chance.choice(pool) if chance.random() < 0.5 else sentence for sentence in rest]
    chance.shuffle(rest)
    return _NUMBER.sub(lambda m: str(chance.randint(10 ** (len(m[0]) - 1), 10 ** len(m[0]) - 1)), first + "".join(rest))


def _renaming(gazetteer: Gazetteer, old: Division | None, new: Division, chance: random.Random) -> dict[str, str]:
    """Return what the names of one city's divisions become in another city: a district a district where it can be."""
    assert old is not None
    renamed = {old.name: new.name, old.short: new.short or new.name}
    left = list(gazetteer.children(new))
    chance.shuffle(left)
    for county in gazetteer.children(old):
        match = next((d for d in left if d.name[-1] == county.name[-1]), left[0] if left else new)
        if match in left:
            left.remove(match)
        renamed[county.name] = match.name
    return renamed


def _replaced(text: str, renamed: dict[str, str]) -> str:
    names = re.compile("|".join(sorted(map(re.escape, renamed), key=len, reverse=True)))
    return names.sub(lambda m: renamed[m[0]], text)


def main() -> None:
    """Write newsletters into a folder."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--issues", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    for name, text in newsletters(given.issues, given.seed):
        (given.folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

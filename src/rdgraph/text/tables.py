"""Word lists and patterns of this package: YAML files under ``data/``, read on first use and kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def table(name: str) -> dict[str, Any]:
    """Return the data file `name` as plain values."""
    text = resources.files("rdgraph.text").joinpath("data", f"{name}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=_Loader)  # a safe loader
    return loaded


@cache
def words(name: str, key: str) -> tuple[str, ...]:
    """Return the word list under `key` of data file `name`: a YAML list, or one string of words and spaces."""
    value = table(name)[key]
    return tuple(value.split()) if isinstance(value, str) else tuple(value)


def alternatives(choices: Iterable[str]) -> str:
    """Return a regular expression that matches any of some literal strings, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(choices, key=lambda word: (-len(word), word))) + ")"


@cache
def pattern(name: str, key: str) -> re.Pattern[str]:
    """Compile the pattern under `key` of data file `name`.

    ``{list}`` in a pattern stands for any word of that list of the same file, ``{numeral}`` for a number in Arabic
    or Chinese digits.
    """
    lists = table(name)

    def expand(match: re.Match[str]) -> str:
        fragment = match[1]
        if fragment == "numeral":
            return r"(?:\d{1,4}|[〇○零一二三四五六七八九十百千两廿卅]{1,9})"
        value = lists[fragment]
        if fragment.endswith("_pattern"):
            return "(?:" + re.sub(r"\{([a-z_]+)\}", expand, str(value)) + ")"
        return alternatives(words(name, fragment))

    return re.compile(re.sub(r"\{([a-z_]+)\}", expand, str(lists[key])))

"""A question in Chinese → a saved question and its parameters, by templates: no language model, nothing guessed.

The outcome says what was understood (which question, which values, which of them the graph knows) and what was not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from rdgraph.query.questions import Catalogue, Question, catalogue

_SLOT = re.compile(r"\{(\w+)\}")
_IGNORED = re.compile(r"[\s“”‘’「」『』《》〈〉\"'，,。.？?！!：:；;、（）()…]+|请问|一下$|呢$|吗$")
_LONGEST_QUESTION = 300


NameFinder = Callable[[str, tuple[str, ...]], str | None]
"""Returns the name in the graph that a value stands for, among the nodes of some classes; None where there is none."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A question that was recognised. *unknown* are values that no name in the graph equals."""

    question: Question
    values: Mapping[str, str]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A question that was not: *nearest* are those that share most characters with it, *unused* what none has."""

    nearest: tuple[Question, ...]
    unused: str


def understand(text: str, names: NameFinder = lambda value, _: value) -> Understood | NotUnderstood:
    """Find the saved question that *text* asks.

    Of several readings one whose values the graph knows is preferred, then the one with the longest names, then the one
    with the most fixed words.
    """
    plain = plain_words(text)[:_LONGEST_QUESTION]
    readings: list[tuple[int, int, int, Understood]] = []
    for question in catalogue().questions.values():
        parameters = {p.name: p for p in question.parameters}
        for found in (f for phrase in question.phrases for f in _readings(phrase, plain)):
            values, unknown = {}, []
            for name, value in found.items():
                parameter = parameters[name]
                known = names(value, parameter.of) if parameter.type == "label" else value
                values[name] = value if known is None else known
                if known is None:
                    unknown.append(value)
            fixed = len(plain) - sum(map(len, found.values()))
            named = sum(len(v) for n, v in found.items() if parameters[n].type == "label" and v not in unknown)
            readings.append((-len(unknown), named, fixed, Understood(question, values, tuple(unknown))))
    if readings:
        return max(readings, key=lambda r: r[:3])[3]
    return _nearest(plain, catalogue())


def plain_words(text: str) -> str:
    """Return a question, or a name, without what templates do not look at: quotation marks, punctuation, blanks."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text))


def _nearest(plain: str, known: Catalogue) -> NotUnderstood:
    asked = _pairs(plain)
    scored = []
    for position, question in enumerate(known.questions.values()):
        pairs = _pairs(plain_words(question.zh)).union(*(_pairs(plain_words(p)) for p in question.phrases))
        shared = len(asked & pairs)
        if shared:
            scored.append((-shared, position, question, pairs))
    best = sorted(scored, key=lambda s: s[:2])[:3]
    met = set().union(*(b[3] for b in best)) if best else set()
    unused = "".join(
        c for i, c in enumerate(plain) if plain[i : i + 2] not in met and plain[max(i - 1, 0) : i + 1] not in met
    )
    return NotUnderstood(tuple(b[2] for b in best), unused)


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _readings(phrase: str, plain: str) -> Iterator[dict[str, str]]:
    """Yield what the slots of a template stand for; with two slots side by side, for every way to part them."""
    several = len(_SLOT.findall(phrase)) > 1
    for length in range(1, len(plain)) if several and _pattern(phrase).fullmatch(plain) else (0,):
        match = _pattern(phrase, length).fullmatch(plain)
        if match is not None:
            yield {name: value for name, value in match.groupdict().items() if value}


@cache
def _pattern(phrase: str, length: int = 0) -> re.Pattern[str]:
    """Compile a template: ``{slot}``, ``(a|b|)`` and plain words; the first slot has *length* characters, if given."""
    parts = []
    for piece in re.split(r"(\{\w+\}|[()|])", phrase):
        slot = _SLOT.fullmatch(piece)
        if slot:
            parts.append(f"(?P<{slot[1]}>.{{{length}}})" if length else f"(?P<{slot[1]}>.+?)")
            length = 0
        elif piece in ("(", ")", "|"):
            parts.append("(?:" if piece == "(" else piece)
        else:
            parts.append(re.escape(plain_words(piece)))
    return re.compile("".join(parts), re.IGNORECASE)

"""Bylines: units and names at the end of an article, under its headline, or where its body opens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from rdgraph.text.names import Span, name_spans, names_known
from rdgraph.text.tables import pattern, words

LONGEST = 70
"""Characters beyond which a line is no byline."""

_BRACKETED = re.compile(
    r"[（(【〔\[]\s*(?P<inner>[^（）【】]{2,60}(?:（[^（）]{1,20}）[^（）【】]{0,40})?)\s*[）)】〕\]]\s*[。]?"
)
_TAIL = re.compile(
    r"[（【](?P<inner>[^（）【】。；！？]{2,60}(?:（[^（）]{1,12}）[^（）【】。；]{0,40})?)[）】]\s*。?$"
)
_SENTENCE = re.compile(r"[。；！？…《》]")
_UNIT = re.compile(r"[\u3400-\u9fff（）、\s·]{2,40}")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Signature:
    """A byline found in a text: where it stands, its unit and its names, all as ranges of that text."""

    start: int
    end: int
    unit: Span | None
    names: tuple[Span, ...]
    certain: bool
    """Whether it can be nothing else: a label, a unit, brackets around known surnames."""


@cache
def _unit_end() -> re.Pattern[str]:
    """Match, with no width, every place at which a unit's name may end."""
    return re.compile("|".join(f"(?<={re.escape(word)})" for word in words("bylines", "unit_ends")))


def _is_unit(text: str) -> bool:
    return text.endswith(words("bylines", "unit_ends"))


@cache
def _label() -> re.Pattern[str]:
    labels = {*words("bylines", "labels"), *words("bylines", "other_labels")}
    choice = "|".join(
        # one character may as well be part of a padded name (亓 文 博): a mark must follow it
        r"\s*".join(map(re.escape, word)) if len(word) > 1 else rf"{word}(?=\s*[：/])"
        for word in sorted(labels, key=lambda w: (-len(w), w))
    )
    return re.compile(rf"(?:(?<=^)|(?<=[\s，；、）]))(?P<label>{choice})\s*(?:[：/]\s*|\s+|(?=\S{{2,4}}$))")


def closing(text: str) -> Signature | None:
    """Read a line that is a byline as a whole."""
    if len(text) > LONGEST:
        return None
    bracketed = _BRACKETED.fullmatch(text)
    start, end = bracketed.span("inner") if bracketed else (0, len(text))
    inner = text[start:end]
    if _SENTENCE.search(inner) or _DIGIT.search(inner) or "".join(inner.split()) in words("bylines", "no_bylines"):
        return None
    parsed = _parse(inner, bracketed is not None)
    return None if parsed is None else _shift(parsed, start, 0, len(text))


def tail(text: str) -> Signature | None:
    """Find a bracketed byline that ends a paragraph."""
    at = max(0, len(text) - LONGEST)
    match = _TAIL.search(text, at)
    if match is None or not match.start() or text[match.start() - 1] not in "。！？”…）》 ":
        return None
    inner = match["inner"]
    if _DIGIT.search(inner):
        return None
    parsed = _parse(inner, True)
    if parsed is None or not parsed.certain:
        return None
    return _shift(parsed, match.start("inner"), match.start(), len(text))


def opening(text: str) -> Signature | None:
    """Find the byline with which a body opens: 本刊讯（记者 …）, （通讯员 …）."""
    head = text[: LONGEST * 2]
    match = pattern("bylines", "opening").match(head)
    if match is None:
        return None
    group = next(name for name in "abc" if match[name] is not None)
    parsed = _parse(match[group], True)
    if parsed is None or not parsed.names or not names_known(match[group], list(parsed.names)):
        return None
    return _shift(parsed, match.start(group), 0, match.end())


def _shift(signature: Signature, by: int, start: int, end: int) -> Signature:
    unit = signature.unit and (signature.unit[0] + by, signature.unit[1] + by)
    names = tuple((low + by, high + by) for low, high in signature.names)
    return Signature(start, end, unit, names, signature.certain)


def _parse(inner: str, bracketed: bool) -> Signature | None:
    """Read what a byline says: labelled parts, or a unit, or names, or both."""
    labels = list(_label().finditer(inner))
    if labels:
        return _labelled(inner, labels)
    return _unit_and_names(inner, 0, len(inner), bracketed)


def _labelled(inner: str, labels: list[re.Match[str]]) -> Signature | None:
    unit: Span | None = None
    names: list[Span] = []
    before = inner[: labels[0].start()].strip(" ，；、")
    if before:
        part = _unit_and_names(inner, 0, labels[0].start(), True)
        if part is None:
            return None
        unit, names = part.unit, list(part.names)
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        word = "".join(label["label"].split())
        stop = following.start() if following else len(inner)
        if word in words("bylines", "other_labels"):
            continue
        part = _unit_and_names(inner, label.end(), stop, True)
        if part is None:
            if word in words("bylines", "unit_labels") and unit is None:
                unit = _trim(inner, label.end(), stop)
            continue
        unit = unit or part.unit
        names += [span for span in part.names if span not in names]
    return Signature(0, len(inner), unit, tuple(names), True) if unit or names else None


def _unit_and_names(text: str, start: int, stop: int, bracketed: bool) -> Signature | None:
    """Read unit and names without labels; the longest unit that leaves a list of names behind it wins."""
    start, stop = _trim(text, start, stop)
    start, stop = _without_trailer(text, start, stop)
    if stop - start < 2:
        return None
    part = text[start:stop]
    bare = name_spans(part)
    if bare and names_known(part, bare) and "".join(part.split()) not in words("bylines", "short_units"):
        dense = "".join(part.split())
        if not _is_unit(dense) or len(dense) <= 3:
            return Signature(start, stop, None, tuple((a + start, b + start) for a, b in bare), bracketed)
    for end in reversed([match.end() for match in _unit_end().finditer(text, start + 2, stop)]):
        if len("".join(text[start:end].split())) < 2:
            continue
        if _UNIT.fullmatch(text, start, end) is None:
            continue
        rest = text[end:stop]
        if not rest.strip(" 、，"):
            certain = end - start >= 3
            return Signature(start, stop, (start, end), (), certain) if certain or bracketed else None
        names = name_spans(rest)
        if names and (names_known(rest, names) or _set_off(rest, names, bracketed)):
            spans = tuple((a + end, b + end) for a, b in names)
            several = _names_inside(text, start, end)
            if several is not None:
                return Signature(start, stop, several[0], (*several[1], *spans), True)
            return Signature(start, stop, (start, end), spans, True)
    if bare and bracketed and len(part) <= 12 and all(len("".join(part[a:b].split())) <= 3 for a, b in bare):
        return Signature(start, stop, None, tuple((a + start, b + start) for a, b in bare), False)
    return None


def _set_off(rest: str, names: list[Span], bracketed: bool) -> bool:
    """Tell whether names of unknown surnames are set off from the unit so that they can be nothing else."""
    if rest[0] not in " 、，：/（" or _is_unit("".join(rest.split())):
        return False
    sizes = [len("".join(rest[low:high].split())) for low, high in names]
    return max(sizes) <= 3 and (bracketed or (len(names) == 1 and rest[0] == " "))


def _names_inside(text: str, start: int, end: int) -> tuple[Span, list[Span]] | None:
    """Take apart `unit names unit`, where two units sign one after another."""
    tokens = [(m.start() + start, m.end() + start) for m in re.finditer(r"[^\s，；]+", text[start:end])]
    units = [(low, high) for low, high in tokens if high - low > 3 and _is_unit(text[low:high])]
    if not units or units[0] != tokens[0]:
        return None
    names: list[Span] = []
    for (_, low), following in zip(units, [*units[1:], (end, end)], strict=True):
        between = text[low : following[0]]
        if not between.strip(" ，；、"):
            continue
        found = name_spans(between)
        if not found or not names_known(between, found):
            return None
        names += [(low + a, low + b) for a, b in found]
    return (units[0], names) if names else None


def _trim(text: str, start: int, stop: int) -> Span:
    while start < stop and text[start] in " ，；、：":
        start += 1
    while stop > start and text[stop - 1] in " ，；、：":
        stop -= 1
    return start, stop


def _without_trailer(text: str, start: int, stop: int) -> Span:
    """Leave out 供稿, 报道 … behind a name."""
    for word in words("bylines", "trailers"):
        if text.endswith(word, start, stop) and stop - len(word) - start >= 2:
            cut = stop - len(word)
            if len(word) > 1 or text[cut - 1] in " /":
                return _trim(text, start, cut)
    return start, stop

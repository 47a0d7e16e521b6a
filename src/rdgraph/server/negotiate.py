"""Content negotiation (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def choose(accept: str | None, offered: Mapping[str, Sequence[str]]) -> str | None:
    """Return the name of the form a client wants, of those *offered* with their media types; None where none will do.

    The most specific range decides the quality of a type; of equal quality, what is offered first wins.
    """
    if not accept or not accept.strip():
        return next(iter(offered))
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    best, best_quality = None, 0.0
    for name, types in offered.items():
        quality = max(_quality(t, ranges) for t in types)
        if quality > best_quality:
            best, best_quality = name, quality
    return best


def _range(part: str) -> tuple[str, float]:
    media, *parameters = (p.strip().lower() for p in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = min(max(float(value), 0.0), 1.0)
            except ValueError:
                quality = 0.0
    return media, quality


def _quality(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    major = media_type.partition("/")[0]
    for wanted in (media_type, f"{major}/*", "*/*"):
        found = [q for media, q in ranges if media == wanted]
        if found:
            return max(found)
    return 0.0

"""The same newsletter twice: known by masthead and text, counted once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rdgraph.corpus.records import Outline
from rdgraph.model.facts import Key

SAME = 0.9
"""Share of common sentences from which two files hold one text."""
ALIKE = 0.3
"""Share from which one is an edition of the other: corrected, shortened, read from another format."""


class Relation(StrEnum):
    """How a file that is not counted stands to the one that is."""

    COPY = "copy"
    EDITION = "edition"
    CLASH = "clash"
    """The same masthead over another text: one of the two is misnumbered."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A file that is left out, and the one that stands for it."""

    outline: Outline
    kept: str
    relation: Relation


def tell_apart(outlines: Iterable[Outline]) -> tuple[list[Outline], list[Duplicate]]:
    """Return the documents that count, and those that do not, in the order of their names.

    Of two editions the one with the smaller hash of its file stays, whichever was read first.
    """
    kept: dict[Key, Outline] = {}
    texts: dict[frozenset[int], Outline] = {}
    left_out: list[Duplicate] = []
    for outline in sorted(outlines, key=lambda o: (o.sha256, o.name)):
        held = kept.get(outline.key)
        if held is None and _is_told_by_text(outline):
            held = texts.get(outline.sentences)
        if held is None:
            kept[outline.key] = outline
            if outline.sentences:
                texts.setdefault(outline.sentences, outline)
        else:
            left_out.append(Duplicate(outline, held.name, _relation(outline, held)))
    return sorted(kept.values(), key=lambda o: o.name), sorted(left_out, key=lambda d: d.outline.name)


def _is_told_by_text(outline: Outline) -> bool:
    """Tell whether a document has no number by which its issue is known."""
    issue = outline.issue
    return issue is None or (issue.number is None and issue.total_number is None)


def _relation(outline: Outline, held: Outline) -> Relation:
    if outline.sha256 == held.sha256:
        return Relation.COPY
    fewer = min(len(outline.sentences), len(held.sentences))
    shared = len(outline.sentences & held.sentences) / fewer if fewer else 1.0
    return Relation.COPY if shared >= SAME else Relation.EDITION if shared >= ALIKE else Relation.CLASH

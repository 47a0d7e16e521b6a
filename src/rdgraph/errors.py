"""The exceptions of rdgraph; each says what is wrong, where, and what to do.

RdgraphError
└── SourceError   a source that cannot be read as text
"""

from __future__ import annotations


class RdgraphError(Exception):
    """Base of every error that rdgraph raises on purpose."""


class SourceError(RdgraphError):
    """A source that cannot be read. Problem and remedy are given in Chinese first, then in English."""

    def __init__(self, file: str, problem: str, remedy: str, place: str | None = None) -> None:
        self.file = file
        self.place = place
        self.problem = problem
        self.remedy = remedy
        super().__init__(file, problem, remedy, place)

    def __str__(self) -> str:
        where = self.file if self.place is None else f"{self.file} ({self.place})"
        return f"{where}: {self.problem}\n  → {self.remedy}"

"""The exception tree.

RdgraphError
├── SourceError   a file that cannot be read
├── RuleError     a rule file that cannot be used
└── GraphError    a graph that cannot be built, read or validated
"""

from __future__ import annotations


class RdgraphError(Exception):
    """Base of all errors that a user can act on: where it happened, what is wrong, what to do about it."""

    def __init__(self, problem: str, *, file: str = "", place: str = "", remedy: str = "") -> None:
        self.problem, self.file, self.place, self.remedy = problem, file, place, remedy
        where = " ".join(part for part in (file, place) if part)
        super().__init__("；".join(part for part in (f"{where}：{problem}" if where else problem, remedy) if part))


class SourceError(RdgraphError):
    """A source that cannot be read as text."""


class RuleError(RdgraphError):
    """A rule file that breaks the schema, names an unknown fragment, or repeats an id."""


class GraphError(RdgraphError):
    """A graph that cannot be read, or that violates its shapes."""
